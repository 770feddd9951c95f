import type { DataSource } from 'typeorm'
import {
  type Alkey,
  InvalidOptionError,
  InvalidPartError,
  MemoryTokenStore,
  type RememberOptions,
  ref,
} from '../../../src'
import { useAttachedShop } from '../../support/attached/attached-shop'
import { awaitsHooks } from '../../support/databases/awaited-hooks'
import { Category, Customer, Product } from '../../support/entities/shop'
import { expectWarnings } from '../../support/harness/warnings/expect-warnings'
import { eventually } from '../../support/waiting/eventually'
import { heard } from '../../support/watching/heard-events'

expectWarnings(/^typeorm-alkey: The value '[^]*' has no dependency: its load read no table/)

// Values within values, their options, and what is told of them.

let dataSource: DataSource
let alkey: Alkey
let count = 0
let name: string

useAttachedShop((shop) => ({ dataSource, alkey } = shop), {
  alkey: { store: new MemoryTokenStore(), localValues: { maxBytes: 2 ** 20 } },
  cache: {},
})

beforeEach(() => {
  name = `value ${++count}`
})

const price = async (): Promise<number> => (await dataSource.manager.findOneByOrFail(Product, { id: 1 })).price

const kept = new Map<string, number>()

/** A cache of the application. */
async function byHand(key: string): Promise<number> {
  const found = kept.get(key) ?? (await price())
  kept.set(key, found)
  return found
}

const reprice = (to: number): Promise<unknown> => dataSource.manager.update(Product, 1, { price: to })

describe('what a value within depends on, the value around it does', () => {
  const within: Record<string, () => Promise<number>> = {
    'computed in computed': () => alkey.computed([name, 'inner'], price),
    'remember in computed': () => alkey.remember([name, ref(Product, 1)], price),
    'a query with cache in computed': async () =>
      (await dataSource.manager.findOneOrFail(Product, { where: { id: 1 }, cache: true })).price,
    'a key in computed': async () => byHand(await alkey.keyGenerator(ref(Product, 1))),
    'a token in computed': async () => byHand(await alkey.token(ref(Product, 1))),
  }

  test.each(Object.entries(within))('%s', async (_, inner) => {
    const load = jest.fn(async () => `outer ${await inner()}`)
    const outer = (): Promise<string> => alkey.computed([name], load)
    // Found within, and loaded within.
    for (const wasFound of [true, false]) {
      if (wasFound) await inner()
      expect([await outer(), await outer()]).toEqual(['outer 0', 'outer 0'])
      await reprice(3)
      expect([await outer(), await outer()]).toEqual(['outer 3', 'outer 3'])
      await reprice(0)
      name = `value ${++count}`
    }
    expect(load).toHaveBeenCalledTimes(4)
  })

  test('computed in remember', async () => {
    const outer = (): Promise<number> => alkey.remember([name, Category], () => alkey.computed([name, 'inner'], price))
    expect(await outer()).toBe(0)
    await reprice(4)
    expect([await outer(), await outer()]).toEqual([4, 4])
  })
})

describe('with the option', () => {
  const options: Record<string, RememberOptions> = {
    ttl: { ttl: '10m' },
    fresh: { fresh: true },
    lock: { lock: true },
    shared: { shared: true },
    plain: { plain: true },
    audit: { audit: { sampleRate: 1 } },
    staleIfError: { staleIfError: '1h' },
  }

  test.each(Object.entries(options))('%s it is found, and changes', async (_, given) => {
    const load = jest.fn(price)
    const get = (): Promise<number> => alkey.computed([name], load, given)
    expect([await get(), await get()]).toEqual([0, 0])
    await reprice(2)
    expect([await get(), await get()]).toEqual([2, 2])
  })

  test('staleWhileRevalidate the old one is given, and then the new one', async () => {
    const get = (): Promise<number> => alkey.computed([name], price, { staleWhileRevalidate: '1h' })
    await get()
    await reprice(2)
    expect(await get()).toBe(0)
    await eventually(async () => {
      expect(await get()).toBe(2)
    })
  })

  test('manager it sees what its transaction has written, which others do not find', async () => {
    const get = (manager = dataSource.manager): Promise<number> =>
      alkey.computed([name], async () => (await manager.findOneByOrFail(Product, { id: 1 })).price, { manager })
    const onPurpose = new Error('on purpose')
    const transaction = dataSource.transaction(async (manager) => {
      await manager.update(Product, 1, { price: 9 })
      expect(await get(manager)).toBe(9)
      throw onPurpose
    })
    await expect(transaction).rejects.toBe(onPurpose)
    expect(await get()).toBe(0)
  })

  test('name it is another value, and needs no text among its parts', async () => {
    const [one, other] = [
      await alkey.computed([1], price, { name }),
      await alkey.computed([1], () => 7, { name: `${name}b` }),
    ]
    expect([one, other]).toEqual([0, 7])
    await expect(alkey.computed([1, ref(Product, 1), 'alkey:products#1'], price)).rejects.toThrow(InvalidPartError)
    for (const wrong of ['', 'x'.repeat(201), 'alkey:products#1', 1])
      await expect(alkey.computed([name], price, { name: wrong as string })).rejects.toThrow(InvalidOptionError)
  })

  test('name events call it so', async () => {
    const events = heard(alkey, 'undeclared')
    await alkey.remember([ref(Customer, 1), 'other'], price, { name })
    expect(events).toMatchObject([{ name, table: 'products' }])
  })
})

test('remember finds no value of computed with the same parts, nor the other way round', async () => {
  expect(await alkey.remember([name, ref(Product, 1)], () => 'remembered')).toBe('remembered')
  expect(await alkey.computed([name, ref(Product, 1)], () => 'computed')).toBe('computed')
  expect(await alkey.remember([name, ref(Product, 1)], () => 'again')).toBe('remembered')
})

if (awaitsHooks) {
  test('explain tells what a value was made of, and gives a text that changes with it', async () => {
    const parts = [name, ref(Category, 1)]
    const explain: typeof alkey.keyGenerator.explain = (...given) => alkey.keyGenerator.explain(...given)
    expect(await explain(...parts)).not.toHaveProperty('version')
    await alkey.computed(parts, price)
    const first = await explain(...parts)
    expect(first.key).toBe(await alkey.keyGenerator(...parts))
    expect(first.madeOf).toEqual([
      { kind: 'row', identifier: 'alkey:products#1', token: expect.stringContaining('+') as unknown },
    ])
    expect((await explain(...parts)).version).toBe(first.version)
    await reprice(1)
    const changed = await explain(...parts)
    expect(changed).toMatchObject({ key: first.key, madeOf: [{ identifier: 'alkey:products#1' }] })
    expect(changed).not.toHaveProperty('version')
    await alkey.computed(parts, price)
    const second = await explain(...parts)
    await alkey.invalidate(ref(Category, 1))
    await alkey.computed(parts, price)
    const third = await explain(...parts)
    expect([second.version, third.version]).toEqual([expect.any(String), expect.any(String)])
    expect(new Set([first.version, second.version, third.version]).size).toBe(3)
  })

  test('what was stored before gives no version to what is made now and not stored', async () => {
    const version = async (): Promise<string | undefined> => (await alkey.keyGenerator.explain(name)).version
    let isMade = true
    const load = async (): Promise<number | null> => {
      const own = await price()
      return isMade ? own : dataSource.manager.findOneByOrFail(Product, { id: 2 }).then(() => null)
    }
    const page = (): Promise<number | null> => alkey.computed([name], load, { storeNull: false })
    await page()
    expect(await version()).toEqual(expect.any(String))
    isMade = false
    await reprice(1_000)
    await page()
    expect(await version()).toBeUndefined()
    await dataSource.manager.update(Product, 2, { price: 2_000 })
    await page()
    expect(await version()).toBeUndefined()
  })

  test('a value that was loaded again has another version, though nothing has changed that it is made of', async () => {
    const version = async (): Promise<string | undefined> => (await alkey.keyGenerator.explain(name)).version
    const page = (): Promise<number> => alkey.computed([name], price, { ttl: '20ms' })
    await page()
    const first = await version()
    await eventually(async () => {
      expect(await version()).toBeUndefined()
    })
    await page()
    expect([first, await version()]).toEqual([expect.any(String), expect.any(String)])
    expect(await version()).not.toBe(first)
  })

  test('explain tells what a remembered page was made of within', async () => {
    const page = (): Promise<number> => alkey.remember([name, Category], () => alkey.computed([name, 'inner'], price))
    await page()
    const { madeOf, version } = await alkey.keyGenerator.explain(name, Category)
    expect(madeOf).toMatchObject([{ kind: 'row', identifier: 'alkey:products#1' }])
    await reprice(1)
    expect(version).toEqual(expect.any(String))
    expect(await alkey.keyGenerator.explain(name, Category)).not.toHaveProperty('version')
  })

  test('a load of many rows depends on their table beyond a bound, which is told once', async () => {
    const widened = heard(alkey, 'widened')
    const load = jest.fn(async () => {
      for (let id = 1; id <= 120; id++) await dataSource.manager.findOneBy(Product, { id })
    })
    const get = (): Promise<void> => alkey.computed([name], load)
    await get()
    await get()
    expect(load).toHaveBeenCalledTimes(1)
    expect(widened).toEqual([{ name, table: 'products' }])
    await dataSource.manager.update(Product, 119, { price: 1 })
    await dataSource.query('DELETE FROM products WHERE id = 119')
    await dataSource.manager.save(Product, { name: 'new' })
    await get()
    expect(load).toHaveBeenCalledTimes(2)
    expect(widened).toHaveLength(1)
  })
}
