import {
  Column,
  type DataSource,
  Entity,
  JoinColumn,
  JoinTable,
  ManyToMany,
  ManyToOne,
  PrimaryColumn,
  PrimaryGeneratedColumn,
} from 'typeorm'
import { Alkey, type KeyPart, MemoryTokenStore, ref } from '../../../src'
import { closeAll, openDataSource } from '../../support/databases/data-source'
import { emptyTables } from '../../support/databases/empty-tables'
import { type PostgresDatabase, createPostgresDatabase } from '../../support/databases/postgres'
import { queryPostgres } from '../../support/servers/postgres-query'
import { changedBy } from '../../support/watching/key-watch'

// Which rows a statement changes, where PostgreSQL takes it in a way of its own.

@Entity('people')
class Person {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'BY DEFAULT' }) id!: number
  @Column({ default: '' }) name!: string
  @ManyToMany(() => Tag) @JoinTable({ name: 'people_tags' }) tags!: Tag[]
}

@Entity('tags')
class Tag {
  @PrimaryColumn('varchar', { length: 3 }) code!: string
  @Column({ default: '' }) name!: string
}

@Entity({ name: 'people', schema: 'sales' })
class Customer {
  @PrimaryGeneratedColumn() id!: number
  @Column({ default: '' }) name!: string
}

@Entity('countries')
class Country {
  @PrimaryColumn() id!: number
  @Column('varchar', { length: 3, unique: true }) code!: string
}

@Entity('cities')
class City {
  @PrimaryGeneratedColumn() id!: number
  @ManyToOne(() => Country, { onUpdate: 'CASCADE' })
  @JoinColumn({ name: 'country', referencedColumnName: 'code' })
  country!: Country
  @Column({ type: 'varchar', name: 'joined', collation: 'ignoring_case', nullable: true }) joinedCode!: string | null
  @ManyToOne(() => Tag, { createForeignKeyConstraints: false }) @JoinColumn({ name: 'joined' }) joined!: Tag | null
}

@Entity('labels')
class Label {
  @PrimaryGeneratedColumn() id!: number
  @Column({ name: 'person', nullable: true, asExpression: 'base + 0', generatedType: 'STORED', type: 'int' })
  personId!: number
  @Column({ default: 0 }) base!: number
  @ManyToOne(() => Person, { createForeignKeyConstraints: false }) @JoinColumn({ name: 'person' }) person!: Person
  @ManyToOne(() => Tag) @JoinColumn({ name: 'tag' }) tag!: Tag | null
}

let database: PostgresDatabase
let dataSource: DataSource
const attachments: { alkey: Alkey; detach: () => void }[] = []

function attached(to: DataSource): Alkey {
  const alkey = new Alkey({ store: new MemoryTokenStore() })
  attachments.push({ alkey, detach: alkey.attach(to) })
  return alkey
}

beforeAll(async () => {
  database = await createPostgresDatabase()
  await queryPostgres(database.url, 'CREATE SCHEMA sales; CREATE SCHEMA aaa')
  await queryPostgres(
    database.url,
    "CREATE COLLATION ignoring_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
  )
  dataSource = await openDataSource([Person, Tag, Customer, Country, City, Label], { on: database })
})

// Alkeys that stay attached would each read parents on the same client at the same time.
afterEach(async () => {
  for (const { alkey, detach } of attachments.splice(0)) {
    detach()
    await alkey.close()
  }
})

afterAll(async () => {
  await closeAll()
  await database.drop()
})

beforeEach(async () => {
  await emptyTables(dataSource)
  const { manager } = dataSource
  await manager.insert(Tag, [{ code: 'abc' }, { code: 'ABC' }, { code: 'x' }, { code: 'y' }])
  await manager.save(Person, [{ tags: [{ code: 'abc' }] }, { tags: [{ code: 'x' }] }])
  await manager.insert(Customer, {})
  await manager.insert(Country, { id: 1, code: 'aaa' })
  await manager.query("INSERT INTO cities (country, joined) VALUES ('aaa', 'abc'), ('aaa', 'ABC')")
  await manager.insert(Label, { base: 1 })
})

interface Case {
  watch: Record<string, KeyPart>
  write: () => Promise<unknown>
  changes: string[]
}

const run = (sql: string) => () => dataSource.query(sql)
const people = { 'person 1': ref(Person, 1), 'person 2': ref(Person, 2) }
const tags = { ABC: ref(Tag, 'ABC'), abc: ref(Tag, 'abc'), x: ref(Tag, 'x') }
const cities = { 'city 1': ref(City, 1), 'country 1': ref(Country, 1) }
const schemas = { customer: ref(Customer, 1), person: ref(Person, 1) }

const cases: Record<string, Case> = {
  'an id that OVERRIDING USER VALUE has the database make': {
    watch: { made: ref(Person, 3) },
    write: run('INSERT INTO people (id) OVERRIDING USER VALUE VALUES (99)'),
    changes: ['made'],
  },
  'blanks that are cut: insert': {
    watch: { new: ref(Tag, 'new') },
    write: () => dataSource.manager.insert(Tag, { code: 'new ' }),
    changes: ['new'],
  },
  'blanks that are cut: update': {
    watch: { new: ref(Tag, 'new'), y: ref(Tag, 'y') },
    write: () => dataSource.manager.update(Tag, 'y', { code: 'new  ' }),
    changes: ['new', 'y'],
  },
  "blanks that are cut: a parent's": {
    watch: { abc: ref(Tag, 'abc') },
    write: run("INSERT INTO labels (tag) VALUES ('abc ')"),
    changes: ['abc'],
  },
  'a referenced column that MERGE sets': {
    watch: cities,
    write: run("MERGE INTO countries USING (SELECT 1 AS n) s ON id = n WHEN MATCHED THEN UPDATE SET code = 'bbb'"),
    changes: ['city 1', 'country 1'],
  },
  'a referenced column that INSERT … ON CONFLICT sets': {
    watch: cities,
    write: run("INSERT INTO countries VALUES (1, 'bbb') ON CONFLICT (id) DO UPDATE SET code = excluded.code"),
    changes: ['city 1', 'country 1'],
  },
  'a computed foreign key: of a new row': {
    watch: { 'person 2': people['person 2'] },
    write: () => dataSource.manager.insert(Label, { base: 2 }),
    changes: ['person 2'],
  },
  'a computed foreign key: that moves': {
    watch: people,
    write: () => dataSource.manager.update(Label, 1, { base: 2 }),
    changes: ['person 1', 'person 2'],
  },
  'a foreign key that joins what its parents tell apart': {
    watch: { ABC: tags.ABC, abc: tags.abc },
    write: () => dataSource.manager.delete(City, { joinedCode: 'abc' }),
    changes: ['ABC', 'abc'],
  },
  'links that DELETE … RETURNING names': {
    watch: { ...people, ...tags },
    write: run('DELETE FROM people_tags WHERE "peopleId" < 2 RETURNING *'),
    changes: ['abc', 'person 1'],
  },
  ...Object.fromEntries(
    [
      'SET LOCAL search_path = sales, public',
      '/* of the tenant */ SET LOCAL search_path = sales, public',
      "SELECT set_config('search_path', 'sales, public', true)",
      'SELECT 1; SET LOCAL search_path = sales, public',
    ].map((setting) => [
      `the same table in two schemas, searched in another order by ${setting}`,
      {
        watch: schemas,
        write: () =>
          dataSource.transaction(async (manager) => {
            await manager.query(setting)
            await manager.query("UPDATE people SET name = 'new' WHERE id = 1")
          }),
        changes: ['customer', 'person'],
      },
    ]),
  ),
}

test.each(Object.entries(cases))('%s', async (_, { watch, write, changes }) => {
  expect(await changedBy(attached(dataSource), watch, write)).toEqual(changes)
})

test('a table by the schema that it is in, where another one is searched first', async () => {
  const extra = { options: '-c search_path=aaa,public' }
  const elsewhere = await openDataSource([Country], { on: database, synchronize: false, extra })
  const write = () => elsewhere.query("UPDATE public.countries SET code = 'aab' WHERE id = 1")
  expect(await changedBy(attached(elsewhere), { 'country 1': ref(Country, 1) }, write)).toEqual(['country 1'])
})
