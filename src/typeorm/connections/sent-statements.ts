import type { StatementChanges } from '../../changes/statement-changes'
import type { Statement } from '../../sql/statement'
import type { KnownGroups } from '../reach/known-groups'
import type { Parameters } from '../reach/execution'
import type { StatementMemo } from '../reach/statement-memo'

/** A text that the database was sent and has not answered yet. */
export interface SentStatement {
  readonly sql: string
  readonly parameters: Parameters
  /** What it does, one after the other. */
  readonly statements: readonly Statement[]
  /** What was worked out of it. */
  readonly memo: StatementMemo
  /** Its own record, outside a transaction. */
  record?: StatementChanges | undefined
  /** What is known of what its rows lead to before it. */
  groups?: KnownGroups | undefined
}

/** What one query runner has sent. Several flows may share it, so answers are told apart by what was asked. */
export class SentStatements {
  readonly #sent: SentStatement[] = []

  add(statement: SentStatement): void {
    this.#sent.push(statement)
  }

  /** The statement that was answered. Of several that are the same, it does not matter which. */
  take(sql: string, parameters: Parameters): SentStatement | undefined {
    return this.#removeAt(this.#sent.findIndex((one) => one.sql === sql && areSame(one.parameters, parameters)))
  }

  /** Whether a transaction is about to begin. */
  get hasBegin(): boolean {
    return this.#sent.some(({ statements }) => statements.some(({ kind }) => kind === 'begin'))
  }

  takeAll(): SentStatement[] {
    return this.#sent.splice(0)
  }

  #removeAt(at: number): SentStatement | undefined {
    return at < 0 ? undefined : this.#sent.splice(at, 1)[0]
  }
}

/** Some drivers hand a copy of the parameters to a hook, with `null` for `undefined` and numbers for booleans. */
function areSame(one: Parameters, other: Parameters): boolean {
  return (
    one === other ||
    (one.length === other.length && one.every((value, i) => Object.is(asHandedOn(value), asHandedOn(other[i]))))
  )
}

function asHandedOn(value: unknown): unknown {
  return typeof value === 'boolean' ? Number(value) : (value ?? null)
}
