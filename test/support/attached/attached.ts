import type { DataSource } from 'typeorm'
import { Alkey, type AlkeyOptions, type QueryResultCacheOptions } from '../../../src'
import { closeAll, openDataSource, type Overrides } from '../databases/data-source'
import type { Database } from '../databases/database'
import { emptyTables } from '../databases/empty-tables'
import { createDatabase } from '../databases/under-test'
import { sharedRedis } from '../redis/redis'

export interface Attached {
  readonly dataSource: DataSource
  readonly alkey: Alkey
  readonly database: Database
}

/** What a test file needs beside its entities. Whatever is left out is as plain as it can be. */
export interface Plan {
  /** Unless they name a store, tokens live in the shared Redis, in a namespace of their own. */
  readonly alkey?: AlkeyOptions
  readonly dataSource?: Omit<Overrides, 'on'>
  /** Makes the database, where an empty one will not do. */
  readonly database?: () => Promise<Database>
  /** Has the Alkey cache the queries that ask for it. */
  readonly cache?: QueryResultCacheOptions
  /** Once, when there are tables and the Alkey is not attached yet. */
  readonly before?: (dataSource: DataSource) => unknown
  /** Once, when the Alkey is attached: rows that all tests share. */
  readonly once?: (dataSource: DataSource) => unknown
  /** Before each test: its rows. The tables are empty, and ids begin with 1. */
  readonly fill?: (dataSource: DataSource) => unknown
  /** Everything is made anew for each test, which costs more than emptying tables. */
  readonly isForEachTest?: boolean
}

/**
 * For a whole test file, or a `describe`: the entities on a database of their own, with an Alkey attached; it all goes
 * when the tests have run. `assign` gets both when they are open, before anything else uses them.
 */
export function useAttached(
  entities: Parameters<typeof openDataSource>[0],
  assign: (attached: Attached) => void,
  plan: Plan = {},
): void {
  const { fill, isForEachTest = false } = plan
  const [begin, end] = isForEachTest ? [beforeEach, afterEach] : [beforeAll, afterAll]
  let database: Database | undefined
  let alkey: Alkey | undefined
  let dataSource: DataSource

  begin(async () => {
    const on = await (plan.database ?? createDatabase)()
    database = on
    const made = new Alkey(plan.alkey?.store ? plan.alkey : { ...sharedRedis(), ...plan.alkey })
    alkey = made
    dataSource = await openDataSource(entities, {
      ...plan.dataSource,
      ...(plan.cache && { cache: { provider: () => made.queryResultCache(plan.cache), duration: 60_000 } }),
      on,
    })
    assign({ dataSource, alkey, database })
    await plan.before?.(dataSource)
    alkey.attach(dataSource)
    await plan.once?.(dataSource)
  })

  end(async () => {
    await closeAll()
    await alkey?.close()
    await database?.drop()
  })

  if (fill === undefined) return
  beforeEach(async () => {
    if (!isForEachTest) await emptyTables(dataSource)
    await fill(dataSource)
  })
}
