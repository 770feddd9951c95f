/** What was set for one transaction, and ends with it. */
export interface TransactionSettings {
  /** How it is isolated, in the database's words; `undefined` until that is known. */
  level: string | undefined
  /** The question for it that is on its way: who asks meanwhile waits for the same, since pg takes one statement at a time. */
  asking?: Promise<string> | undefined
  /** Whether names mean something else in it. */
  areNamesMoved: boolean
  /** Whether somebody else asks in it. */
  isRoleChanged: boolean
}

/** A transaction, seen through its settings alone. */
export interface TransactionWithSettings {
  readonly settings: TransactionSettings
}
