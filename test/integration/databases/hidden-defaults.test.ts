import { Column, type DataSource, Entity, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm'
import { Alkey, MemoryTokenStore, ref } from '../../../src'
import { closeAll, openDataSource } from '../../support/databases/data-source'
import { databaseUnderTest, onDatabases } from '../../support/databases/under-test'
import { withQueryRunner } from '../../support/databases/with-query-runner'
import { heard } from '../../support/watching/heard-events'
import { changedBy } from '../../support/watching/key-watch'

// A foreign key that the database fills by itself, of which no entity says so: as with `DEFAULT current_setting('app.tenant')`.

@Entity('tenants')
class Tenant {
  @PrimaryGeneratedColumn() id!: number
}

@Entity('papers')
class Paper {
  @PrimaryGeneratedColumn() id!: number
  @Column({ default: '' }) title!: string
  @ManyToOne(() => Tenant, { nullable: true, createForeignKeyConstraints: false })
  @JoinColumn({ name: 'tenant_id' })
  tenant!: Tenant | null
  @ManyToOne(() => Tenant, { nullable: true, createForeignKeyConstraints: false })
  @JoinColumn({ name: 'reader_id' })
  reader!: Tenant | null
}

const idColumn = {
  postgres: 'id serial PRIMARY KEY',
  mariadb: 'id int AUTO_INCREMENT PRIMARY KEY',
  'better-sqlite3': 'id integer PRIMARY KEY AUTOINCREMENT',
  sqljs: 'id integer PRIMARY KEY AUTOINCREMENT',
}[databaseUnderTest]

let dataSource: DataSource
let alkey: Alkey

/** Gives the table these columns, of which the entity says nothing. */
async function define(tenantId: string): Promise<void> {
  await dataSource.query('DROP TABLE papers')
  await dataSource.query(
    `CREATE TABLE papers (${idColumn}, title varchar(100) NOT NULL DEFAULT '', tenant_id ${tenantId}, reader_id int)`,
  )
}

const tenants = { 'tenant 1': ref(Tenant, 1), 'tenant 2': ref(Tenant, 2), 'tenant 3': ref(Tenant, 3) }

beforeEach(async () => {
  dataSource = await openDataSource([Tenant, Paper])
  await dataSource.manager.save(Tenant, [{}, {}, {}])
  alkey = new Alkey({ store: new MemoryTokenStore() })
})

afterEach(async () => {
  await closeAll()
  await alkey.close()
})

const writes: Record<string, () => Promise<unknown>> = {
  save: () => dataSource.manager.save(Paper, { title: 'x' }),
  insert: () => dataSource.manager.insert(Paper, { title: 'x' }),
  'several rows': () => dataSource.manager.insert(Paper, [{ title: 'x' }, { title: 'y' }]),
  INSERT: () => dataSource.query("INSERT INTO papers (title) VALUES ('x')"),
  'INSERT in a transaction': () =>
    dataSource.transaction((manager) => manager.query("INSERT INTO papers (title) VALUES ('x')")),
  'BEGIN, INSERT and COMMIT': () =>
    withQueryRunner({ dataSource }, async (queryRunner) => {
      for (const sql of ['BEGIN', "INSERT INTO papers (title) VALUES ('x')", 'COMMIT']) await queryRunner.query(sql)
    }),
  ...(databaseUnderTest === 'postgres' || databaseUnderTest === 'mariadb'
    ? {
        'INSERT … DEFAULT': () => dataSource.query("INSERT INTO papers (title, tenant_id) VALUES ('x', DEFAULT)"),
        'UPDATE … DEFAULT': () => dataSource.query('UPDATE papers SET tenant_id = DEFAULT WHERE tenant_id = 3'),
      }
    : {}),
}

// SQLite's INSERT from TypeORM writes NULL where it doesn't know of a default.
const writesDefault = Object.entries(writes).filter(
  ([name]) => !['save', 'insert', 'several rows'].includes(name) || databaseUnderTest !== 'better-sqlite3',
)

describe('the row that the default names changes', () => {
  test.each(writesDefault)('%s', async (_, write) => {
    await define('int DEFAULT 2')
    await dataSource.query('INSERT INTO papers (tenant_id, reader_id) VALUES (3, NULL)')
    alkey.attach(dataSource)
    // The first time nothing is known, then it is.
    for (let time = 1; time <= 2; time++) {
      expect(await changedBy(alkey, tenants, write)).toContain('tenant 2')
      expect(await dataSource.query('SELECT id FROM papers WHERE tenant_id = 2')).not.toHaveLength(0)
      await dataSource.query('DELETE FROM papers WHERE tenant_id = 2')
      await dataSource.query('INSERT INTO papers (tenant_id, reader_id) VALUES (3, NULL)')
    }
  })
})

describe('without a default no row changes once that is known', () => {
  test.each(Object.entries(writes).filter(([name]) => name !== 'UPDATE … DEFAULT'))('%s', async (_, write) => {
    await define('int')
    alkey.attach(dataSource)
    await write()
    expect(await changedBy(alkey, tenants, write)).toEqual([])
  })
})

test('a default that is given while the application runs is known', async () => {
  await define('int')
  alkey.attach(dataSource)
  const insert = (): Promise<unknown> => dataSource.query("INSERT INTO papers (title) VALUES ('x')")
  expect(await changedBy(alkey, tenants, insert)).toEqual([])
  await define('int DEFAULT 3')
  expect(await changedBy(alkey, tenants, insert)).toContain('tenant 3')
})

test('a DataSource may be destroyed right after a statement', async () => {
  await define('int')
  alkey.attach(dataSource)
  const errors = heard(alkey, 'error')
  const insert = (): Promise<unknown> => dataSource.query("INSERT INTO papers (title) VALUES ('x')")
  // The defaults are known, then forgotten, and asked for again by the last statements.
  await changedBy(alkey, tenants, insert)
  await define('int DEFAULT 3')
  await changedBy(alkey, tenants, insert)
  await dataSource.destroy()
  // Each statement takes a turn of the event loop to make way for the next one.
  for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate)
  expect(errors).toEqual([])
})

onDatabases(['postgres'], () => {
  test('a default that a transaction gives is known once it is committed', async () => {
    await define('int')
    alkey.attach(dataSource)
    const insert = (): Promise<unknown> => dataSource.query("INSERT INTO papers (title) VALUES ('x')")
    await dataSource.transaction(async (manager) => {
      // Another connection learns of the table as it was before.
      await insert()
      await manager.query('ALTER TABLE papers ALTER COLUMN tenant_id SET DEFAULT 2')
    })
    expect(await changedBy(alkey, tenants, insert)).toContain('tenant 2')
  })

  test('what a setting of the session gives', async () => {
    await define("int DEFAULT current_setting('app.tenant', true)::int")
    alkey.attach(dataSource)
    const save = (tenant: number): Promise<unknown> =>
      dataSource.transaction(async (manager) => {
        await manager.query(`SET LOCAL app.tenant = '${tenant}'`)
        await manager.save(Paper, { title: 'x' })
      })
    for (const tenant of [1, 2, 3])
      expect(await changedBy(alkey, tenants, () => save(tenant))).toEqual([`tenant ${tenant}`])
  })

  test("a type's default", async () => {
    await dataSource.query('CREATE DOMAIN tenant_number AS int DEFAULT 2')
    await define('tenant_number')
    alkey.attach(dataSource)
    const insert = (): Promise<unknown> => dataSource.manager.insert(Paper, { title: 'x' })
    expect(await changedBy(alkey, tenants, insert)).toContain('tenant 2')
    await dataSource.query('ALTER DOMAIN tenant_number SET DEFAULT 3')
    expect(await changedBy(alkey, tenants, insert)).toContain('tenant 3')
  })

  test('rows that a trigger writes into a part of the table', async () => {
    await define('int')
    await dataSource.query('CREATE TABLE papers_1 () INHERITS (papers)')
    await dataSource.query(
      'CREATE FUNCTION route() RETURNS trigger LANGUAGE plpgsql AS ' +
        '$$ BEGIN INSERT INTO papers_1 VALUES (NEW.*); RETURN NULL; END $$',
    )
    await dataSource.query('CREATE TRIGGER routed BEFORE INSERT ON papers FOR EACH ROW EXECUTE FUNCTION route()')
    alkey.attach(dataSource)
    const insert = (): Promise<unknown> => dataSource.manager.insert(Paper, { title: 'x' })
    expect(await changedBy(alkey, { papers: Paper }, insert)).toEqual(['papers'])
    expect(await dataSource.manager.count(Paper)).toBe(1)
  })
})
