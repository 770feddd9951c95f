import type { DataSource } from 'typeorm'
import { type Alkey, type AlkeyEvents, GLOBAL, type KeyPart, MemoryTokenStore, ref } from '../../../src'
import { useAttachedShop } from '../../support/attached/attached-shop'
import { Category, Customer, Order, OrderLine, Product } from '../../support/entities/shop'
import { heard } from '../../support/watching/heard-events'

// What a load reads and its parts don't name is told, since the value would stay as it is.

let dataSource: DataSource
let alkey: Alkey
let count = 0

useAttachedShop((shop) => ({ dataSource, alkey } = shop), {
  alkey: { store: new MemoryTokenStore() },
})

/** The tables that are told for a value of these parts. */
async function undeclared(parts: readonly KeyPart[], load: () => Promise<unknown>): Promise<(string | undefined)[]> {
  const events: AlkeyEvents['undeclared'][] = heard(alkey, 'undeclared')
  await alkey.remember([...parts, `value ${++count}`], load)
  return events.map(({ table }) => table)
}

const orders = (): Promise<unknown> => dataSource.manager.find(Order)
const linesOfOrders = (): Promise<unknown> => dataSource.manager.find(Order, { relations: { lines: true } })

describe('a table that is read', () => {
  test.each<[string, KeyPart[], () => Promise<unknown>, string[]]>([
    ['is told where another one is named', [ref(Product, 1)], orders, ['orders']],
    ['is told in a join', [Order], linesOfOrders, ['order_lines']],
    ['is told beside a tag', [], orders, ['orders']],
    ['is none where its rows are named', [ref(Order, 1)], orders, []],
    ['is none where the table is', [Order, OrderLine], linesOfOrders, []],
    ['is none where the rows that its own belong to are named', [ref(Customer, 1)], orders, []],
    ['is told where only the table of those is, which does not change with it', [Customer], orders, ['orders']],
    ['is told two relations away', [ref(Customer, 1)], linesOfOrders, ['order_lines']],
    ['is none where everything counts', [GLOBAL], linesOfOrders, []],
  ])('%s', async (_, parts, load, told) => {
    expect(await undeclared([alkey.tag('city', 'graz'), ...parts], load)).toEqual(told)
  })

  test('on the other end of a link is told, and the link is not', async () => {
    const load = (): Promise<unknown> => dataSource.manager.find(Product, { relations: { categories: true } })
    expect(await undeclared([ref(Product, 1)], load)).toEqual([dataSource.getMetadata(Category).tableName])
  })

  test('is none where a value that the load used names it', async () => {
    const inner = (): Promise<unknown> => alkey.remember([Order, 'inner'], orders)
    expect(await undeclared([ref(Product, 1)], inner)).toEqual([])
  })
})

test('a value that depends on nothing is told', async () => {
  expect(await undeclared([], () => Promise.resolve(1))).toEqual([undefined])
  expect(await undeclared([alkey.tag('city', 'graz')], () => Promise.resolve(1))).toEqual([])
})

test('each name and table is told once, with the query', async () => {
  const events = heard(alkey, 'undeclared')
  for (const id of [1, 2]) await alkey.remember([ref(Product, id), 'report'], orders)
  expect(events).toEqual([{ name: 'report', table: 'orders', query: expect.stringContaining('SELECT') as unknown }])
})
