import { Changes } from '../../changes/changes'
import { EVERYTHING } from '../../identifiers/identifier'
import type { Statement, TransactionStatement } from '../../sql/statement'
import { dataSourceOf } from '../versions'
import { dialectOf } from '../dialect'
import type { AnsweredQueryEvent } from '../connections/query-events'
import { beginsByItself, idStepOf } from '../connections/isolation'
import { hasEndedTransaction, hasLostSavepoint, isTransactional, isUndone } from '../connections/refusal'
import { areNamesMoved, noteWarnings } from '../connections/changed-settings'
import type { QueryRunnerChanges } from '../connections/query-runner-changes'
import type { SentStatement } from '../connections/sent-statements'
import { isOpenAfterRefusal, isTransactionOpen } from '../connections/server-state'
import { answerOf } from '../connections/statement-answer'
import { type Outcome, hasRolledBack } from '../connections/statement-outcome'
import type { Reach } from '../reach/write-reach'
import { isReadLater } from './parent-reading'
import type { SubscriberContext } from './subscriber-context'

/** Does in our books what the database has done: adds what was written, begins, ends and nests transactions. */
export class StatementFollower {
  readonly #context: SubscriberContext
  readonly #changes: QueryRunnerChanges
  readonly #event: AnsweredQueryEvent
  readonly #waits: Promise<unknown>[] = []
  /** What was changed outside a transaction. */
  readonly #outside = new Changes()

  constructor(context: SubscriberContext, changes: QueryRunnerChanges, event: AnsweredQueryEvent) {
    this.#context = context
    this.#changes = changes
    this.#event = event
  }

  /**
   * All books are kept before anything is waited for: the next statement may be answered in between.
   * @returns when whatever must be bumped now has been; nothing where nothing must
   */
  follow(sent: SentStatement, outcome: Outcome): Promise<unknown> | undefined {
    const { queryRunner, rawResults } = this.#event
    noteWarnings(queryRunner, rawResults)
    const isOpen =
      isTransactionOpen(queryRunner, rawResults) ??
      (beginsByItself(queryRunner) || (outcome === 'refused' ? isOpenAfterRefusal(queryRunner) : undefined))
    if (outcome === 'refused') this.#refused(sent, isOpen)
    else this.#executed(sent, outcome, isOpen)
    if (isOpen === false) this.#wait(this.#changes.reconcile(isOpen))
    this.#wait(this.#settle(sent, outcome))
    return this.#waits.length > 1 ? Promise.all(this.#waits) : this.#waits[0]
  }

  #executed(sent: SentStatement, outcome: Outcome, isOpen: boolean | undefined): void {
    if (!sent.statements.some(isTransactional)) this.#wait(this.#changes.reconcile(isOpen))
    for (const statement of sent.statements) this.#one(statement, sent, outcome, isOpen)
    // What a text has written before its BEGIN belongs to the transaction, too, in PostgreSQL.
    if (sent.statements.length > 1) this.#changes.transaction?.add(this.#outside.identifiers)
  }

  #refused(sent: SentStatement, isOpen: boolean | undefined): void {
    const { isSeveral } = this.#context.writesOf(dataSourceOf(this.#event.queryRunner)).sql.factsOf(sent.sql)
    if (hasEndedTransaction(sent, this.#event, isSeveral, isOpen)) this.#wait(this.#changes.endTransaction()?.drop())
    const { transaction } = this.#changes
    if (transaction && hasLostSavepoint(sent, this.#event, transaction.savepoints))
      this.#wait(this.#changes.endTransaction()?.bump())
    if (isUndone(sent, this.#event, isSeveral, isOpen)) return
    // Part of it may have been done, a COMMIT included: what there is is bumped, and kept for the next one.
    for (const statement of sent.statements) {
      if (!isTransactional(statement) || 'commits' in statement) this.#written(statement, sent, 'refused')
      else if (statement.kind === 'begin' && isOpen !== false && !this.#changes.transaction) {
        this.#changes.beginTransaction()
      }
    }
    this.#changes.transaction?.add(this.#outside.identifiers)
    this.#wait(this.#changes.transaction?.bumpSoFar())
  }

  #one(statement: Statement, sent: SentStatement, outcome: Outcome, isOpen: boolean | undefined): void {
    switch (statement.kind) {
      case 'write':
      case 'everything':
        // The commit comes first, and then the statement.
        if (statement.commits) this.#commitImplicitly(isOpen)
        this.#written(statement, sent, outcome)
        break
      case 'unknown':
        this.#context.notices.unknownWrite(statement.name)
        this.#written(statement, sent, outcome)
        break
      default:
        this.#transaction(statement, outcome)
    }
  }

  /** Some statements commit in one version and not in the next; where the server says that it goes on, it does. */
  #commitImplicitly(isOpen: boolean | undefined): void {
    if (isOpen === true) this.#wait(this.#changes.transaction?.bumpSoFar())
    else this.#wait(this.#changes.endTransaction()?.bump())
  }

  #written(statement: Statement, sent: SentStatement, outcome: Outcome): void {
    const { queryRunner } = this.#event
    this.#changes.transaction?.savepoints.noteWrite()
    const isAlone = sent.statements.length === 1 && outcome === 'done'
    const execution = {
      parameters: sent.parameters,
      memo: sent.memo,
      answer: isAlone ? answerOf(this.#event) : undefined,
      areNamesMoved: areNamesMoved(queryRunner, this.#changes.transaction),
      idStep: idStepOf(queryRunner),
      isReadLater: isReadLater(queryRunner, this.#changes),
    }
    this.#defined(statement)
    const writes = this.#context.writesOf(dataSourceOf(queryRunner))
    for (const reach of writes.reachOf(statement, execution, sent.groups)) this.#reached(reach)
  }

  #reached({ identifiers, unread, removed, doubted, before, unmapped }: Reach): void {
    if (unmapped !== undefined) this.#context.notices.unmapped(unmapped)
    const { transaction, groups } = this.#changes
    if (transaction) {
      for (const row of removed) transaction.savepoints.unread.remove(row)
      for (const table of doubted) transaction.savepoints.unread.doubt(table)
      transaction.add(identifiers)
      transaction.readLater(unread)
    } else {
      this.#outside.add(identifiers)
      for (const { inBulk } of unread) this.#outside.add(inBulk)
    }
    if (before) groups.forget(before)
    else groups.clear()
  }

  /** A column may have another default now, or a type has. */
  #defined(statement: Statement): void {
    const { catalog } = this.#context.writesOf(dataSourceOf(this.#event.queryRunner))
    const tables =
      statement.kind === 'write'
        ? statement.writes.flatMap(({ verb, table }) => (verb === 'define' ? catalog.written(table, true) : []))
        : statement.kind === 'everything'
          ? catalog.tables()
          : []
    for (const table of tables) this.#changes.define(table)
  }

  #transaction(statement: TransactionStatement, outcome: Outcome): void {
    const changes = this.#changes
    switch (statement.kind) {
      case 'begin':
        if (outcome === 'done') this.#begin()
        break
      case 'commit':
        if (outcome === 'unknown') this.#wait(changes.endTransaction()?.bumpUnknown())
        else if (hasRolledBack(this.#event)) this.#rollBack()
        else this.#commit(!changes.isFollowed)
        if (statement.chains) this.#begin()
        break
      case 'rollback':
        if (outcome === 'done') this.#rollBack()
        if (statement.chains) this.#begin()
        break
      case 'prepare':
        this.#wait(changes.endTransaction()?.bumpUnknown('prepared'))
        break
      default:
        if (outcome === 'done') this.#savepoint(statement.kind, statement.name)
    }
  }

  #begin(): void {
    const dialect = dialectOf(dataSourceOf(this.#event.queryRunner))
    // MySQL commits one that is open. PostgreSQL goes on with it.
    if (dialect === 'mysql') this.#commit()
    // SQLite refuses a second one, so the first had ended unseen.
    if (dialect === 'sqlite') this.#wait(this.#changes.endTransaction()?.bumpUnknown())
    if (!this.#changes.transaction) this.#changes.beginTransaction()
  }

  /** @param isFirst whether nothing was known of the connection: then what it ends may have written anything */
  #commit(isFirst = false): void {
    const ended = this.#changes.endTransaction()
    if (ended) {
      this.#wait(ended.bump())
      return
    }
    const left = this.#context.leftOpen.take(this.#event.queryRunner)
    if (!left) {
      if (isFirst) this.#outside.add([EVERYTHING])
      return
    }
    this.#outside.add(left.identifiers)
    // No record names tags, so that what becomes of the statement's own makes no difference to them.
    this.#wait(this.#context.ledger.delivery.deliver(new Changes([], left.tags)))
  }

  #rollBack(): void {
    this.#context.leftOpen.take(this.#event.queryRunner)
    this.#wait(this.#changes.endTransaction()?.drop())
  }

  #savepoint(kind: 'savepoint' | 'release' | 'rollback-to', name: string): void {
    const dialect = dialectOf(dataSourceOf(this.#event.queryRunner))
    // In SQLite a savepoint outside a transaction begins one, and its release commits it.
    if (kind === 'savepoint' && dialect === 'sqlite' && !this.#changes.transaction) {
      this.#changes.beginTransaction().begunBy = name
      return
    }
    const { transaction } = this.#changes
    if (!transaction) return
    const { savepoints } = transaction
    if (kind === 'rollback-to') {
      if (!savepoints.rollBackTo(name) && transaction.begunBy === name) savepoints.clear()
      this.#changes.groups.clear()
    } else if (kind === 'release') {
      if (!savepoints.release(name) && transaction.begunBy === name) this.#commit()
    } else {
      if (dialect === 'mysql') savepoints.forget(name)
      savepoints.open(name)
    }
  }

  #settle(sent: SentStatement, outcome: Outcome): Promise<void> | undefined {
    if (this.#outside.isEmpty) return sent.record?.discard()
    if (outcome === 'unknown' && sent.record) return sent.record.abandon()
    return this.#changes.deliver(this.#outside, sent)
  }

  #wait(work: Promise<unknown> | undefined): void {
    if (work) this.#waits.push(work)
  }
}
