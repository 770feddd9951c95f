import type { DataSource, Logger } from 'typeorm'
import { Alkey } from '../../../src'
import { closeDataSource, openDataSource } from '../../support/databases/data-source'
import { Item, fillStock, stockEntities } from '../../support/entities/stock'
import { expectWarnings } from '../../support/harness/warnings/expect-warnings'
import { sentAtOnce } from '../../support/harness/warnings/expected'
import { sharedRedis } from '../../support/redis/redis'

expectWarnings(sentAtOnce, /^typeorm-alkey: The value 'value' is not cached: its load, or one within it, sent/)

// A load sends the same statements with the library as without it, in the same order, and fails in the same way.

/** What a program sends, and what comes of it. */
interface Outcome {
  readonly sent: readonly string[]
  readonly result: unknown
}

type Program = (
  dataSource: DataSource,
  computed: (load: () => Promise<unknown>) => Promise<unknown>,
) => Promise<unknown>

async function run(program: Program, isComputed: boolean): Promise<Outcome> {
  const sent: string[] = []
  const logger: Logger = {
    logQuery: (query) => sent.push(query),
    logQueryError: () => undefined,
    logQuerySlow: () => undefined,
    logSchemaBuild: () => undefined,
    logMigration: () => undefined,
    log: () => undefined,
  }
  const dataSource = await openDataSource(stockEntities, { logging: true, logger })
  const alkey = new Alkey(sharedRedis())
  try {
    await fillStock(dataSource, 3)
    if (isComputed) alkey.attach(dataSource)
    sent.length = 0
    const result = await program(dataSource, (load) => (isComputed ? alkey.computed(['value'], load) : load()))
    const isOurs = (query: string): boolean => /\/\* alkey [\w-]+ \*\/$/.test(query)
    return { sent: sent.filter((query) => !isOurs(query)), result }
  } finally {
    await closeDataSource(dataSource)
    await alkey.close()
  }
}

const failure = (error: unknown): unknown => {
  const { name, message, code } = error as Error & { code?: unknown }
  return { name, message, code }
}

const programs: Record<string, Program> = {
  'queries one after the other': ({ manager }, computed) =>
    computed(async () => {
      const [first] = await manager.find(Item, { order: { id: 'ASC' }, relations: { shelf: true } })
      return manager.findOneBy(Item, { id: (first?.id ?? 0) + 1 })
    }),
  'queries and writes on one query runner, sent at once': (dataSource, computed) =>
    computed(async () => {
      const queryRunner = dataSource.createQueryRunner()
      try {
        const answers: unknown[] = await Promise.all([
          queryRunner.query('SELECT quantity FROM items WHERE id = 1'),
          queryRunner.query('UPDATE items SET quantity = 50 WHERE id = 1'),
          queryRunner.query('SELECT quantity FROM items WHERE id = 1'),
          queryRunner.query('DELETE FROM items WHERE id = 1'),
          queryRunner.query('SELECT quantity FROM items'),
        ])
        // What writes is answered in the driver's own way.
        return answers.filter((_, at) => at % 2 === 0)
      } finally {
        await queryRunner.release()
      }
    }),
  'a query that fails': ({ manager }, computed) =>
    computed(() => manager.query<unknown>('SELECT nothing FROM items')).catch(failure),
  'a query that fails in a transaction': (dataSource, computed) =>
    computed(() =>
      dataSource.transaction(async (manager) => {
        await manager.findOneBy(Item, { id: 1 })
        await manager.query<unknown>('SELECT nothing FROM items')
      }),
    ).catch(failure),
}

test.each(Object.entries(programs))('%s', async (_, program) => {
  const without = await run(program, false)
  expect(without.sent).not.toHaveLength(0)
  expect(await run(program, true)).toEqual(without)
})
