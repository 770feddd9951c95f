import type { QueryRunner } from 'typeorm'
import { report } from '../../changes/report'
import { StatementChanges } from '../../changes/statement-changes'
import { UnavailableError } from '../../errors'
import { EVERYTHING } from '../../identifiers/identifier'
import type { Statement } from '../../sql/statement'
import { LoadScope } from '../../values/load-scope'
import { dataSourceOf } from '../data-source-of'
import { dialectOf } from '../dialect'
import { idStepOf, needsIdStep } from '../connections/id-step'
import { READ_SAVEPOINT, TransactionLostError } from '../connections/isolated-read'
import { KnownParents } from '../reach/known-parents'
import { readParentsOf } from './parent-reading'
import type { AnsweredQueryEvent, QueryEvent } from '../connections/query-events'
import { areNamesMoved, noteSettings } from '../connections/changed-settings'
import { isAwaitedBefore } from '../connections/query-hooks-awaited'
import type { QueryRunnerChanges } from '../connections/query-runner-changes'
import type { SentStatement } from '../connections/sent-statements'
import { noteIsolation } from '../connections/isolation'
import { commitsFirst, isTransactional } from '../connections/refusal'
import { isTransactionOpen } from '../connections/server-state'
import { StatementFollower } from './statement-follower'
import { outcomeOf } from '../connections/statement-outcome'
import { watchQueriesOf } from '../connections/watched-queries'
import { type HookResult, type SubscriberContext, changesOf, guarded } from './subscriber-context'
import { confirm } from './transaction-hooks'

/** Sees every statement: before it is sent it is recorded, after it was answered its changes are kept or bumped. */
export class StatementHooks {
  readonly #context: SubscriberContext

  constructor(context: SubscriberContext) {
    this.#context = context
  }

  /** @returns what the statement must wait for; rejects where it is to be refused */
  sending({ query, parameters: given, queryRunner }: QueryEvent): HookResult {
    const statements = this.#context.writesOf(dataSourceOf(queryRunner)).statementsIn(query)
    this.#noteSettings(query, queryRunner, statements)
    // Nobody knows what was done before on a query runner that is watched from now on.
    if (watchQueriesOf(queryRunner)) LoadScope.current?.veto('open-transaction')
    if (statements.length === 0) return undefined
    return guarded(this.#context, () => {
      const changes = changesOf(this.#context, queryRunner)
      const parameters = listOf(given)
      const ended = changes.reconcile(isTransactionOpen(queryRunner))
      if (ended) void changes.track(ended)
      const isAlone = !changes.transaction || statements.some((one) => one.kind === 'commit' || commitsFirst(one))
      const record = isAlone ? this.#record(statements, parameters, queryRunner) : undefined
      const sent: SentStatement = { sql: query, parameters, statements, record }
      changes.expect(sent)
      const isOurs = query.includes(READ_SAVEPOINT)
      if (!isOurs && statements.some(isTransactional))
        return changes.earlierAreSent().then(() => this.#prepare(sent, changes, queryRunner))
      return isOurs ? undefined : changes.prepare(this.#prepare(sent, changes, queryRunner))
    })
  }

  /** @returns what the caller must wait for */
  answered(event: AnsweredQueryEvent): HookResult {
    const { query, queryRunner } = event
    const statements = this.#context.writesOf(dataSourceOf(queryRunner)).statementsIn(query)
    if (statements.length === 0) return undefined
    return guarded(this.#context, () => {
      const changes = changesOf(this.#context, queryRunner)
      const parameters = listOf(event.parameters)
      // One that was sent before the subscriber was there is seen only here.
      const sent = changes.sent.take(query, parameters) ?? { sql: query, parameters, statements }
      return changes.track(this.#follow(event, sent, changes))
    })
  }

  /** A call has failed of which no hook has told: the statement failed, or another hook kept it from being sent. */
  failed(event: AnsweredQueryEvent): void {
    const changes = this.#context.queryRunners.get(event.queryRunner)
    const sent = changes?.sent.take(event.query, listOf(event.parameters))
    if (!changes || !sent) return
    const wasSent = !isAwaitedBefore(event.queryRunner)
    void changes.track(wasSent ? this.#follow(event, sent, changes) : (sent.record?.discard() ?? Promise.resolve()))
  }

  /** Whatever goes wrong here, the statement was executed: then every key changes. */
  async #follow(event: AnsweredQueryEvent, sent: SentStatement, changes: QueryRunnerChanges): Promise<void> {
    try {
      await new StatementFollower(this.#context, changes, event).follow(sent, outcomeOf(event))
    } catch (cause) {
      report(this.#context.ledger.events, 'What a statement has changed could not be told', cause)
      await changes.add([EVERYTHING])
      await sent.record?.discard()
    }
  }

  #noteSettings(query: string, queryRunner: QueryRunner, statements: readonly Statement[]): void {
    const writes = this.#context.writesOf(dataSourceOf(queryRunner))
    const settings = writes.settingsIn(query)
    const { transaction } = this.#context.queryRunners.get(queryRunner) ?? {}
    const begins = statements.some(({ kind }) => kind === 'begin')
    noteIsolation(settings, queryRunner, transaction, begins)
    noteSettings(settings, queryRunner, (path) => writes.catalog.written(path.slice(-1), true).length > 0)
  }

  /** What a statement outside a transaction may change. */
  #record(
    statements: readonly Statement[],
    parameters: readonly unknown[],
    queryRunner: QueryRunner,
  ): StatementChanges | undefined {
    const writes = this.#context.writesOf(dataSourceOf(queryRunner))
    const execution = { parameters, answer: undefined, areNamesMoved: areNamesMoved(queryRunner), idStep: undefined }
    const reached = statements.flatMap((statement) => writes.reachOf(statement, execution))
    const identifiers = reached.flatMap((reach) => reach.identifiers)
    return identifiers.length > 0 ? new StatementChanges(this.#context.ledger, identifiers) : undefined
  }

  /** @throws what must keep the statement from being sent, and nothing else */
  async #prepare(sent: SentStatement, changes: QueryRunnerChanges, queryRunner: QueryRunner): Promise<void> {
    try {
      const canRefuse = isAwaitedBefore(queryRunner)
      if (canRefuse && sent.record) await this.#recorded(sent.record)
      if (canRefuse && changes.transaction && sent.statements.some(({ kind }) => kind === 'commit')) {
        await confirm(changes.transaction, this.#context.ledger)
      }
      const parents = changes.transaction ? changes.parents : new KnownParents()
      await readParentsOf(sent, parents, queryRunner, this.#context)
      sent.parents = parents
    } catch (cause) {
      const isRefused = cause instanceof UnavailableError || cause instanceof TransactionLostError
      if (!isRefused) {
        report(this.#context.ledger.events, 'A hook failed', cause)
        return
      }
      changes.sent.take(sent.sql, sent.parameters)
      void changes.track(sent.record?.discard() ?? Promise.resolve())
      throw cause instanceof TransactionLostError ? cause.cause : cause
    }
    if (dialectOf(dataSourceOf(queryRunner)) === 'mysql' && needsIdStep(sent.statements)) {
      sent.idStep = await idStepOf(queryRunner).catch(() => undefined)
    }
  }

  /** Rejects, where the user has asked for it, to refuse a statement that could not be recorded. */
  async #recorded(record: StatementChanges): Promise<void> {
    const { events, rejectsUnrecorded } = this.#context.ledger
    const recorded = record.recorded().catch((cause: unknown) => {
      report(events, 'A statement could not be recorded', cause)
      if (!rejectsUnrecorded) return
      throw new UnavailableError('The statement was refused, because its changes could not be recorded. Try again.', {
        cause,
      })
    })
    if (rejectsUnrecorded) await recorded
  }
}

/** The same for every statement without parameters, so that an answer finds what was asked. */
const none: readonly unknown[] = []

/** Where a driver takes parameters by name, their places are not known. */
function listOf(parameters: unknown): readonly unknown[] {
  return Array.isArray(parameters) ? parameters : none
}
