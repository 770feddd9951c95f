import { Column, type DataSource, Entity, PrimaryGeneratedColumn } from 'typeorm'
import { type Alkey, ref } from '../../../src'
import { useAttached } from '../../support/attached/attached'
import { keysOf } from '../../support/watching/key-watch'

// TypeORM hands the ids that an INSERT returns to its values in order, though rows that were skipped return none, and
// calls an update an insert. So the rows that really changed are compared with those whose keys did.

@Entity('accounts')
class Account {
  @PrimaryGeneratedColumn() id!: number
  @Column({ unique: true }) email!: string
  @Column() name!: string
}

let dataSource: DataSource
let alkey: Alkey
const accounts = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [String(i + 1), ref(Account, i + 1)]))

useAttached([Account], (attached) => ({ dataSource, alkey } = attached), {
  fill: () =>
    dataSource.manager.insert(Account, [
      { email: 'ann@example.org', name: '' },
      { email: 'bob@example.org', name: '' },
    ]),
})

const storedRows = async (): Promise<Map<string, string>> => {
  const rows = await dataSource.manager.find(Account)
  return new Map(rows.map((row) => [String(row.id), JSON.stringify(row)]))
}

const insert = () => dataSource.createQueryBuilder().insert().into(Account)
// New ones each time, because TypeORM writes ids into the values.
const ann = () => ({ email: 'ann@example.org', name: 'Ann' })
const bob = () => ({ email: 'bob@example.org', name: 'Bob' })
const cleo = () => ({ email: 'cleo@example.org', name: 'Cleo' })
const dora = () => ({ email: 'dora@example.org', name: 'Dora' })

test.each<[string, () => Promise<unknown>]>([
  ['orIgnore skips some rows', () => insert().values([ann(), cleo(), bob(), dora()]).orIgnore().execute()],
  ['orIgnore skips all rows', () => insert().values([ann(), bob()]).orIgnore().execute()],
  [
    'orUpdate updates and inserts',
    () => insert().values([ann(), cleo(), bob()]).orUpdate(['name'], ['email']).execute(),
  ],
  ['upsert of several rows', () => dataSource.manager.upsert(Account, [cleo(), ann(), dora(), bob()], ['email'])],
  [
    'upsert that leaves equal rows alone',
    async () => {
      await dataSource.manager.upsert(Account, [ann()], ['email'])
      await dataSource.manager.upsert(Account, [ann(), { ...bob(), name: 'Robert' }, cleo()], {
        conflictPaths: ['email'],
        skipUpdateIfNoValuesChanged: true,
      })
    },
  ],
  [
    'upsert with an id that is not that of the row it meets',
    () => dataSource.manager.upsert(Account, { id: 9, email: 'bob@example.org', name: 'Bobby' }, ['email']),
  ],
  [
    'upsert in a transaction',
    () => dataSource.transaction((manager) => manager.upsert(Account, [cleo(), ann()], ['email'])),
  ],
  [
    'upsert without entity events',
    () => insert().values([ann(), cleo()]).orUpdate(['name'], ['email']).callListeners(false).execute(),
  ],
])('every row that changed has another key: %s', async (_, write) => {
  const [keysBefore, rowsBefore] = [await keysOf(alkey, accounts), await storedRows()]
  await write()
  const [keysAfter, rowsAfter] = [await keysOf(alkey, accounts), await storedRows()]
  const ids = Object.keys(accounts)
  const changedRows = ids.filter((id) => rowsBefore.get(id) !== rowsAfter.get(id))
  const changedKeys = ids.filter((id) => keysBefore[id] !== keysAfter[id])
  expect(changedKeys).toEqual(expect.arrayContaining(changedRows))
})

test('a plain insert of several rows changes their keys and no others', async () => {
  const before = await keysOf(alkey, accounts)
  await dataSource.manager.insert(Account, [cleo(), dora()])
  const after = await keysOf(alkey, accounts)
  expect(Object.keys(accounts).filter((id) => before[id] !== after[id])).toEqual(['3', '4'])
})
