/** A row by its identifier, and by the values of its primary key as the database takes them. */
export interface KeyedRow {
  readonly row: string
  readonly key: readonly unknown[]
}
