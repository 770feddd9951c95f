import { type DataSource, EntitySchema } from 'typeorm'
import { type Alkey, MemoryTokenStore, ref } from '../../../src'
import { useAttached } from '../../support/attached/attached'
import { databaseUnderTest, isPooled } from '../../support/databases/under-test'
import { changedBy } from '../../support/watching/key-watch'

// Columns called like what drivers say in their answers: rows of a RETURNING or SELECT are none.

const words = [
  ...['serverStatus', 'affectedRows', 'changedRows', 'insertId', 'info', 'rowCount', 'rows', 'command'],
  ...['changes', 'lastInsertRowid', 'fieldCount', 'length', 'constructor'],
]

interface Host {
  id: number
  name: string
}

const hosts = new EntitySchema<Host>({
  name: 'Host',
  tableName: 'hosts',
  columns: {
    id: { type: Number, primary: true, generated: true },
    name: { type: String },
    // Those with a default are RETURNed.
    ...Object.fromEntries(words.map((name) => [`_${name}`, { type: Number, default: 0, name }])),
  },
})

const quoted = (name: string): string => (databaseUnderTest === 'mariadb' ? `\`${name}\`` : `"${name}"`)
const returning = `RETURNING ${['id', ...words].map(quoted).join(', ')}`

let dataSource: DataSource
let alkey: Alkey

useAttached([hosts], (attached) => ({ dataSource, alkey } = attached), {
  alkey: { store: new MemoryTokenStore() },
  fill: () => dataSource.manager.insert(hosts, [{ name: 'first' }, { name: 'second' }]),
})

const watch = { 'host 1': ref(hosts, 1), 'host 3': ref(hosts, 3), hosts }

// Whose type is `mariadb`, TypeORM has rows RETURNed; here a statement does it by itself.
test.each<[string, string, string[]]>([
  ['INSERT', `INSERT INTO hosts (name) VALUES ('third') ${returning}`, ['host 3', 'hosts']],
  ['DELETE', `DELETE FROM hosts WHERE name = 'first' ${returning}`, ['host 1', 'hosts']],
])('%s', async (_, sql, expected) => {
  expect(await changedBy(alkey, watch, () => dataSource.query(sql))).toEqual(expected)
})

test('saving', async () => {
  expect(await changedBy(alkey, watch, () => dataSource.manager.save(hosts, { name: 'third' }))).toEqual([
    'host 3',
    'hosts',
  ])
})

test('a transaction is open until its COMMIT', async () => {
  const bumped: string[] = []
  const stop = alkey.on('bumped', ({ identifiers }) => bumped.push(...identifiers))
  await dataSource.transaction(async (manager) => {
    await manager.query(`INSERT INTO hosts (name) VALUES ('third') ${returning}`)
    await manager.query('SELECT * FROM hosts')
    await manager.update(hosts, 1, { name: 'new' })
    if (isPooled) expect(bumped).toEqual([])
  })
  expect(bumped).toEqual(expect.arrayContaining(['alkey:hosts#1', 'alkey:hosts#3']))
  stop()
})
