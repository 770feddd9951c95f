/** The classes whose instances are given back as what they were. */
export interface EntityClasses {
  /** The name of a class, the same in every process; `undefined` for one that is not known. */
  nameOf(type: unknown): string | undefined
  /** The class of that name. */
  named(name: string): { readonly prototype: object } | undefined
}

/** Before a DataSource is attached there are none. */
export const noClasses: EntityClasses = { nameOf: () => undefined, named: () => undefined }
