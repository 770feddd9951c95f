/** The classes whose instances are given back as what they were. */
export interface EntityClasses {
  /** The name of a class, the same in every process; `undefined` for one that is not known. */
  nameOf(type: unknown): string | undefined
  /** The class of that name. */
  named(name: string): StoredClass | undefined
}

/** What is known of one class. */
export interface StoredClass {
  readonly prototype: object
  /** How to store what its properties hold, where that is made of what the database has. */
  readonly conversions: ReadonlyMap<string, Conversion>
  /** Gives an instance that was stored what is no data. */
  revive(instance: object): void
}

/** Makes plain data of a property's value, and the value of that. */
export interface Conversion {
  readonly toPlain: (value: unknown) => unknown
  readonly fromPlain: (plain: unknown) => unknown
}

/** Before a DataSource is attached there are none. */
export const noClasses: EntityClasses = { nameOf: () => undefined, named: () => undefined }
