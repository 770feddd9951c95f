import type { DataSource, EntityManager, QueryRunner } from 'typeorm'
import { isMeant, isRefusal } from './failures'
import type { Operation } from './operation'
import type { Body, Item, Step, Transaction } from './steps'
import { Trail } from './trail'

/** What has come of a step. */
export interface Execution {
  readonly trail: Trail
  /** Errors of operations, by which it is known how much of a run was in vain. */
  readonly failures: readonly Failure[]
}

export interface Failure {
  readonly text: string
  readonly error: unknown
}

/** Runs a step to its end, whatever fails in it. */
export async function execute(step: Step, dataSource: DataSource): Promise<Execution> {
  const run = new Run(dataSource)
  await run.step(step)
  return run
}

/** Thrown to roll back. */
class Intended extends Error {}

class Run implements Execution {
  readonly trail = new Trail()
  readonly failures: Failure[] = []
  readonly #dataSource: DataSource
  /** Whether a transaction is open that TypeORM doesn't know of. */
  #isRaw = false
  #isInside = false
  #nestings = 0

  constructor(dataSource: DataSource) {
    this.#dataSource = dataSource
  }

  async step(step: Step): Promise<void> {
    if (step.kind === 'alone') {
      await this.#operation(step.operation, this.#dataSource.manager).catch(() => undefined)
      return
    }
    this.#isInside = true
    this.#isRaw = step.isRaw
    if (step.begin === 'manager.transaction') await this.#managed(step)
    else await this.#byHand(step)
  }

  async #managed(step: Transaction): Promise<void> {
    try {
      await this.#dataSource.transaction(async (manager) => {
        await this.#body(step.body, manager)
        if (!step.commits) throw new Intended()
      })
      this.trail.commit()
    } catch (error) {
      if (!(error instanceof Intended)) this.#note('manager.transaction', error)
      this.trail.rollBack()
    }
  }

  async #byHand(step: Transaction): Promise<void> {
    const queryRunner = this.#dataSource.createQueryRunner()
    const { begin, end } = endsOf(step, queryRunner)
    try {
      await begin()
      const isThrough = await this.#body(step.body, queryRunner.manager).then(
        () => true,
        () => false,
      )
      await end(isThrough && step.commits)
      if (isThrough && step.commits) this.trail.commit()
      else this.trail.rollBack()
    } catch (error) {
      this.#note(step.isRaw ? step.end : 'the end of the transaction', error)
      await queryRunner.query('ROLLBACK').catch((cause: unknown) => {
        this.#note('ROLLBACK', cause)
      })
      this.trail.rollBack()
    } finally {
      await queryRunner.release()
    }
  }

  async #body({ items, swallows }: Body, manager: EntityManager): Promise<void> {
    for (const item of items) {
      try {
        await this.#item(item, manager)
      } catch (error) {
        if (!swallows) throw error
      }
    }
  }

  async #item(item: Item, manager: EntityManager): Promise<void> {
    switch (item.kind) {
      case 'operation':
        return this.#operation(item.operation, manager)
      case 'nested':
        return this.#nested(item, manager)
      case 'savepoint':
        return this.#savepoint(item, manager)
    }
  }

  async #operation(operation: Operation, manager: EntityManager): Promise<void> {
    const { isAtomic, opensTransaction, commits } = operation
    if (commits || (opensTransaction && this.#isRaw)) this.trail.loosen()
    try {
      await operation.run(manager)
      this.trail.add(operation)
    } catch (error) {
      this.#note(operation.text, error)
      // Within a transaction TypeORM saves without one of its own, so that some of it may stay.
      const isUndone = isAtomic && !(opensTransaction && this.#isInside) && !this.trail.isLoose
      if (!isUndone) this.trail.add(operation)
      if (this.#isInside && isRefusal(error)) this.trail.fail()
      throw error
    }
  }

  async #nested({ commits, body }: Extract<Item, { kind: 'nested' }>, manager: EntityManager): Promise<void> {
    const name = `nested ${++this.#nestings}`
    try {
      await manager.transaction(async (inner) => {
        this.trail.savepoint(name)
        await this.#body(body, inner)
        if (!commits) throw new Intended()
      })
      this.trail.release(name)
    } catch (error) {
      if (this.trail.has(name)) this.trail.rollBackTo(name)
      // When its savepoint is refused, TypeORM rolls back more than that, and loses count.
      else this.trail.loosen()
      if (error instanceof Intended) return
      this.#note('nested manager.transaction', error)
      throw error
    }
  }

  async #savepoint({ verb, name, sql }: Extract<Item, { kind: 'savepoint' }>, manager: EntityManager): Promise<void> {
    try {
      await manager.query(sql)
    } catch (error) {
      this.#note(sql, error)
      this.trail.fail()
      throw error
    }
    if (verb === 'set') this.trail.savepoint(name)
    else if (verb === 'release') this.trail.release(name)
    else this.trail.rollBackTo(name)
  }

  #note(text: string, error: unknown): void {
    if (this.failures.some((failure) => failure.error === error)) return
    this.failures.push({ text, error })
  }
}

function endsOf(step: Transaction, queryRunner: QueryRunner) {
  return {
    begin: (): Promise<unknown> => (step.isRaw ? queryRunner.query(step.begin) : queryRunner.startTransaction()),
    end: (commits: boolean): Promise<unknown> => {
      if (step.isRaw) return queryRunner.query(commits === step.commits ? step.end : 'ROLLBACK')
      return commits ? queryRunner.commitTransaction() : queryRunner.rollbackTransaction()
    },
  }
}

/** What went wrong in a way that nobody had in mind. */
export function unmeant({ failures, trail }: Execution): readonly Failure[] {
  // Once TypeORM has lost count of transactions, anything may follow.
  return trail.isLoose ? [] : failures.filter(({ error }) => !isMeant(error))
}
