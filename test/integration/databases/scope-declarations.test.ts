import {
  Column,
  type DataSource,
  Entity,
  ManyToMany,
  ManyToOne,
  OneToMany,
  PrimaryGeneratedColumn,
  UpdateDateColumn,
  ViewColumn,
  ViewEntity,
} from 'typeorm'
import { Alkey, type AlkeyOptions, InvalidOptionError, MemoryTokenStore } from '../../../src'
import { closeAll, openDataSource } from '../../support/databases/data-source'
import type { Database } from '../../support/databases/database'
import { createDatabase } from '../../support/databases/under-test'

// What can be declared as a scope, which only the entities tell.

@Entity('declared_shops')
class Shop {
  @PrimaryGeneratedColumn() id!: number
  @OneToMany(() => Bill, (bill) => bill.shop) bills!: Bill[]
  @ManyToMany(() => Bill) favourites!: Bill[]
}

@Entity('declared_bills')
class Bill {
  @PrimaryGeneratedColumn() id!: number
  @Column({ default: 0 }) tenantId!: number
  @Column({ default: 0 }) views!: number
  @Column({ type: 'float', default: 0 }) weight!: number
  @UpdateDateColumn() updatedAt!: Date
  @Column({ nullable: true }) shopId!: number | null
  @ManyToOne(() => Shop, (shop) => shop.bills, { nullable: true }) shop!: Shop | null
}

@Entity('declared_bills', { synchronize: false })
class OtherBill {
  @PrimaryGeneratedColumn() id!: number
  @Column({ default: 0 }) tenantId!: number
  @Column({ type: 'varchar' }) views!: string
  @Column({ type: 'int', generatedType: 'STORED', asExpression: '1 + 1' }) sum!: number
}

@ViewEntity('declared_totals', { expression: 'SELECT id, views FROM declared_bills', dependsOn: [Bill] })
class Total {
  @ViewColumn() id!: number
  @ViewColumn() views!: number
}

let dataSource: DataSource
let database: Database
let detach: (() => void) | undefined

beforeAll(async () => {
  database = await createDatabase()
  dataSource = await openDataSource([Shop, Bill, OtherBill, Total], { on: database })
})

afterEach(() => {
  detach?.()
  detach = undefined
})

afterAll(async () => {
  await closeAll()
  await database.drop()
})

function attached(options: Pick<AlkeyOptions, 'scopes' | 'ignore'>): Alkey {
  const alkey = new Alkey({ store: new MemoryTokenStore(), ...options })
  detach = alkey.attach(dataSource)
  return alkey
}

const refused: [string, Pick<AlkeyOptions, 'scopes' | 'ignore'>, RegExp][] = [
  [
    'an entity that is not there',
    { scopes: { Bil: ['tenantId'] } },
    /^scopes names the entity 'Bil', .* It has: Bill, /,
  ],
  [
    'a property that is not there',
    { scopes: { Bill: ['tenant'] } },
    /^scopes\.Bill names 'tenant', which is no column of Bill\. It has: .*tenantId/,
  ],
  [
    'a relation to many',
    { scopes: { Shop: ['bills'] } },
    /^scopes\.Shop names 'bills', a relation without a column in the table/,
  ],
  [
    'a relation between many',
    { scopes: { Shop: ['favourites'] } },
    /^scopes\.Shop names 'favourites', a relation without a column/,
  ],
  ['one of several', { scopes: { Bill: ['tenantId', ['tenantId', 'nothing']] } }, /names 'nothing'/],
  [
    'a column whose equal values have no one text',
    { scopes: { Bill: ['weight'] } },
    /^scopes\.Bill names 'weight', a column of the type (?:float|double precision): /,
  ],
  [
    'a computed column',
    { scopes: { OtherBill: ['sum'] } },
    /^scopes\.OtherBill names 'sum', a column that changes by itself/,
  ],
  [
    'a column that changes with each update',
    { scopes: { Bill: ['updatedAt'] } },
    /names 'updatedAt', a column that changes by itself/,
  ],
  [
    'a column that is ignored',
    { scopes: { Bill: ['tenantId'] }, ignore: { Bill: ['tenantId'] } },
    /^scopes\.Bill names 'tenantId', a column that the option ignore names/,
  ],
  [
    'a column that is ignored by another entity of the table',
    { scopes: { Bill: ['tenantId'] }, ignore: { OtherBill: ['tenantId'] } },
    /a column that the option ignore names/,
  ],
  [
    'a column of two types',
    { scopes: { Bill: ['views'] } },
    /^scopes\.Bill names 'views', a column of the type .* that OtherBill maps as /,
  ],
  ['a view', { scopes: { Total: ['views'] } }, /^scopes\.Total names 'views', but Total is a view/],
]

test.each(refused)('%s is refused', (_, options, message) => {
  const attach = (): Alkey => attached(options)
  expect(attach).toThrow(InvalidOptionError)
  expect(attach).toThrow(message)
})

test('what is declared twice is one', () => {
  const alkey = attached({
    scopes: {
      Bill: [
        'tenantId',
        ['tenantId'],
        ['tenantId', 'tenantId'],
        'shop',
        'shopId',
        ['tenantId', 'shop'],
        ['shopId', 'tenantId'],
      ],
      OtherBill: ['tenantId'],
    },
  })
  const kept = [
    'alkey:declared_bills#?tenantId',
    'alkey:declared_bills#?shopId',
    'alkey:declared_bills#?tenantId,shopId',
  ]
  for (const identifier of kept) expect(alkey.identifier(identifier)).toBe(identifier)
  expect(alkey.identifier('alkey:declared_bills#?shopId,tenantId')).toBe(kept[2])
})
