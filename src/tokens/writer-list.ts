import type { ClaimedRecord } from './change-log'
import type { TokenStore } from './token-store'

/** A process that changes tokens, or one of several `Alkey`s in it. */
export interface ListedWriter {
  /** Nobody else has it. Without spaces. */
  readonly id: string
  /** The scopes that it keeps, by their bulk identifiers. When it changes rows, it replaces no tokens of other scopes. */
  readonly scopes: readonly string[]
  /** For how long it is listed from now on, in ms. */
  readonly leaseMs: number
}

/**
 * Optional for a token store: lists the processes that change tokens, with the scopes that each keeps. A reader may rely on
 * a scope only while all of them keep it.
 *
 * The token of `alkey:*#?` stands for the list. Whenever a set of scopes comes into the list that no other process in it has,
 * or the last process with a set leaves it, the store replaces that token, in one step with the list: so while the token
 * stays, the list has the same sets. Processes leave the list by `leave`, or some time after their lease has ended.
 */
export interface WriterList {
  /** As `TokenStore.bump`. With a `writer`, it is in the list when this resolves. */
  bump(identifiers: readonly string[], writer?: ListedWriter): Promise<void>
  /** As `ChangeLog.settle`. With a `writer`, it is in the list when this resolves. */
  settle(changeSet: string, identifiers: readonly string[], writer?: ListedWriter): Promise<void>
  /** As `ChangeLog.claim`. Also renews the lease of `writer`, and drops those from the list whose lease has ended. */
  claim(leaseMs: number, writer?: ListedWriter): Promise<readonly ClaimedRecord[]>
  /** Takes the writer from the list: it changes no more tokens. */
  leave(writer: ListedWriter): Promise<void>
  /** The list and the token that stands for it, as they are at one moment. */
  writers(): Promise<WritersReading>
}

/** What `WriterList.writers` resolves to. */
export interface WritersReading {
  /** The token of `alkey:*#?`; `undefined` while there is none. */
  readonly token: string | undefined
  readonly writers: readonly Pick<ListedWriter, 'id' | 'scopes'>[]
}

/** Whether a store lists the processes that change tokens. */
export function listsWriters(store: TokenStore): store is TokenStore & WriterList {
  return 'writers' in store && 'leave' in store
}
