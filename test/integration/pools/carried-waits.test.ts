import type { Repository } from 'typeorm'
import {
  IsolationLevel,
  StorageDriver,
  addTransactionalDataSource,
  initializeTransactionalContext,
  runInTransaction,
} from 'typeorm-transactional'
import { Alkey, ref } from '../../../src'
import { type Attached, useAttached } from '../../support/attached/attached'
import { databaseUnderTest } from '../../support/databases/under-test'
import { Product, shopEntities } from '../../support/entities/shop'
import { sharedRedis } from '../../support/redis/redis'
import { eventually } from '../../support/waiting/eventually'
import { heard } from '../../support/watching/heard-events'

// The only connection of a pool belongs to a carried transaction, which asks for a value that another caller loads already:
// and that caller waits for the connection.

const LEASE_MS = 500

let attached: Attached
let products: Repository<Product>

useAttached(shopEntities, (opened) => (attached = opened), {
  dataSource: { extra: databaseUnderTest === 'postgres' ? { max: 1 } : { connectionLimit: 1 } },
  before: (dataSource) => {
    initializeTransactionalContext({ storageDriver: StorageDriver.AUTO })
    addTransactionalDataSource(dataSource)
    products = dataSource.getRepository(Product)
  },
  once: () => products.insert({ id: 1, name: 'tea' }),
})

/** @returns how long the transaction waited for the value */
async function waitOf(alkey: Alkey): Promise<number> {
  const nameOf = (id: number): Promise<string> =>
    alkey.remember([ref(Product, id), 'name'], async () => (await products.findOneByOrFail({ id })).name, {
      lock: { leaseMs: LEASE_MS },
    })
  const misses = heard(alkey, 'miss')
  const begun = jest.fn()
  const inside = runInTransaction(
    async () => {
      await products.count()
      begun()
      await eventually(() => misses.length === 1)
      const begin = performance.now()
      expect(await nameOf(1)).toBe('tea')
      return performance.now() - begin
    },
    { isolationLevel: IsolationLevel.READ_COMMITTED },
  )
  await eventually(() => begun.mock.calls.length === 1)
  const [wait, name] = await Promise.all([inside, nameOf(1)])
  expect(name).toBe('tea')
  return wait
}

test.each([
  ['with the option, the transaction loads at once', true],
  ['without it, the transaction waits for a lease, and not for ever', false],
])('%s', async (_, hasOption) => {
  const { dataSource } = attached
  const alkey = new Alkey({ ...sharedRedis(), ...(hasOption && { manager: () => dataSource.manager }) })
  const detach = alkey.attach(dataSource)
  const wait = await waitOf(alkey)
  if (hasOption) expect(wait).toBeLessThan(LEASE_MS)
  else expect(wait).toBeGreaterThan(LEASE_MS / 2)
  detach()
  await alkey.close()
})
