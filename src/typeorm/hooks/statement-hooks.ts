import type { QueryRunner } from 'typeorm'
import { MAX_ROWS } from '../../changes/record-contents'
import { report, reporting } from '../../changes/report'
import { StatementChanges } from '../../changes/statement-changes'
import { Changes } from '../../changes/changes'
import type { TransactionChanges } from '../../changes/transaction-changes'
import { UnavailableError } from '../../errors'
import { EVERYTHING } from '../../identifiers/identifier'
import { noSettings } from '../../sql/settings/settings'
import type { Statement } from '../../sql/statement'
import { LoadScope } from '../../values/load-scope'
import { dataSourceOf, isAwaitedBefore } from '../versions'
import { dialectOf } from '../dialect'
import { TransactionLostError } from '../connections/isolated-read'
import { isOwn } from '../connections/own-statements'
import { askingDefaults } from './default-reading'
import { endsByCommit, isRollback } from './ending-statements'
import { readingBefore } from './parent-reading'
import { tracing } from './traced-reads'
import { readingUnread } from './unread-parents'
import type { AnsweredQueryEvent, QueryEvent } from '../connections/query-events'
import { areNamesMoved, noteSettings } from '../connections/changed-settings'
import type { Execution } from '../reach/execution'
import { joined } from '../reach/keyed-rows'
import { StatementMemo } from '../reach/statement-memo'
import type { QueryRunnerChanges } from '../connections/query-runner-changes'
import type { SentStatement } from '../connections/sent-statements'
import { askingSession, noteIsolation } from '../connections/isolation'
import { commitsFirst, mayCommit } from '../connections/refusal'
import { isTransactionOpen } from '../connections/server-state'
import { isSharedConnection } from '../connections/shared-connection'
import { writerOf } from '../connections/servers/server-watch'
import { StatementFollower } from './statement-follower'
import { outcomeOf } from '../connections/statement-outcome'
import { isFirstOn, watchQueriesOf } from '../connections/watched-queries'
import { type HookResult, type SubscriberContext, changesOf, guarded } from './subscriber-context'
import { confirm } from './transaction-hooks'

/** Sees every statement: before it is sent it is recorded, after it was answered its changes are kept or bumped. */
export class StatementHooks {
  readonly #context: SubscriberContext

  constructor(context: SubscriberContext) {
    this.#context = context
  }

  /** @returns what the statement must wait for; rejects where it is to be refused */
  sending(event: QueryEvent): HookResult {
    const { query, parameters: given, queryRunner } = event
    if (isOwn(query)) return undefined
    const statements = this.#context.writesOf(dataSourceOf(queryRunner)).sql.statementsIn(query)
    // Nobody knows what was done before on a query runner that is watched from now on.
    if (watchQueriesOf(queryRunner)) LoadScope.current?.veto('open-transaction')
    const isFirst = isFirstOn(queryRunner)
    const askSession = isFirst ? askingSession(queryRunner) : undefined
    this.#noteSettings(query, queryRunner, statements)
    const tokens = tracing(event, this.#context)
    if (statements.length === 0) return this.#reading(askSession, tokens, queryRunner)
    return guarded(this.#context, () => {
      const changes = changesOf(this.#context, queryRunner)
      const parameters = listOf(given)
      const ended = changes.reconcile(isTransactionOpen(queryRunner))
      if (ended) void changes.track(ended)
      const isOutside = !changes.transaction && !changes.sent.hasBegin
      const isAlone = !changes.transaction || statements.some((one) => one.kind === 'commit' || commitsFirst(one))
      const sent: SentStatement = { sql: query, parameters, statements, memo: new StatementMemo() }
      if (isAlone) sent.record = this.#record(sent, queryRunner, changes.transaction)
      changes.expect(sent)
      const prepare = this.#preparing(sent, changes, queryRunner)
      const askDefaults = askingDefaults(queryRunner, { isFirst, isOutside }, this.#context)
      if (!askSession && !askDefaults) return changes.order.pass(prepare)
      return changes.order.pass(async () => {
        if (askSession) await this.#asked(askSession)
        await askDefaults?.()
        await prepare?.()
      })
    })
  }

  /** @returns what the caller must wait for */
  answered(event: AnsweredQueryEvent): HookResult {
    const { query, queryRunner } = event
    const statements = this.#context.writesOf(dataSourceOf(queryRunner)).sql.statementsIn(query)
    if (statements.length === 0 || isOwn(query)) return undefined
    return guarded(this.#context, () => {
      const changes = changesOf(this.#context, queryRunner)
      const parameters = listOf(event.parameters)
      // One that was sent before the subscriber was there is seen only here.
      const sent = changes.sent.take(query, parameters) ?? {
        sql: query,
        parameters,
        statements,
        memo: new StatementMemo(),
      }
      return this.#follow(event, sent, changes)
    })
  }

  /** A call has failed of which no hook has told: the statement failed, or another hook kept it from being sent. */
  failed(event: AnsweredQueryEvent): void {
    const changes = this.#context.queryRunners.get(event.queryRunner)
    const sent = changes?.sent.take(event.query, listOf(event.parameters))
    if (!changes || !sent) return
    const wasSent = !isAwaitedBefore(event.queryRunner)
    if (wasSent) void this.#follow(event, sent, changes)
    else if (sent.record) void changes.track(sent.record.discard())
  }

  /** Whatever goes wrong here, the statement was executed: then every key changes. */
  #follow(event: AnsweredQueryEvent, sent: SentStatement, changes: QueryRunnerChanges): HookResult {
    const untold = async (cause: unknown): Promise<void> => {
      report(this.#context.ledger.events, 'What a statement has changed could not be told', cause)
      await changes.add(new Changes([EVERYTHING]))
      await sent.record?.discard()
    }
    let work: Promise<unknown> | undefined
    try {
      work = new StatementFollower(this.#context, changes, event).follow(sent, outcomeOf(event))
    } catch (cause) {
      work = untold(cause)
    }
    // Most statements of a transaction leave nothing to wait for.
    return work && changes.track(work, untold)
  }

  #noteSettings(query: string, queryRunner: QueryRunner, statements: readonly Statement[]): void {
    const writes = this.#context.writesOf(dataSourceOf(queryRunner))
    const settings = writes.sql.settingsIn(query)
    // In MySQL any statement may use up what was set for the next transaction.
    if (settings === noSettings && writes.dialect !== 'mysql') return
    const { transaction } = this.#context.queryRunners.get(queryRunner) ?? {}
    const begins = statements.some(({ kind }) => kind === 'begin')
    noteIsolation(settings, queryRunner, transaction, begins)
    noteSettings(settings, queryRunner, transaction, writes.catalog)
  }

  /** What a statement outside a transaction, or one that ends it first, may change. */
  #record(
    { statements, parameters, memo }: SentStatement,
    queryRunner: QueryRunner,
    transaction: TransactionChanges | undefined,
  ): StatementChanges | undefined {
    const writes = this.#context.writesOf(dataSourceOf(queryRunner))
    const areMoved = areNamesMoved(queryRunner, transaction)
    const notSentYet = { answer: undefined, idStep: undefined, isReadLater: false, mostRows: MAX_ROWS }
    const execution: Execution = Object.assign(notSentYet, { parameters, memo, areNamesMoved: areMoved })
    const reached = statements.flatMap((statement) => writes.reachOf(statement, execution))
    const identifiers = joined(reached.map((reach) => reach.identifiers))
    if (identifiers.length === 0) return undefined
    const writer = writerOf(queryRunner, dataSourceOf(queryRunner))
    return new StatementChanges(this.#context.ledger, identifiers, writer)
  }

  /**
   * A read waits for the statements before it, the first one on a connection for what is asked of that, and one of a load for
   * the tokens of what it reads.
   */
  #reading(
    asking: (() => Promise<void>) | undefined,
    tokens: Promise<void> | undefined,
    queryRunner: QueryRunner,
  ): HookResult {
    if (!asking && !tokens) return this.#context.queryRunners.get(queryRunner)?.order.pass(undefined)
    return changesOf(this.#context, queryRunner).order.pass(async () => {
      if (asking) await this.#asked(asking)
      await tokens
    })
  }

  /** What can't be asked stays unknown. */
  #asked(asking: () => Promise<void>): Promise<void> {
    return reporting(this.#context.ledger.events, 'The settings of a connection could not be asked for', asking)
  }

  /** @returns what must be done before a statement is sent, if anything; rejects with what must keep it from being sent */
  #preparing(
    sent: SentStatement,
    changes: QueryRunnerChanges,
    queryRunner: QueryRunner,
  ): (() => Promise<void>) | undefined {
    const { record, statements } = sent
    const canRefuse = isAwaitedBefore(queryRunner)
    const recorded = canRefuse && record ? this.#recorded(record) : undefined
    // It may have to wait for its turn.
    recorded?.catch(() => undefined)
    const { rejectsUnrecorded } = this.#context.ledger
    const commits = canRefuse && endsByCommit(statements, dialectOf(dataSourceOf(queryRunner)))
    const { transaction } = changes
    // What others may have seen of it changes also when it is rolled back.
    const isShown = canRefuse && statements.some(isRollback) && isSharedConnection(queryRunner)
    const readUnread = commits || isShown ? readingUnread(transaction, queryRunner, this.#context) : undefined
    const readBefore = readingBefore(sent, changes, queryRunner, this.#context)
    const ends = transaction !== undefined && statements.some((one) => mayCommit(one, transaction))
    const isConfirmed = ends && transaction.isUnconfirmed
    // Nobody waits for it there.
    if (isConfirmed && !canRefuse) transaction.recordNow()
    if (!(recorded && rejectsUnrecorded) && !readUnread && !readBefore && !(isConfirmed && canRefuse)) return undefined
    return async () => {
      try {
        if (rejectsUnrecorded) await recorded
        await readUnread?.()
        if (isConfirmed && canRefuse) await confirm(transaction, this.#context.ledger)
        await readBefore?.()
      } catch (cause) {
        const isRefused = cause instanceof UnavailableError || cause instanceof TransactionLostError
        if (!isRefused) {
          report(this.#context.ledger.events, 'A hook failed', cause)
          return
        }
        changes.sent.take(sent.sql, sent.parameters)
        if (record) void changes.track(record.discard())
        throw cause instanceof TransactionLostError ? asIfOf(sent, cause.cause) : cause
      }
    }
  }

  /** Rejects, where the user has asked for it, to refuse a statement that could not be recorded. */
  async #recorded(record: StatementChanges): Promise<void> {
    const { events, rejectsUnrecorded } = this.#context.ledger
    try {
      await record.recorded()
    } catch (cause) {
      report(events, 'A statement could not be recorded', cause)
      if (!rejectsUnrecorded) return
      const message =
        'The statement was refused, because its changes could not be recorded in the token store, and ' +
        "onUnavailable is 'reject'. Try again."
      throw new UnavailableError(message, { cause })
    }
  }
}

/** An error of ours in place of the one that the application's statement would have had. */
function asIfOf({ sql, parameters }: SentStatement, error: unknown): unknown {
  if (error instanceof Error && 'query' in error) Object.assign(error, { query: sql, parameters })
  return error
}

/** The same for every statement without parameters, so that an answer finds what was asked. */
const none: readonly unknown[] = []

/** Where a driver takes parameters by name, their places are not known. */
function listOf(parameters: unknown): readonly unknown[] {
  return Array.isArray(parameters) ? parameters : none
}
