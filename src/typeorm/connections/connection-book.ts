import type { QueryRunner } from 'typeorm'
import { connectionOf, dataSourceOf, soleConnectionOf } from '../versions'

/**
 * What is known of one connection of the driver, whichever `Alkey` has learned it and whichever query runner has borrowed
 * it. What was set for one transaction is in the `TransactionSettings` of that, what one `Alkey` has seen or left on the
 * connection in its `LeftOpen`. Each fact has one file that notes it.
 */
export class ConnectionBook {
  /**
   * Whether somebody has changed what names mean, or who asks. They may be taken back before the connection is closed, but
   * that is not followed. By `changed-settings`.
   */
  areNamesMoved = false
  isRoleChanged = false
  /** Whether a statement may have moved them, whose text does not tell what it does. By `changed-settings`. */
  areNamesDoubtful = false
  /** Whether there is a temporary table, which may get another name. By `changed-settings`. */
  hasTemporaryTables = false
  /** By `isolation`. */
  readonly session: Session = {}
  /** Whether it was given back with an open transaction on it, which nobody has ended since. By `left-open`. */
  isLeftOpen = false
  /** By `statement-answer`. */
  countQuery: CountQuery | undefined
}

/** What is known of a connection to MySQL, which doesn't tell the level of a transaction. */
interface Session {
  /** The level of transactions for which nothing else was said. */
  level?: string | undefined
  /** What was said for the next transaction. */
  next?: string | undefined
  /** Whether it may see what is not committed. A statement outside of transactions may be that next one. */
  isNextUncommitted?: boolean
  /** Whether that one has begun. Each `Alkey` is told so, before any other statement is sent. */
  isNextUsed?: boolean
  /** Whether transactions begin without a word, with whatever is sent. */
  isImplicit?: boolean
  /** How far apart the ids of rows of one INSERT are. */
  idStep?: number | 'any' | undefined
}

/** A query for the number of rows that were changed, prepared on an embedded database once it was asked for. */
export interface CountQuery {
  get(): unknown
}

const books = new WeakMap<object, ConnectionBook>()

/** Of the connection that a query runner has; before it has one, there is nothing else to know it by. */
export function bookOf(queryRunner: QueryRunner): ConnectionBook {
  return bookOfConnection(connectionOf(queryRunner) ?? soleConnectionOf(dataSourceOf(queryRunner)) ?? queryRunner)
}

export function bookOfConnection(connection: object): ConnectionBook {
  let book = books.get(connection)
  if (!book) books.set(connection, (book = new ConnectionBook()))
  return book
}
