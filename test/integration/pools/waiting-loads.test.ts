import { ref } from '../../../src'
import { type Attached, useAttached } from '../../support/attached/attached'
import { databaseUnderTest } from '../../support/databases/under-test'
import { Product, shopEntities } from '../../support/entities/shop'
import { eventually } from '../../support/waiting/eventually'

// Who holds a connection of a pool and does not say so waits for a load that needs one: not for ever.

const LEASE_MS = 500

/** A pool with so many connections. */
const poolOf = (connections: number): object =>
  databaseUnderTest === 'postgres' ? { max: connections } : { connectionLimit: connections }

describe.each([1, 2])('with a pool of %d', (connections) => {
  let attached: Attached

  useAttached(shopEntities, (opened) => (attached = opened), { dataSource: { extra: poolOf(connections) } })

  test('transactions that hold all connections do not wait for ever', async () => {
    const { alkey, dataSource } = attached
    const { id } = await dataSource.manager.save(Product, { name: 'tea' })
    const [begun, misses] = [jest.fn(), jest.fn()]
    alkey.on('miss', misses)
    let goOn: () => void = () => undefined
    const isTime = new Promise<void>((resolve) => (goOn = resolve))
    const nameBy = (manager = dataSource.manager): Promise<string> =>
      alkey.remember([ref(Product, id), 'name'], async () => (await manager.findOneByOrFail(Product, { id })).name, {
        lock: { leaseMs: LEASE_MS },
      })
    const inTransaction = (): Promise<string> =>
      dataSource.transaction('READ COMMITTED', async (manager) => {
        await manager.query('SELECT 1')
        begun()
        await isTime
        return nameBy(manager)
      })
    const transactions = Array.from({ length: connections }, inTransaction)
    await eventually(() => begun.mock.calls.length === connections)
    // Its load waits for a connection.
    const outside = nameBy()
    await eventually(() => misses.mock.calls.length === 1)
    goOn()
    expect(await Promise.all([...transactions, outside])).toEqual(Array(connections + 1).fill('tea'))
  })
})
