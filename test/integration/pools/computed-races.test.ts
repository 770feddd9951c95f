import type { DataSource } from 'typeorm'
import type { Alkey } from '../../../src'
import { LoadScope } from '../../../src/values/load-scope'
import { StoredTexts } from '../../../src/values/stored-texts'
import { type PlaceOfQuery, Trace } from '../../../src/values/trace'
import { methodOf } from '../../support/harness/method-of'
import { useAttachedShop } from '../../support/attached/attached-shop'
import { onQuery } from '../../support/databases/on-query'
import { Category, Product } from '../../support/entities/shop'
import { eventually } from '../../support/waiting/eventually'

// Commits between any two steps of a load. Each time also with a part of it broken, which gives what is stale.

let dataSource: DataSource
let alkey: Alkey
let count = 0
let name: string

useAttachedShop((shop) => ({ dataSource, alkey } = shop))

beforeEach(() => {
  name = `value ${++count}`
})

afterEach(() => {
  jest.restoreAllMocks()
})

/** What a load does between its query and its end. */
let between: (() => Promise<void>) | undefined
const load = jest.fn(async () => {
  const { price } = await dataSource.manager.findOneByOrFail(Product, { id: 1 })
  await between?.()
  return price
})
const get = (): Promise<number> => alkey.computed([name], load)
const write = (price: number): Promise<unknown> => dataSource.manager.update(Product, 1, { price })

beforeEach(() => load.mockClear())

/** The tokens of a load are read when it has ended. */
function readTokensLate(): void {
  const realRead = methodOf(Trace.prototype, 'read')
  const realEnd = methodOf(LoadScope.prototype, 'end')
  const late = new Map<Trace, PlaceOfQuery[]>()
  jest.spyOn(Trace.prototype, 'read').mockImplementation(function (this: Trace, places) {
    late.set(this, [...(late.get(this) ?? []), ...places])
    return undefined
  })
  jest.spyOn(LoadScope.prototype, 'end').mockImplementation(async function (this: LoadScope) {
    if (this.trace instanceof Trace) await realRead.call(this.trace, late.get(this.trace) ?? [])
    return realEnd.call(this)
  })
}

describe('a commit between the tokens and the query', () => {
  test('leaves nothing stale', async () => {
    let hasWritten = false
    const end = onQuery(
      dataSource,
      (query) => !hasWritten && query.startsWith('SELECT'),
      'beforeQuery',
      async () => {
        hasWritten = true
        await LoadScope.outside(() => write(5))
      },
    )
    await get()
    end()
    expect(hasWritten).toBe(true)
    expect([await get(), await get()]).toEqual([5, 5])
    expect(load).toHaveBeenCalledTimes(2)
  })
})

/** A commit after the load's query has read, and before what it read is stored. */
async function commitBeforeStore(): Promise<void> {
  between = async () => {
    between = undefined
    await LoadScope.outside(() => write(6))
  }
  expect(await get()).toBe(0)
}

describe('a commit between the query and the store', () => {
  test('leaves nothing stale', async () => {
    await commitBeforeStore()
    expect([await get(), await get()]).toEqual([6, 6])
  })

  test('does so where tokens are read after the query', async () => {
    readTokensLate()
    await commitBeforeStore()
    expect(await get()).toBe(0)
  })
})

const CALLERS = 20

/** What those get who come after a commit, while a load from before it is under way. */
async function comeAfterCommit(): Promise<number[]> {
  let goOn: () => void = () => undefined
  const isHeld = new Promise<void>((reach) => {
    between = () => {
      between = undefined
      reach()
      return new Promise((resolve) => (goOn = resolve))
    }
  })
  const first = get()
  await isHeld
  await write(7)
  const missed = alkey.eventCounts.miss
  const later = Array.from({ length: CALLERS }, get)
  // They wait for the load from now on.
  await eventually(() => alkey.eventCounts.miss === missed + CALLERS)
  goOn()
  expect(await first).toBe(0)
  return Promise.all(later)
}

describe('who comes after a commit', () => {
  test('gets no result of a load begun before it, and one load serves all of them', async () => {
    expect(await comeAfterCommit()).toEqual(Array(CALLERS).fill(7))
    expect(load).toHaveBeenCalledTimes(2)
  })

  test('does where nobody checks what others have loaded', async () => {
    const open = methodOf(StoredTexts.prototype, 'open')
    jest.spyOn(StoredTexts.prototype, 'shared').mockImplementation(function (this: StoredTexts, wanted, { entry }) {
      return open.call(this, wanted, entry)
    })
    expect(await comeAfterCommit()).toContain(0)
  })
})

/** A load with a value within, which is loaded after a commit that the load has not seen. */
async function commitBeforeInner(): Promise<void> {
  await alkey.computed(
    [name],
    load.mockImplementationOnce(async () => {
      const { price } = await dataSource.manager.findOneByOrFail(Product, { id: 1 })
      await LoadScope.outside(() => write(8))
      await alkey.computed([name, 'inner'], () => dataSource.manager.findOneByOrFail(Product, { id: 1 }))
      return price
    }),
  )
}

describe('a token that was read twice, with a commit between', () => {
  test('leaves nothing stale', async () => {
    await commitBeforeInner()
    expect(await get()).toBe(8)
  })

  test('does where the newer one is kept', async () => {
    const depend = methodOf(LoadScope.prototype, 'depend')
    jest.spyOn(LoadScope.prototype, 'depend').mockImplementation(function (this: LoadScope, owner, snapshot) {
      const veto = jest.spyOn(this, 'veto').mockImplementation(() => undefined)
      depend.call(this, owner, snapshot)
      veto.mockRestore()
    })
    await commitBeforeInner()
    expect(await get()).toBe(0)
  })
})

/** A load with a branch, of which a table is not seen. */
test('a query in a branch that is left out of the trace leaves its value stale', async () => {
  const inBranch = async (): Promise<string> => {
    const { price } = await dataSource.manager.findOneByOrFail(Product, { id: 1 })
    return price === 0 ? (await dataSource.manager.findOneByOrFail(Category, { id: 1 })).name : ''
  }
  const read = (): Promise<string> => alkey.computed([name, 'branch'], inBranch)
  const { name: before } = await dataSource.manager.findOneByOrFail(Category, { id: 1 })
  expect(await read()).toBe(before)
  await dataSource.manager.update(Category, 1, { name: 'first' })
  expect(await read()).toBe('first')

  const realRead = methodOf(Trace.prototype, 'read')
  jest.spyOn(Trace.prototype, 'read').mockImplementation(function (this: Trace, places) {
    return realRead.call(
      this,
      places.filter(({ table }) => !table.includes('categories')),
    )
  })
  await dataSource.manager.update(Category, 1, { name: 'second' })
  expect(await read()).toBe('second')
  await dataSource.manager.update(Category, 1, { name: 'third' })
  expect(await read()).toBe('second')
})
