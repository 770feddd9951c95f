import { type DataSource, EntitySchema } from 'typeorm'
import { type Alkey, type KeyPart, MemoryTokenStore, ref } from '../../../src'
import { useAttached } from '../../support/attached/attached'
import { databaseUnderTest, onDatabases } from '../../support/databases/under-test'
import { changedBy } from '../../support/watching/key-watch'

// MySQL and SQLite compare names without case. Letters beyond ASCII have case too, and identifiers hold them encoded.

interface Row {
  id: number
  name: string
}

/** An id that the database makes has SQLite keep sequences, which are emptied as well. */
const sequenced = new EntitySchema<Row>({
  name: 'Sequenced',
  tableName: 'sequenced',
  columns: { id: { type: Number, primary: true, generated: true }, name: { type: String } },
})

const users = new EntitySchema<Row>({
  name: 'User',
  tableName: 'Пользователи',
  columns: { id: { type: Number, primary: true, name: 'Номер' }, name: { type: String, name: 'Имя' } },
})

const changes = new EntitySchema<Row & { user: Row | null }>({
  name: 'Change',
  tableName: 'Änderungen',
  columns: { id: { type: Number, primary: true, name: 'Schlüssel' }, name: { type: String, name: 'ÜBERSCHRIFT' } },
  relations: { user: { type: 'many-to-one', target: 'User', nullable: true, joinColumn: { name: 'ΧΡΉΣΤΗΣ' } } },
})

const isMysql = databaseUnderTest === 'mariadb'
const quote = (name: string): string => (isMysql ? `\`${name}\`` : `"${name}"`)

let dataSource: DataSource
let alkey: Alkey

useAttached([users, changes, sequenced], (attached) => ({ dataSource, alkey } = attached), {
  alkey: { store: new MemoryTokenStore(), aliases: { ДРУГИЕ: 'Пользователи' } },
  dataSource: isMysql ? ({ charset: 'utf8mb4' } as object) : {},
  once: () => dataSource.query(`CREATE TABLE ${quote('ДРУГИЕ')} (id INTEGER)`),
  fill: async () => {
    await dataSource.manager.insert(users, [
      { id: 1, name: 'old' },
      { id: 2, name: 'old' },
    ])
    await dataSource.manager.insert(changes, { id: 1, name: 'old', user: { id: 1 } })
  },
})

const watch: Record<string, KeyPart> = {
  'change 1': ref(changes, 1),
  'change 2': ref(changes, 2),
  changes,
  'user 1': ref(users, 1),
  'user 2': ref(users, 2),
  users,
}

const changed = (work: () => Promise<unknown>): Promise<string[]> => changedBy(alkey, watch, work)

test.each<[string, () => Promise<unknown>, string[]]>([
  ['save', () => dataSource.manager.save(users, { id: 2, name: 'new' }), ['user 2', 'users']],
  ['update', () => dataSource.manager.update(users, 1, { name: 'new' }), ['user 1', 'users']],
  [
    'insert with a parent',
    () => dataSource.manager.insert(changes, { id: 2, name: 'new', user: { id: 2 } }),
    ['change 2', 'changes', 'user 2'],
  ],
  [
    'update of a parent',
    () => dataSource.manager.update(changes, 1, { user: { id: 2 } }),
    ['change 1', 'changes', 'user 1', 'user 2'],
  ],
  [
    'delete',
    () => dataSource.manager.delete(changes, { user: { id: 1 } }),
    ['change 1', 'change 2', 'changes', 'user 1'],
  ],
  [
    'SQL',
    () =>
      dataSource.query(
        `UPDATE ${quote('Пользователи')} SET ${quote('Имя')} = 'new' WHERE ${quote('Пользователи')}.${quote('Номер')} = 2`,
      ),
    ['user 2', 'users'],
  ],
  [
    'SQL by an alias of the table',
    () => dataSource.query(`DELETE FROM ${quote('ДРУГИЕ')} WHERE id = 0`),
    ['user 1', 'user 2', 'users'],
  ],
])('%s', async (_, work, expected) => {
  expect(await changed(work)).toEqual(expected)
})

// Not in SQLite, which knows case within ASCII only.
onDatabases(['mariadb'], () => {
  test('columns in another case, with a sigma that would be another one at the end of a word', async () => {
    const work = (): Promise<unknown> =>
      dataSource.query('UPDATE `Änderungen` SET `χρήστησ` = 2, `überschrift` = 1 WHERE `SCHLÜSSEL` = 1')
    expect(await changed(work)).toEqual(['change 1', 'changes', 'user 1', 'user 2'])
  })
})

onDatabases(['postgres'], () => {
  test('without quotes', async () => {
    // PostgreSQL leaves the letters beyond ASCII as they are.
    expect(await changed(() => dataSource.query('UPDATE Пользователи SET Имя = 1 WHERE Номер = 1'))).toEqual([
      'user 1',
      'users',
    ])
  })
})
