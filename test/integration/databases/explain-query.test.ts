import type { DataSource } from 'typeorm'
import { Alkey, InvalidOptionError, MemoryTokenStore, NotAttachedError, type QueryExplanation } from '../../../src'
import { useAttached } from '../../support/attached/attached'
import { databaseUnderTest } from '../../support/databases/under-test'
import { Customer, Order, OrderLine, shopEntities } from '../../support/entities/shop'

// What a query would depend on, and what would make that narrower, told without a statement.

let dataSource: DataSource
let alkey: Alkey

useAttached(shopEntities, (attached) => ({ dataSource, alkey } = attached), {
  alkey: { store: new MemoryTokenStore(), scopes: { Order: ['note', ['customer', 'note']] } },
})

const orders = () => dataSource.manager.createQueryBuilder(Order, 'o').withDeleted()
const quote = (name: string): string => (databaseUnderTest === 'mariadb' ? `\`${name}\`` : `"${name}"`)
const narrower = ({ references }: QueryExplanation): unknown => references.map((one) => one.narrower)

test('a row', () => {
  expect(alkey.explainQuery(orders().where({ id: 7 }))).toEqual({
    cacheable: true,
    identifiers: ['alkey:orders#7'],
    references: [{ table: 'orders', alias: 'o', dependsOn: ['alkey:orders#7'], by: 'row' }],
  })
})

test('the row that its rows belong to, and the scope that would be narrower', () => {
  const explained = alkey.explainQuery(orders().where(`o.${quote('customerId')} = :id`, { id: 7 }))
  expect(explained).toEqual({
    cacheable: true,
    identifiers: ['alkey:customers#7', 'alkey:@alkey.parents#orders'],
    references: [
      {
        table: 'orders',
        alias: 'o',
        dependsOn: ['alkey:customers#7'],
        by: 'parent',
        reason: expect.stringContaining('the row that its rows belong to') as string,
        narrower: "declare the scope 'customer' on Order",
      },
    ],
  })
})

test('a joined table', () => {
  const query = dataSource.manager
    .createQueryBuilder(Order, 'o')
    .leftJoinAndSelect('o.lines', 'l')
    .leftJoinAndSelect('l.product', 'p')
    .where({ id: 7 })
  const { references, identifiers } = alkey.explainQuery(query)
  expect(references.map(({ table, by, dependsOn }) => [table, by, dependsOn])).toEqual([
    ['orders', 'row', ['alkey:orders#7']],
    ['order_lines', 'join', ['alkey:orders#7']],
    ['products', 'table', ['alkey:products#*']],
  ])
  expect(identifiers).toEqual(['alkey:orders#7', 'alkey:products#*', 'alkey:@alkey.parents#order_lines'])
})

test('scopes, also of NULL, and the one with the most columns', () => {
  const by = (query: Parameters<Alkey['explainQuery']>[0]) => {
    const { references } = alkey.explainQuery(query)
    return references.map((one) => [one.by, ...one.dependsOn])
  }
  expect(by(orders().where({ note: 'a' }))).toEqual([['scope', 'alkey:orders#?note=a']])
  expect(by(orders().where('o.note IN (:...notes)', { notes: ['a', 'b'] }))).toEqual([
    ['scope', 'alkey:orders#?note=a', 'alkey:orders#?note=b'],
  ])
  expect(by(orders().where(`o.note = 'a' AND o.${quote('customerId')} IS NULL`))).toEqual([
    ['scope', 'alkey:orders#?customerId,note=!,a'],
  ])
  expect(by(orders().where(`o.${quote('customerId')} IS NULL`))).toEqual([['table', 'alkey:orders#*']])
  expect(by(orders().where(`o.${quote('customerId')} = 7 AND o.note = 'a'`))).toEqual([
    ['scope', 'alkey:orders#?customerId,note=7,a'],
  ])
})

test('a scope that can be declared, where a condition gives its value', () => {
  const lines = dataSource.manager.createQueryBuilder(OrderLine, 'l')
  expect(narrower(alkey.explainQuery(lines.clone().where('l.quantity = 3')))).toEqual([
    "declare the scope 'quantity' on OrderLine",
  ])
  expect(narrower(alkey.explainQuery(lines.clone().where('l.quantity > 3')))).toEqual([undefined])
  expect(narrower(alkey.explainQuery(lines.clone().where("l.quantity = 'three'")))).toEqual([undefined])
  expect(narrower(alkey.explainQuery(lines.clone().where('l.quantity = 3 OR l.quantity = 4')))).toEqual([
    "declare the scope 'quantity' on OrderLine",
  ])
  expect(narrower(alkey.explainQuery(lines.clone().where('l.quantity = 3 OR l.line > 4')))).toEqual([undefined])
  expect(narrower(alkey.explainQuery(lines.clone().where({ orderId: 1, line: 2 })))).toEqual([undefined])
})

test('SQL with its parameters', () => {
  const sql = `SELECT * FROM orders WHERE id = ${databaseUnderTest === 'postgres' ? '$1' : '?'}`
  expect(alkey.explainQuery(sql, [7]).identifiers).toEqual(['alkey:orders#7'])
  const untold = alkey.explainQuery(sql)
  expect(untold.identifiers).toEqual(['alkey:orders#*'])
  expect(untold.references[0]?.reason).toContain('not told by the text')
})

const reasons: Readonly<Record<string, () => Parameters<Alkey['explainQuery']>>> = {
  'it writes': () => [dataSource.createQueryBuilder().update(Order).set({ note: 'a' }).where({ id: 1 })],
  'no entity maps the table secrets': () => ['SELECT * FROM secrets'],
  'does not tell which tables': () => ['SELECT * FROM orders, archive()'],
  ...(databaseUnderTest.includes('sql') ? {} : { 'it locks rows': () => ['SELECT * FROM orders FOR UPDATE'] as const }),
}

test.each(Object.entries(reasons))('not cacheable: %s', (reason, query) => {
  const explained = alkey.explainQuery(...query())
  expect([explained.cacheable, explained.reason]).toEqual([false, expect.stringContaining(reason)])
})

test('nothing is sent', () => {
  const made = jest.spyOn(dataSource, 'createQueryRunner')
  alkey.explainQuery(dataSource.manager.createQueryBuilder(Customer, 'c'))
  expect(made).not.toHaveBeenCalled()
})

test.each([
  ['an empty text', ''],
  ['a query builder, or SQL', { id: 1 }],
  ['a query builder', undefined],
])('%s is what it takes instead', (_, query) => {
  expect(() => alkey.explainQuery(query as string)).toThrow(InvalidOptionError)
})

test('parameters belong to SQL', () => {
  expect(() => alkey.explainQuery(orders(), [7])).toThrow(/has its own parameters/)
  expect(() => alkey.explainQuery('SELECT 1', { id: 7 } as never)).toThrow(/as an array/)
})

test('a DataSource must be attached', async () => {
  const unattached = new Alkey({ store: new MemoryTokenStore() })
  expect(() => unattached.explainQuery('SELECT 1')).toThrow(NotAttachedError)
  await unattached.close()
})
