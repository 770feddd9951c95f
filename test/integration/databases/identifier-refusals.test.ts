// TypeORM declares the options of an EntitySchema as a class.
import { DataSource, EntitySchema } from 'typeorm'
import {
  Alkey,
  AlreadyAttachedError,
  InvalidIdentifierError,
  InvalidPartError,
  type KeyPart,
  MemoryTokenStore,
  NotInitializedError,
  UnknownEntityError,
  literal,
  ref,
} from '../../../src'
import { useAttached } from '../../support/attached/attached'
import { openDataSource } from '../../support/databases/data-source'
import { Customer, OrderLine, Product, shopEntities } from '../../support/entities/shop'

class Stranger {
  id = 1
}

const StrangerSchema = new EntitySchema({ name: 'Stranger', columns: { id: { type: 'int', primary: true } } })

let dataSource: DataSource
let alkey: Alkey

useAttached(shopEntities, (attached) => ({ dataSource, alkey } = attached), {
  alkey: { store: new MemoryTokenStore() },
})

type ErrorClass = typeof InvalidIdentifierError | typeof InvalidPartError | typeof UnknownEntityError

/** Written in JavaScript, a reference can hold anything. */
const wrong = (target: unknown, id: unknown): KeyPart => ref(target as string, id as string)

const refused: Record<string, [KeyPart, ErrorClass, RegExp]> = {
  'a row of the wrong type': [
    ref(Customer, 'ann'),
    InvalidIdentifierError,
    /ref\(Customer, 'ann'\).*id \(int(?:eger)?\)/,
  ],
  'a row without an id': [
    wrong(Customer, undefined),
    InvalidIdentifierError,
    /ref\(Customer, undefined\).*Pass a value/,
  ],
  'a row with the id null': [wrong(Customer, null), InvalidIdentifierError, /ref\(Customer, null\)/],
  'half a row': [ref(Customer, 1.5), InvalidIdentifierError, /ref\(Customer, 1\.5\)/],
  'a number that JavaScript has rounded': [ref(Customer, 2 ** 53), InvalidIdentifierError, /9007199254740992/],
  'a symbol for an id': [wrong(Customer, Symbol('1')), InvalidIdentifierError, /Symbol\(1\)/],
  'an array for an id': [wrong(Customer, [1]), InvalidIdentifierError, /ref\(Customer, \[ 1 \]\)/],
  'an empty object for an id': [ref(Customer, {}), InvalidIdentifierError, /column 'id' of the primary key is missing/],
  'an instance without an id': [
    ref(Customer, new Customer()),
    InvalidIdentifierError,
    /column 'id' of the primary key is missing/,
  ],
  'a row of a composite key by one value': [
    ref(OrderLine, 7),
    InvalidIdentifierError,
    /ref\(OrderLine, 7\).*Pass an object with orderId \(int(?:eger)?\), line \(int(?:eger)?\)/,
  ],
  'a composite key with a column missing': [
    ref(OrderLine, { orderId: 7 }),
    InvalidIdentifierError,
    /'line' of the primary key is missing/,
  ],
  'a composite key with a column that is null': [
    ref(OrderLine, { orderId: 7, line: null }),
    InvalidIdentifierError,
    /'line' of the primary key is missing/,
  ],
  'a composite key with a column of the wrong type': [
    ref(OrderLine, { orderId: 7, line: 'x' }),
    InvalidIdentifierError,
    /line: 'x'.*line \(int(?:eger)?\)/,
  ],
  'a column that is misspelled': [
    ref(OrderLine, { orderId: 7, line: 3, lien: 3 } as object),
    InvalidIdentifierError,
    /has no column 'lien'. Its primary key is orderId, line/,
  ],
  'an identifier with too few columns': [
    'alkey:order_lines#7',
    InvalidIdentifierError,
    /key is orderId \(int(?:eger)?\), line/,
  ],
  'an identifier with too many': [
    'alkey:customers#7,3',
    InvalidIdentifierError,
    /alkey:customers#7,3.*id \(int(?:eger)?\)/,
  ],
  'an identifier of the wrong type': [
    'alkey:customers#ann',
    InvalidIdentifierError,
    /alkey:customers#ann.*names no row/,
  ],
  'text that is no identifier': ['alkey:customers#1#2', InvalidIdentifierError, /is not an identifier.*literal\(\)/],
  'a table that is unknown': [
    'alkey:strangers#1',
    UnknownEntityError,
    /'strangers'.*Mapped tables: categories, customers/,
  ],
  'a table in another case': ['alkey:Customers#1', UnknownEntityError, /'Customers'/],
  'a table in another schema': ['alkey:sales.customers#1', UnknownEntityError, /'sales\.customers'/],
  'the default schema, which is left out': ['alkey:public.customers#1', UnknownEntityError, /'public\.customers'/],
  'a reference by an unknown name': [ref('strangers', 1), UnknownEntityError, /ref\('strangers', …\).*Mapped tables: /],
  'a reference by the name of a class': [ref('Customer', 1), UnknownEntityError, /'Customer'/],
  'a reference by no name': [ref('', 1), InvalidIdentifierError, /ref\('', …\) names no table/],
  'a reference to a class that is no entity': [ref(Stranger, 1), UnknownEntityError, /Stranger.*Add it/],
  'a reference to a schema that is not there': [ref(StrangerSchema, 1), UnknownEntityError, /Stranger.*Add it/],
  'a reference to nothing': [wrong(undefined, 1), UnknownEntityError, /ref\(undefined, …\)/],
  'a reference to a plain object': [wrong({ name: 'Customer' }, 1), UnknownEntityError, /Customer/],
  'a class that is no entity': [Stranger, UnknownEntityError, /Stranger.*Add the class to the DataSource/],
  'an instance of one': [new Stranger(), UnknownEntityError, /Stranger \{ id: 1 \}.*literal\(\)/],
  'a schema that is not there': [StrangerSchema, UnknownEntityError, /EntitySchema/],
  'an entity inside a literal': [literal(new Customer()), InvalidPartError, /Customer.*Pass the fields that matter/],
  'a class inside a literal': [literal(Customer), InvalidPartError, /Customer/],
}

describe('a part is refused with its name and a remedy', () => {
  test.each(Object.entries(refused))('%s', async (_, [part, Class, message]) => {
    for (const use of [
      () => alkey.keyGenerator(part),
      () => alkey.keyGenerator('page', part),
      () => alkey.token(part),
    ]) {
      const refusal = await use().catch((error: unknown) => error)
      expect(refusal).toBeInstanceOf(Class)
      expect(refusal).toMatchObject({ name: Class.name, code: new Class('').code })
      expect((refusal as Error).message).toMatch(message)
    }
    expect(() => alkey.identifier(part)).toThrow(Class)
    await expect(alkey.invalidate(part)).rejects.toThrow(Class)
  })
})

describe('data from users', () => {
  test.each([
    ['a class', { '@instanceof': 'EntitySchema', name: 'Customer' }, Customer],
    ['a table', { '@instanceof': true, name: 'customers' }, Customer],
    ['a schema', JSON.parse('{"@instanceof":"EntitySchema","options":{"name":"Customer"}}') as object, Customer],
    ['a reference', { target: 'customers', id: 1 }, ref(Customer, 1)],
    ['an identifier, nested', ['alkey:customers#1'], [ref(Customer, 1)]],
    ['an instance', { id: 1, email: 'ann@example.org' }, Object.assign(new Customer(), { id: 1 })],
  ])('does not become a dependency by looking like %s', async (_, data: KeyPart, dependency) => {
    const { parts } = await alkey.keyGenerator.explain(data)
    expect(parts).toEqual([{ kind: 'literal', literal: data }])
    expect(await alkey.keyGenerator(data)).not.toBe(await alkey.keyGenerator(dependency))
  })
})

describe('attach', () => {
  test('refuses what is no DataSource, or is not initialized', () => {
    const fresh = new Alkey({ store: new MemoryTokenStore() })
    for (const [value, message] of [
      [undefined, /takes a TypeORM DataSource, not undefined/],
      [Product, /not \[class Product\]/],
      [new DataSource({ type: 'postgres' }), /needs an initialized DataSource.*subscribers/],
    ] as const) {
      const attach = () => fresh.attach(value as DataSource)
      expect(attach).toThrow(NotInitializedError)
      expect(attach).toThrow(message)
    }
  })

  test('refuses a second DataSource, and takes the first again', async () => {
    const second = await openDataSource([StrangerSchema])
    expect(() => alkey.attach(second)).toThrow(AlreadyAttachedError)
    expect(() => alkey.attach(second)).toThrow(/one Alkey for each/)
    expect(() => alkey.attach(dataSource)).not.toThrow()
  })
})
