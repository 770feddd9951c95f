// TypeORM declares the options of an EntitySchema as a class.
import { type DataSource, EntitySchema, type EntitySchemaColumnOptions } from 'typeorm'
import fc from 'fast-check'
import { Alkey, MemoryTokenStore, ref } from '../../../src'
import { numberLiteral } from '../../unit/support/arbitraries'
import { closeDataSource, openDataSource } from '../../support/databases/data-source'
import { type PostgresDatabase, createPostgresDatabase } from '../../support/databases/postgres'
import { changedBy } from '../../support/watching/key-watch'
import { runs } from '../../support/random-runs'

// PostgreSQL converts a number that is written into a column of text, in its own spelling: `1e2` becomes '100'. So it
// does with keys of numbers, and with foreign keys. Whichever row it makes of a literal, that row's key must change.

interface Row {
  readonly key: unknown
}

const types: Readonly<Record<string, EntitySchemaColumnOptions>> = {
  text: { type: 'text' },
  varchar: { type: 'varchar', length: 30 },
  'char(30)': { type: 'char', length: 30 },
  citext: { type: 'citext' },
  int: { type: 'int' },
  bigint: { type: 'bigint' },
  numeric: { type: 'numeric' },
  'numeric(12,2)': { type: 'numeric', precision: 12, scale: 2 },
}

const schemas = Object.entries(types).map(([name, column], i) => {
  const parent = new EntitySchema<Row>({ name, tableName: `p${i}`, columns: { key: { ...column, primary: true } } })
  const child = new EntitySchema<object>({
    name: `child of ${name}`,
    tableName: `c${i}`,
    columns: { id: { type: 'int', primary: true } },
    relations: {
      parent: {
        type: 'many-to-one',
        target: name,
        joinColumn: { name: 'parent' },
        nullable: true,
        createForeignKeyConstraints: false,
      },
    },
  })
  return { name, parent, child, table: `p${i}`, children: `c${i}` }
})

let database: PostgresDatabase
let dataSource: DataSource
/** Of the same database, without the library. */
let plain: DataSource
let alkey: Alkey

beforeAll(async () => {
  database = await createPostgresDatabase()
  const entities = schemas.flatMap(({ parent, child }) => [parent, child])
  dataSource = await openDataSource(entities, { on: database })
  plain = await openDataSource(entities, { on: database, synchronize: false })
  alkey = new Alkey({ store: new MemoryTokenStore() })
  alkey.attach(dataSource)
})

afterAll(async () => {
  await closeDataSource(dataSource)
  await closeDataSource(plain)
  await alkey.close()
  await database.drop()
})

/** Zeros before and behind, points without digits, exponents, signs, and what newer versions of PostgreSQL take. */
const literals = [
  ...['1', '0', '-0', '+1', '-7', '007', '-007', '+007', '- 7', '(7)', '99999999999999999999', '9007199254740993'],
  ...['1.', '.5', '-.5', '1.0', '1.50', '0.0', '-0.0', '-0.50', '00.5', '007.50', '+1.5', '1.005', '-1.005'],
  ...['1e0', '1E0', '1e2', '1e+2', '3e9', '1e-7', '-1e0', '0e0', '-0e5', '12e-1', '1.50e1', '.5e1', '5.e-1', '1e25'],
  ...['1_000', '1_0.5', '1_0e1', '0x10', '0b11', '0o17', '0X1F', '0x_10'],
]

/** The key of the row that PostgreSQL makes; `undefined` where it refuses the literal. */
async function stored(table: string, literal: string): Promise<string | undefined> {
  await plain.query(`DELETE FROM ${table}`)
  try {
    await plain.query(`INSERT INTO ${table} (key) VALUES (${literal})`)
  } catch {
    return undefined
  }
  const [row] = await plain.query<[{ key: string }]>(`SELECT key::text AS key FROM ${table}`)
  await plain.query(`DELETE FROM ${table}`)
  return row.key
}

interface Tables {
  readonly name: string
  readonly parent: EntitySchema<Row>
  readonly table: string
  readonly children: string
}

/** @returns whether PostgreSQL takes the literal */
async function checkLiteral({ parent, table, children }: Tables, literal: string): Promise<boolean> {
  const key = await stored(table, literal)
  // These are other rows in what follows.
  if (key === undefined || [77, 88].includes(Number(key))) return false
  const row = { row: ref(parent, key) }
  const sql = (text: string) => () => dataSource.query(text)
  const writes = {
    insert: sql(`INSERT INTO ${table} (key) VALUES (${literal})`),
    delete: sql(`DELETE FROM ${table} WHERE key = '${key}'`),
    'insert of several': sql(`INSERT INTO ${table} (key) VALUES (${literal}), ('77')`),
    'insert of a child': sql(`INSERT INTO ${children} (id, parent) VALUES (1, ${literal})`),
    'update of the child': sql(`UPDATE ${children} SET parent = NULL WHERE id = 1`),
    'update that moves the child there': sql(`UPDATE ${children} SET parent = ${literal} WHERE id = 1`),
    'delete of the child': sql(`DELETE FROM ${children} WHERE id = 1`),
    'update that moves the row away': sql(`UPDATE ${table} SET key = '88' WHERE key = '${key}'`),
    'update that moves a row there': sql(`UPDATE ${table} SET key = ${literal} WHERE key = '77'`),
  }
  for (const [write, run] of Object.entries(writes)) {
    expect([write, literal, key, await changedBy(alkey, row, run)]).toEqual([write, literal, key, ['row']])
  }
  return true
}

describe.each(schemas)('the row that a number names as a key of type $name', (tables) => {
  test.each(literals)('changes with it: %s', async (literal) => {
    await checkLiteral(tables, literal)
  })

  test('changes with whatever number there is', async () => {
    let taken = 0
    await fc.assert(
      fc.asyncProperty(numberLiteral, async (literal) => {
        if (await checkLiteral(tables, literal)) taken++
      }),
      runs(40),
    )
    expect(taken).toBeGreaterThan(10)
  })

  test('changes alone with a whole number', async () => {
    const { parent, table } = tables
    await plain.query(`DELETE FROM ${table}`)
    const rows = { '-7': ref(parent, '-7'), '7': ref(parent, '7'), '70': ref(parent, '70') }
    const insert = () => dataSource.query(`INSERT INTO ${table} (key) VALUES (007)`)
    expect(await changedBy(alkey, rows, insert)).toEqual(['7'])
  })
})
