import {
  Column,
  type DataSource,
  Entity,
  type EntityManager,
  In,
  IsNull,
  ManyToOne,
  PrimaryColumn,
  PrimaryGeneratedColumn,
} from 'typeorm'
import type { Alkey } from '../../../src'
import { useAttached } from '../../support/attached/attached'
import { awaitsHooks } from '../../support/databases/awaited-hooks'
import { reading } from '../../support/watching/cached-readings'

// A query that names values of a declared scope depends on the rows with these values, and not on their table.

@Entity('scoped_tenants')
class Tenant {
  @PrimaryColumn() id!: number
  @Column({ default: '' }) name!: string
}

@Entity('scoped_orders')
class Order {
  @PrimaryGeneratedColumn() id!: number
  @Column({ type: 'varchar', length: 20, nullable: true }) status!: string | null
  @Column({ type: 'int', nullable: true }) tenantId!: number | null
  @ManyToOne(() => Tenant) tenant!: Tenant | null
  @Column({ default: 0 }) price!: number
}

let dataSource: DataSource
let alkey: Alkey

// The tenants 7 to 9; order 1 is of tenant 7, 2 and 3 are of 8, 4 is of nobody.
useAttached([Tenant, Order], (attached) => ({ dataSource, alkey } = attached), {
  alkey: { scopes: { Order: ['tenant', 'status', ['tenantId', 'status']] } },
  cache: {},
  fill: async ({ manager }) => {
    await manager.insert(
      Tenant,
      [7, 8, 9].map((id) => ({ id })),
    )
    await manager.insert(Order, [
      { tenantId: 7, status: 'open' },
      { tenantId: 8, status: 'open' },
      { tenantId: 8, status: 'done' },
      { tenantId: null, status: null },
    ])
  },
})

type Write = (manager: EntityManager) => Promise<unknown>

interface Query {
  readonly where: object
  readonly others: readonly Write[]
  readonly own: readonly Write[]
}

const price =
  (id: number): Write =>
  (manager) =>
    manager.increment(Order, { id }, 'price', 1)
const move =
  (id: number, tenantId: number | null): Write =>
  (manager) =>
    manager.update(Order, id, { tenantId })
const renamed: Write = (manager) => manager.update(Tenant, 7, { name: 'new' })

const queries: Readonly<Record<string, Query>> = {
  'a column': {
    where: { tenantId: 7 },
    others: [price(2), renamed, move(3, 9), (manager) => manager.delete(Order, { tenantId: 9 })],
    own: [price(1), move(2, 7), move(2, 8), (manager) => manager.delete(Order, { tenantId: 7 })],
  },
  'a relation, by whose key TypeORM joins': {
    where: { tenant: { id: 7 } },
    others: [price(2), move(3, 9)],
    own: [price(1), move(2, 7), move(1, 9), renamed],
  },
  'several values': {
    where: { tenantId: In([7, 9]) },
    others: [price(2), price(4)],
    own: [price(1), move(3, 9), move(4, 7)],
  },
  'no value': {
    where: { tenantId: IsNull() },
    others: [price(1), move(1, 8)],
    own: [price(4), move(1, null), move(1, 7), (manager) => manager.insert(Order, { status: 'new' })],
  },
  'two columns together': {
    where: { tenantId: 8, status: 'open' },
    others: [price(1), price(3), (manager) => manager.insert(Order, { tenantId: 8, status: 'new' })],
    own: [
      price(2),
      (manager) => manager.update(Order, 3, { status: 'open' }),
      (manager) => manager.query("UPDATE scoped_orders SET status = 'all'"),
      (manager) => manager.insert(Order, { tenantId: 8, status: 'open' }),
    ],
  },
  'alternatives of different scopes': {
    where: [{ tenantId: 7 }, { status: 'done' }, { id: 4 }],
    others: [price(2), (manager) => manager.insert(Order, { tenantId: 9, status: 'open' })],
    own: [price(1), price(3), price(4), move(2, 7)],
  },
}

describe.each(Object.entries(queries))('%s', (_, { where, others, own }) => {
  const read = (cache: boolean): Promise<unknown> =>
    dataSource.manager.find(Order, { where, order: { id: 'ASC' }, cache })

  test('are found until something changes that they depend on', async () => {
    await read(true)
    for (const [at, other] of others.entries()) {
      await dataSource.transaction(other)
      // What nobody can read before a statement is bumped in bulk.
      if (!awaitsHooks) await reading(alkey, read)
      expect([at, await reading(alkey, read)]).toEqual([at, 'found'])
    }
    for (const [at, change] of own.entries()) {
      await dataSource.transaction(change)
      expect([at, await reading(alkey, read)]).toEqual([at, 'missed'])
    }
  })
})

test('what invalidates the table by hand, or defines it anew, reaches scopes', async () => {
  const read = (cache: boolean): Promise<unknown> =>
    dataSource.manager.find(Order, { where: { tenantId: 7 }, order: { id: 'ASC' }, cache })
  await read(true)
  await alkey.invalidate(Order)
  expect(await reading(alkey, read)).toBe('missed')
  await dataSource.query('ALTER TABLE scoped_orders ADD COLUMN more integer')
  expect(await reading(alkey, read)).toBe('missed')
  await dataSource.query('ALTER TABLE scoped_orders DROP COLUMN more')
})
