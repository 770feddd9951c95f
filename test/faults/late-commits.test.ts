import { join } from 'node:path'
import type { DataSource, QueryRunner } from 'typeorm'
import { Alkey, ref } from '../../src'
import { closeAll, openDataSource } from '../support/databases/data-source'
import type { Database } from '../support/databases/database'
import { createDatabase } from '../support/databases/under-test'
import { Product, shopEntities } from '../support/entities/shop'
import { fillShop } from '../support/entities/shop-rows'
import { expectWarnings } from '../support/harness/warnings/expect-warnings'
import { unattached } from '../support/harness/warnings/expected'
import { startChild } from '../support/processes/child-process'
import { connectRedis, sharedRedis, uniqueNamespace } from '../support/redis/redis'
import { sharedUrl } from '../support/servers/shared-url'
import { eventually } from '../support/waiting/eventually'
import type * as writer from './processes/late-writer'

expectWarnings(unattached)

// Statements that a server carries out, and commits, long after their writer has died or has given them up.

const LEASE_MS = 200

// Each writer is a process, which may take long to start on a busy machine.
jest.setTimeout(120_000)

/** A write that has not ended, in the database of the connection. */
const waiting = {
  postgres: `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`,
  // InnoDB's own tables show what they showed before to whoever asks ten times in a second.
  mariadb: `SELECT 1 FROM information_schema.PROCESSLIST WHERE DB = DATABASE() AND COMMAND = 'Query' AND INFO LIKE 'UPDATE%'`,
}

describe.each(['postgres', 'mariadb'] as const)('on %s', (name) => {
  let database: Database
  let dataSource: DataSource
  /** Nobody watches it. */
  let unwatched: DataSource
  let reader: Alkey
  let namespace: string
  let holder: QueryRunner

  beforeAll(async () => {
    database = await createDatabase(name)
    dataSource = await openDataSource(shopEntities, { on: database })
    unwatched = await openDataSource(shopEntities, { on: database, synchronize: false })
  })

  afterAll(async () => {
    await closeAll()
    await database.drop()
  })

  beforeEach(async () => {
    await fillShop(dataSource)
    namespace = uniqueNamespace()
    reader = new Alkey({ ...sharedRedis(namespace), leaseMs: LEASE_MS })
    holder = unwatched.createQueryRunner()
    await holder.startTransaction()
  })

  afterEach(async () => {
    if (holder.isTransactionActive) await holder.rollbackTransaction()
    await holder.release()
    await reader.close()
  })

  const key = (): Promise<string> => reader.keyGenerator('alkey:products#1')
  const lockRow = (): Promise<unknown> => holder.query('UPDATE products SET price = price WHERE id = 1')

  /** The first lease of a record has ended, and so have those of whoever has looked after it since; or it is gone. */
  async function leasesEnd(count: number): Promise<void> {
    const redis = await connectRedis()
    const leases = new Set<string>()
    await eventually(
      async () => {
        const [, lease] = await redis.zrange(`{${namespace}}:changes`, 0, 0, 'WITHSCORES')
        if (lease !== undefined) leases.add(lease)
        return lease === undefined || leases.size > count
      },
      { deadlineMs: 60_000 },
    )
    await redis.quit()
  }

  async function recordsLeft(): Promise<number> {
    const redis = await connectRedis()
    const count = await redis.zcard(`{${namespace}}:changes`)
    await redis.quit()
    return count
  }

  /** Kills a process whose write waits for `holder`. */
  async function killWriter(how: 'statement' | 'transaction'): Promise<void> {
    const child = await startChild<typeof writer>(join(__dirname, 'processes', 'late-writer.ts'))
    const write = child.call('write', how, database.options, sharedUrl('REDIS_URL'), namespace, LEASE_MS)
    const isKilled = expect(write).rejects.toThrow(/ended|SIGKILL/)
    await eventually(async () => (await dataSource.query<unknown[]>(waiting[name])).length === 1, {
      deadlineMs: 60_000,
    })
    await child.kill()
    await isKilled
  }

  /** What was cached while the statement waited is not found any more when it has been committed. */
  async function expectNews(): Promise<void> {
    await leasesEnd(3)
    const meanwhile = await key()
    await holder.commitTransaction()
    await eventually(async () => (await dataSource.manager.findOneByOrFail(Product, { id: 1 })).price === 100)
    await eventually(async () => (await key()) !== meanwhile, { deadlineMs: 60_000 })
  }

  test('the statement of a killed writer is followed to its end by a process with its database', async () => {
    reader.attach(dataSource)
    await key()
    await lockRow()
    await killWriter('statement')
    await expectNews()
    await eventually(async () => (await recordsLeft()) === 0, { deadlineMs: 60_000 })
  })

  test('the statement of a killed writer is bumped again and again by a process without a database', async () => {
    await key()
    await lockRow()
    await killWriter('statement')
    await expectNews()
    expect(await recordsLeft()).toBe(1)
  })

  if (name === 'postgres') {
    test.each([true, false])(
      'a COMMIT that waits when its writer is killed (repaired with a database: %s)',
      async (isAttached) => {
        await dataSource.query(`
          CREATE FUNCTION wait_at_commit() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN PERFORM pg_advisory_xact_lock(1); RETURN NULL; END $$;
          CREATE CONSTRAINT TRIGGER waits AFTER UPDATE ON products DEFERRABLE INITIALLY DEFERRED
            FOR EACH ROW EXECUTE FUNCTION wait_at_commit()`)
        if (isAttached) reader.attach(dataSource)
        await key()
        await holder.query('SELECT pg_advisory_xact_lock(1)')
        await killWriter('transaction')
        await expectNews()
        if (isAttached) await eventually(async () => (await recordsLeft()) === 0, { deadlineMs: 60_000 })
        await dataSource.query('DROP FUNCTION wait_at_commit CASCADE')
      },
    )

    test.each([true, false])(
      'a statement that its living writer has given up (repaired with another pool: %s)',
      async (isAttached) => {
        const hasty = await openDataSource(shopEntities, {
          on: database,
          synchronize: false,
          extra: { query_timeout: 300 },
        })
        const alkey = new Alkey({ ...sharedRedis(namespace), leaseMs: LEASE_MS })
        alkey.attach(hasty)
        if (isAttached) reader.attach(dataSource)
        await key()
        await lockRow()
        await expect(hasty.manager.update(Product, 1, { price: 100 })).rejects.toThrow('timeout')
        await expectNews()
        await alkey.close()
        await hasty.destroy()
      },
    )
  }

  test('a transaction whose connection goes on to other work is not bumped for longer than it lasts', async () => {
    reader.attach(dataSource)
    const queryRunner = dataSource.createQueryRunner()
    await queryRunner.startTransaction()
    await queryRunner.manager.save(Product, { id: 2, price: 100 })
    await queryRunner.release()
    await leasesEnd(3)
    expect(await recordsLeft()).toBe(1)
    await eventually(
      async () => {
        // The connection with the open transaction is among those of the pool.
        await Promise.all(Array.from({ length: 10 }, () => dataSource.query('COMMIT')))
        return (await recordsLeft()) === 0
      },
      { deadlineMs: 60_000 },
    )
    expect(reader.isCacheable(await reader.keyGenerator(ref(Product, 2)))).toBe(true)
  })
})
