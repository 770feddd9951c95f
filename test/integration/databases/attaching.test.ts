import { DataSource, type EntitySubscriberInterface } from 'typeorm'
import {
  Alkey,
  type AlkeyOptions,
  AlreadyAttachedError,
  InvalidOptionError,
  MemoryTokenStore,
  NotInitializedError,
  ref,
} from '../../../src'
import { useAttachedShop } from '../../support/attached/attached-shop'
import { openDataSource } from '../../support/databases/data-source'
import { reprice } from '../../support/entities/prices'
import { Product, shopEntities } from '../../support/entities/shop'
import { fillShop } from '../../support/entities/shop-rows'
import { expectWarnings } from '../../support/harness/warnings/expect-warnings'
import { unattached } from '../../support/harness/warnings/expected'
import { sharedRedis } from '../../support/redis/redis'
import { changedBy } from '../../support/watching/key-watch'

expectWarnings(unattached)

let dataSource: DataSource
let alkey: Alkey
const parts = { 'product 1': ref(Product, 1), 'product 2': ref(Product, 2), products: Product }

useAttachedShop((shop) => ({ dataSource, alkey } = shop))

const changed = (work: () => Promise<unknown>): Promise<string[]> => changedBy(alkey, parts, work)

const rules: [options: Pick<AlkeyOptions, 'touch' | 'ignore'>, reason: RegExp][] = [
  [{ touch: { Prodct: false } }, /the entity 'Prodct', .* It has: .*Product/],
  [{ touch: { OrderLine: { ordr: false } } }, /relation 'ordr', .* It has: .*order/],
  // A rule for these would do nothing.
  [{ touch: { Product: { categories: false } } }, /relation 'categories', but Product has no foreign key/],
  [{ touch: { Order: { lines: false } } }, /relation 'lines', but Order has no foreign key/],
  [{ ignore: { Product: ['prise'] } }, /'prise', which is no column of Product. It has: .*price/],
]

test.each(rules)('a rule for what there is not is refused: %j', (options, reason) => {
  const attach = (): unknown => new Alkey({ store: new MemoryTokenStore(), ...options }).attach(dataSource)
  expect(attach).toThrow(InvalidOptionError)
  expect(attach).toThrow(reason)
})

describe('attaching', () => {
  test('before initialize() it is refused, since TypeORM would drop the subscriber', () => {
    const fresh = new DataSource(dataSource.options)
    expect(() => new Alkey({ store: new MemoryTokenStore() }).attach(fresh)).toThrow(NotInitializedError)
  })

  test('twice is the same as once', () => {
    const { length } = dataSource.subscribers
    alkey.attach(dataSource)
    expect(dataSource.subscribers).toHaveLength(length)
  })

  test('a second DataSource is refused', async () => {
    const second = await openDataSource(shopEntities)
    expect(() => alkey.attach(second)).toThrow(AlreadyAttachedError)
  })

  test('two Alkeys share one DataSource', async () => {
    const second = new Alkey({ store: new MemoryTokenStore() })
    const detach = second.attach(dataSource)
    expect(await changedBy(second, parts, () => changed(() => reprice(dataSource.manager, 1)))).toEqual([
      'product 1',
      'products',
    ])
    detach()
    await second.close()
  })

  test('detaching ends it, and attaching again resumes it', async () => {
    alkey.attach(dataSource)()
    await expect(alkey.keyGenerator(Product)).rejects.toMatchObject({ code: 'ALKEY_NOT_ATTACHED' })
    const identifiers = { 'product 1': 'alkey:products#1' }
    expect(await changedBy(alkey, identifiers, () => reprice(dataSource.manager, 1))).toEqual([])
    alkey.attach(dataSource)
    expect(await changedBy(alkey, identifiers, () => dataSource.manager.save(Product, { id: 1, price: 3 }))).toEqual([
      'product 1',
    ])
  })

  test('it stays over destroy() and initialize()', async () => {
    await dataSource.destroy()
    await dataSource.initialize()
    // A database in memory begins anew.
    await fillShop(dataSource)
    expect(await changed(() => reprice(dataSource.manager, 1))).toEqual(['product 1', 'products'])
  })
})

describe('alkey.subscriber', () => {
  test('sees what initialize() does and stays over destroy() and initialize()', async () => {
    const own = new Alkey(sharedRedis())
    class Late implements EntitySubscriberInterface {
      afterQuery(): void {
        if (isThrowing) throw new Error('on purpose')
      }
    }
    let isThrowing = false
    const late = new Late()
    const withClass = await openDataSource(shopEntities, { subscribers: [own.subscriber] })
    withClass.subscribers.unshift(late)
    await fillShop(withClass)
    expect(await changedBy(own, parts, () => reprice(withClass.manager, 1))).toEqual(['product 1', 'products'])
    await withClass.destroy()
    await withClass.initialize()
    await fillShop(withClass)
    expect(await changedBy(own, parts, () => reprice(withClass.manager, 2))).toEqual(['product 2', 'products'])
    own.attach(withClass)
    expect(withClass.subscribers).toHaveLength(1)
    isThrowing = true
    await own.close()
  })
})
