import { AsyncLocalStorage } from 'node:async_hooks'
import type { DataSource, EntityManager } from 'typeorm'
import { type Alkey, type KeyPart, ref } from '../../../src'
import { useAttachedShop } from '../../support/attached/attached-shop'
import { closeDataSource, openDataSource } from '../../support/databases/data-source'
import { Customer, Product, shopEntities } from '../../support/entities/shop'
import { heard } from '../../support/watching/heard-events'

// Transactions that an application carries by itself, and all that its function may give that is none.

const carried = new AsyncLocalStorage<EntityManager>()

let carries: () => unknown
let dataSource: DataSource
let alkey: Alkey

useAttachedShop((shop) => ({ dataSource, alkey } = shop), {
  alkey: { manager: () => carries() as EntityManager, logger: false },
})

beforeEach(() => {
  carries = () => carried.getStore()
})

const inTransaction = (work: (manager: EntityManager) => Promise<unknown>): Promise<unknown> =>
  dataSource.transaction('READ COMMITTED', (manager) => carried.run(manager, () => work(manager)))
const explain = (...parts: readonly KeyPart[]) => alkey.keyGenerator.explain(...parts)

test('a transaction, and one within it, are found also behind awaits and side by side', async () => {
  const outside = explain(ref(Product, 1))
  await inTransaction(async (manager) => {
    await manager.update(Product, 1, { price: 7 })
    const reasons = [1, 2].map(async (id) => (await explain(ref(Product, id))).reason)
    expect(await Promise.all(reasons)).toEqual(['open-transaction', undefined])
    const inner = manager.transaction((nested) =>
      carried.run(nested, async () => {
        await nested.update(Product, 2, { price: 7 })
        expect(await explain(ref(Product, 2))).toMatchObject({ reason: 'open-transaction' })
        throw new Error('on purpose')
      }),
    )
    await expect(inner).rejects.toThrow('on purpose')
    expect(await explain(ref(Product, 2))).toMatchObject({ cacheable: true })
  })
  expect((await explain(ref(Product, 1))).key).not.toBe((await outside).key)
})

describe('a manager that is in no transaction', () => {
  const shares = async (): Promise<void> => {
    const key = await alkey.keyGenerator(ref(Product, 1))
    expect(alkey.isCacheable(key)).toBe(true)
    let load = 0
    const values = [1, 2].map(() => alkey.remember([ref(Product, 1), 'shared'], () => Promise.resolve(++load)))
    // Callers in a transaction each load for themselves.
    expect(await Promise.all(values)).toEqual([1, 1])
    await alkey.invalidate(ref(Product, 1))
    expect(await alkey.keyGenerator(ref(Product, 1))).not.toBe(key)
  }

  test.each([
    ['the DataSource itself', () => dataSource.manager],
    ['null', () => null],
    ['undefined', () => undefined],
  ])('%s counts as none', async (_, give) => {
    carries = give
    await shares()
  })

  test('one whose query runner was released counts as none', async () => {
    let left: EntityManager | undefined
    await dataSource.transaction(async (manager) => {
      left = manager
      await manager.update(Product, 1, { price: 8 })
    })
    carries = () => left
    await shares()
  })
})

describe('where it is unknown whether there is a transaction', () => {
  let other: DataSource
  beforeAll(async () => {
    other = await openDataSource(shopEntities)
  })
  afterAll(() => closeDataSource(other))

  const failures: Record<string, [() => unknown, RegExp]> = {
    'it throws': [
      () => {
        throw new Error('no context at redis://user:secret@host')
      },
      /^The option 'manager' threw: no context at redis:\/\/\*\*\*@host$/,
    ],
    'it is of another DataSource': [() => other.manager, /a DataSource that is not attached to this Alkey/],
    'it is another object': [() => dataSource, /returned another object\. It must return, at once, an EntityManager/],
    'it is a promise': [() => Promise.reject(new Error('late')), /returned a promise/],
    'it is a text': [() => 'default', /returned 'default'/],
  }

  test.each(Object.entries(failures))('nothing is cached, and nothing fails (%s)', async (_, [give, message]) => {
    const [errors, uncacheable] = [heard(alkey, 'error'), heard(alkey, 'uncacheable')]
    const load = jest.fn(() => Promise.resolve('loaded'))
    await alkey.remember([ref(Product, 1), 'known'], () => 'from before')
    carries = give
    expect(await alkey.remember([ref(Product, 1), 'known'], load)).toBe('loaded')
    expect(await alkey.computed(['known', 1], load)).toBe('loaded')
    expect(await explain(ref(Product, 1))).toMatchObject({ cacheable: false, reason: 'manager-failed' })
    expect(alkey.isCacheable(await alkey.keyGenerator.fresh(Product))).toBe(false)
    expect(errors).toHaveLength(4)
    for (const { error } of errors) {
      expect(error).toMatchObject({ code: 'ALKEY_MANAGER_FAILED' })
      expect(error.message).toMatch(message)
    }
    expect(uncacheable[0]).toMatchObject({ reason: 'manager-failed', cause: errors[0]?.error })
    // By an invalidation before the commit, others would load the old value again.
    await expect(alkey.invalidate(ref(Product, 1))).rejects.toThrow(message)
    expect(await alkey.keyGenerator.within(dataSource.manager)(Customer)).toMatch(/^alkey:(?!none)/)
    carries = () => undefined
    expect(await alkey.remember([ref(Product, 1), 'known'], load)).toBe('from before')
  })
})
