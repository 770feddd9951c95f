import type { DataSource, QueryRunner } from 'typeorm'
import type { Alkey } from '../../../src'
import { useAttachedShop } from '../../support/attached/attached-shop'
import { Product } from '../../support/entities/shop'

// A read that concerns nobody is TypeORM's alone: what it gives is what the application gets, without a promise in between.

let dataSource: DataSource
let alkey: Alkey
useAttachedShop((shop) => ({ dataSource, alkey } = shop))

/** Whether the application gets the promise of TypeORM's own `query`, for each statement of a new query runner. */
async function passed(run: (queryRunner: QueryRunner) => Promise<unknown>[]): Promise<boolean[]> {
  const probe = dataSource.createQueryRunner()
  // The method that ours stands before: of all query runners of this kind.
  const prototype = Object.getPrototypeOf(probe) as QueryRunner
  await probe.release()
  const own = new Set<unknown>()
  const descriptor = Object.getOwnPropertyDescriptor(prototype, 'query') as PropertyDescriptor
  const query = descriptor.value as (...args: unknown[]) => Promise<unknown>
  Object.defineProperty(prototype, 'query', {
    ...descriptor,
    value(this: QueryRunner, ...args: unknown[]) {
      const promise = query.apply(this, args)
      own.add(promise)
      return promise
    },
  })
  try {
    const queryRunner = freshQueryRunner()
    const promises = run(queryRunner)
    const answers = promises.map((promise) => own.has(promise))
    await Promise.allSettled(promises)
    await queryRunner.release()
    return answers
  } finally {
    Object.defineProperty(prototype, 'query', descriptor)
  }
}

/** An embedded database has one query runner for everybody, until it is taken from its driver. */
function freshQueryRunner(): QueryRunner {
  const driver = dataSource.driver as { queryRunner?: QueryRunner | undefined }
  if (driver.queryRunner) driver.queryRunner = undefined
  return dataSource.createQueryRunner()
}

describe('what TypeORM promises is handed on for', () => {
  test('a SELECT', async () => {
    expect(await passed((queryRunner) => [queryRunner.query('SELECT 1 AS one')])).toEqual([true])
  })

  test('a SELECT that fails', async () => {
    expect(await passed((queryRunner) => [queryRunner.query('SELECT no_such_column')])).toEqual([true])
  })

  test('a read of several clauses, behind a comment', async () => {
    const sql = '/* page */ WITH one AS (SELECT 1 AS n) SELECT n FROM one'
    expect(await passed((queryRunner) => [queryRunner.query(sql)])).toEqual([true])
  })
})

describe('it is watched to its end', () => {
  test('where it writes', async () => {
    expect(await passed((queryRunner) => [queryRunner.query('DELETE FROM products WHERE id = 0')])).toEqual([false])
  })

  test('while a write before it is under way', async () => {
    const statements = ['DELETE FROM products WHERE id = 0', 'SELECT 1 AS one']
    expect(await passed((queryRunner) => statements.map((sql) => queryRunner.query(sql)))).toEqual([false, false])
  })

  test('in a load whose value is to be stored', async () => {
    let answers: boolean[] = []
    await alkey.remember([Product, 'watched'], async () => {
      answers = await passed((queryRunner) => [queryRunner.query('SELECT 1 AS one')])
    })
    expect(answers).toEqual([false])
  })
})
