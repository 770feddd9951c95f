// TypeORM declares the options of an EntitySchema as a class.
import { type DataSource, EntitySchema, type EntitySchemaColumnOptions } from 'typeorm'
import { type Alkey, type IdValue, ref } from '../../../src'
import { foldedTextForm } from '../../../src/identifiers/id-form'
import { useAttached } from '../../support/attached/attached'
import { type PostgresDatabase, createPostgresDatabase } from '../../support/databases/postgres'
import { queryPostgres } from '../../support/servers/postgres-query'
import { changedBy } from '../../support/watching/key-watch'

interface Row {
  readonly key: unknown
}

interface TypeCase {
  readonly column: EntitySchemaColumnOptions
  /** The type as a cast names it. */
  readonly sql: string
  readonly values: readonly IdValue[]
  /** Whether ids of this type have a form; else any write changes every row's key. */
  readonly hasForm?: boolean
}

const uuid = '6ff5e1b6-1c3c-4b7e-9d0a-0123456789ab'

const types: Record<string, TypeCase> = {
  int: { column: { type: 'int' }, sql: 'int', values: [7, '7', '007', ' 7 ', '+7', 7n, 8, -7, '-7', 0, '-0', -0] },
  bigint: {
    column: { type: 'bigint' },
    sql: 'bigint',
    values: ['9007199254740993', 9007199254740993n, '+9007199254740993', '9007199254740992', 1, '01', 1n],
  },
  numeric: {
    column: { type: 'numeric', precision: 10, scale: 2 },
    sql: 'numeric(10,2)',
    values: [
      1,
      '1',
      '1.00',
      '1.004',
      '100e-2',
      1n,
      '1.005',
      1.01,
      '0.995',
      '-1.005',
      '-1.01',
      0,
      '-0.004',
      '1e3',
      1000,
    ],
  },
  'numeric of any scale': {
    column: { type: 'numeric' },
    sql: 'numeric',
    values: ['1', '1.0', '1.000', 1, '10e-1', '1.0001', '.5', 0.5, '1e-7', 1e-7, '0.0000001'],
  },
  uuid: {
    column: { type: 'uuid' },
    sql: 'uuid',
    values: [uuid, uuid.toUpperCase(), `{${uuid}}`, uuid.replaceAll('-', ''), uuid.replace('6', '7')],
  },
  'char(5)': {
    column: { type: 'char', length: 5 },
    sql: 'char(5)',
    values: ['ab', 'ab ', 'ab   ', ' ab', 'AB', 'abc', '', ' ', 'ab\t'],
  },
  citext: {
    column: { type: 'citext' },
    sql: 'citext',
    values: ['Tea', 'TEA', 'tea', 'tea ', 'ted', 'STRASSE', 'strasse', 'straße', 'İ', 'i', 'I', 'É', 'é', ''],
  },
  date: {
    column: { type: 'date' },
    sql: 'date',
    values: [
      '2026-11-22',
      ' 2026-11-22',
      '2026-11-22 10:00:00',
      new Date(2026, 10, 22, 12),
      '2026-11-23',
      '10000-01-01',
    ],
  },
  'timestamptz(0)': {
    column: { type: 'timestamptz', precision: 0 },
    sql: 'timestamptz(0)',
    values: [
      ...['2026-11-22T10:00:00Z', '2026-11-22T12:00:00+02:00', '2026-11-22T10:00:00.499Z', '2026-11-22T10:00:00.500Z'],
      ...[new Date('2026-11-22T10:00:00Z'), new Date('2026-11-22T10:00:01.499Z')],
      ...['1999-12-31T23:59:58Z', '1999-12-31T23:59:58.500Z', '1999-12-31T23:59:58.501Z', '1999-12-31T23:59:59Z'],
      ...['1969-12-31T23:59:58Z', '1969-12-31T23:59:58.500Z', '1969-12-31T23:59:59Z'],
    ],
  },
  'timestamp(3)': {
    column: { type: 'timestamp', precision: 3 },
    sql: 'timestamp(3)',
    values: [new Date(0), new Date('1970-01-01T00:00:00.000Z'), new Date(1), new Date(999)],
  },
  bytea: {
    column: { type: 'bytea' },
    sql: 'bytea',
    values: [Buffer.from([0xde, 0xad]), '\\xdead', '\\xDEAD', Buffer.from([0xde]), Buffer.alloc(0), '\\x'],
  },
  boolean: {
    column: { type: 'boolean' },
    sql: 'boolean',
    values: [true, 'true', 't', 1, '1', false, 'false', 'f', 0, '0'],
  },
  text: {
    column: { type: 'text' },
    sql: 'text',
    values: ['a', 'A', 'a ', '', '1', 1, 1n, true, 'true', 'é', 'e\u0301'],
  },
  varchar: {
    column: { type: 'varchar', length: 20 },
    sql: 'varchar(20)',
    values: ['a', 'A', 'a ', '', '#', '*', '~', ',', '%', 1, '1'],
  },
  'text that the C library compares': {
    column: { type: 'text', collation: 'C' },
    sql: 'text COLLATE "C"',
    values: ['a', 'A', 'á', 1, '1'],
  },
  'text whose collation joins more than case': {
    column: { type: 'text', collation: 'loose' },
    sql: 'text COLLATE loose',
    values: ['o', 'O', 'ö', 'ø', 'ae', 'æ', 'a\u00ade', 'か', 'カ', 'x'],
    hasForm: false,
  },
  'double precision': {
    column: { type: 'double precision' },
    sql: 'double precision',
    values: [1.1, '1.1', '1.10', '11e-1', 0, '-0', '0.30000000000000004', '0.300000000000000040'],
    hasForm: false,
  },
}

const entities = Object.fromEntries(
  Object.entries(types).map(([name, { column }]): [string, EntitySchema<Row>] => [
    name,
    new EntitySchema<Row>({ name, tableName: `ids of ${name}`, columns: { key: { ...column, primary: true } } }),
  ]),
)

let dataSource: DataSource
let alkey: Alkey

async function databaseWithCollation(): Promise<PostgresDatabase> {
  const database = await createPostgresDatabase()
  const [citext] = await queryPostgres(database.url, "SELECT FROM pg_available_extensions WHERE name = 'citext'")
  if (!citext) throw new Error('This PostgreSQL has no extension citext: install its contrib package.')
  // As the manual of PostgreSQL makes collations that ignore case and accents.
  await queryPostgres(
    database.url,
    "CREATE COLLATION loose (provider = icu, locale = 'und-u-ks-level1', deterministic = false)",
  )
  return database
}

useAttached(Object.values(entities), (attached) => ({ dataSource, alkey } = attached), {
  database: databaseWithCollation,
})

const entity = (name: string): EntitySchema<Row> => entities[name] as EntitySchema<Row>

/** The pairs of values that PostgreSQL takes for equal in a column of this type. */
async function equalPairs({ sql, values }: TypeCase): Promise<[IdValue, IdValue][]> {
  const pairs = values.flatMap((one, i) => values.slice(i + 1).map((other): [IdValue, IdValue] => [one, other]))
  const equal = await Promise.all(
    pairs.map(async ([one, other]) => {
      const [answer] = await dataSource.query<[{ same: boolean }]>(`SELECT $1::${sql} = $2::${sql} AS same`, [
        one,
        other,
      ])
      return answer.same
    }),
  )
  return pairs.filter((_, i) => equal[i])
}

const withForm = Object.entries(types).filter(([, { hasForm = true }]) => hasForm)

describe('what PostgreSQL takes for equal', () => {
  test.each(withForm)('has one identifier: %s', async (name, type) => {
    for (const [one, other] of await equalPairs(type)) {
      expect([one, alkey.identifier(ref(entity(name), one))]).toEqual([one, alkey.identifier(ref(entity(name), other))])
    }
    expect(new Set(type.values.map((value) => alkey.identifier(ref(entity(name), value)))).size).toBeGreaterThan(1)
  })

  test.each(withForm)('keeps its identifier when that is read again: %s', (name, { values }) => {
    const identifiers = values.map((value) => alkey.identifier(ref(entity(name), value)))
    expect(identifiers.map((identifier) => alkey.identifier(identifier))).toEqual(identifiers)
  })

  test.each(Object.entries(types))('changes under every spelling when it is written: %s', async (name, type) => {
    const spellings = new Map<IdValue, IdValue[]>()
    for (const [one, other] of await equalPairs(type)) spellings.set(one, [...(spellings.get(one) ?? []), other])
    for (const [one, others] of spellings) {
      const watched = Object.fromEntries([one, ...others].map((value, i) => [`${i}`, ref(entity(name), value)]))
      const writes = {
        insert: () => dataSource.manager.insert(entity(name), { key: one }),
        remove: async () => dataSource.manager.remove(entity(name), await dataSource.manager.find(entity(name))),
        save: () => dataSource.manager.save(entity(name), { key: one }),
        delete: () => dataSource.createQueryBuilder().delete().from(entity(name)).execute(),
      }
      for (const [write, run] of Object.entries(writes)) {
        expect([write, one, await changedBy(alkey, watched, run)]).toEqual([write, one, Object.keys(watched).sort()])
      }
    }
    expect(spellings.size).toBeGreaterThan(0)
  })
})

describe('what PostgreSQL lowers to the same text', () => {
  const letters = Array.from({ length: 0x20000 }, (_, code) => code)
    .filter((code) => code > 0 && (code < 0xd800 || code > 0xdfff))
    .map((code) => String.fromCodePoint(code))
    .filter((character) => /[\p{L}\p{M}\p{S}\p{N}]/u.test(character))

  test('is folded to the same text, by the rules of every language', async () => {
    const collations = await dataSource.query<{ name: string }[]>(
      `SELECT DISTINCT collname AS name FROM pg_collation
       WHERE collname IN ('default', 'C', 'C.UTF-8', 'pg_c_utf8', 'und-x-icu', 'tr-x-icu', 'lt-x-icu', 'el-x-icu')`,
    )
    for (const { name } of collations) {
      const lowered = await dataSource.query<{ letter: string; small: string }[]>(
        `SELECT letter, lower(letter COLLATE "${name}") AS small FROM unnest($1::text[]) letter`,
        [letters],
      )
      const changed = lowered.filter(({ letter, small }) => letter !== small)
      expect(changed.length).toBeGreaterThan(20)
      const apart = changed.filter(({ letter, small }) => foldedTextForm(letter) !== foldedTextForm(small))
      expect([name, apart]).toEqual([name, []])
    }
    expect(collations.length).toBeGreaterThan(1)
  })
})
