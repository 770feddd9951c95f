import type { DataSource, EntityManager } from 'typeorm'
import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm'
import { useAttached } from '../../support/attached/attached'
import { commandsSent } from '../../support/redis/sent-commands'
import { uniqueNamespace } from '../../support/redis/redis'
import { isPooled } from '../../support/databases/under-test'
import { EntityTable } from '../../../src/typeorm/entities/entity-table'

// What a write sends to Redis: three commands, however many statements its transaction has.

@Entity('notes')
class Note {
  @PrimaryGeneratedColumn() id!: number
  @Column({ default: '' }) text!: string
}

@Entity('readings')
class Reading {
  @PrimaryColumn() id!: number
  @Column({ default: 0 }) value!: number
}

const COUNT = 1_000

const namespace = uniqueNamespace()
const ids = Array.from({ length: COUNT }, (_, i) => i + 1)
let dataSource: DataSource

useAttached([Note, Reading], (attached) => ({ dataSource } = attached), {
  // Nobody looks for records of others meanwhile.
  alkey: { namespace, leaseMs: 3_600_000 },
  fill: ({ manager }) =>
    manager.query(`INSERT INTO readings (id, value) VALUES ${ids.map((id) => `(${id}, 0)`).join()}`),
})

beforeEach(async () => {
  // Redis knows the scripts, and the tables' defaults are known.
  await inserts(dataSource.manager, 1)
  // A machine that is slow must not have a transaction recorded since it rests.
  jest.useFakeTimers({ doNotFake: notFaked })
})

afterEach(() => {
  jest.useRealTimers()
})

const notFaked = [
  ...(['Date', 'hrtime', 'nextTick', 'performance', 'queueMicrotask', 'setImmediate', 'clearImmediate'] as const),
  ...(['setInterval', 'clearInterval'] as const),
]

function inserts(manager: EntityManager, count: number): Promise<void> {
  return manager.transaction(async (inner) => {
    for (let i = 0; i < count; i++) await inner.insert(Note, { text: `${i}` })
  })
}

/** What the record takes, and the bump that removes it. */
const all = ['evalsha', 'unlink', 'evalsha']

test.each<[string, () => Promise<unknown>]>([
  ['10 inserts in a transaction', () => inserts(dataSource.manager, 10)],
  ['save() of a new row', () => dataSource.manager.save(Note, { text: 'x' })],
  ['save() of many new rows', () => dataSource.manager.save(Note, [{ text: 'x' }, { text: 'y' }, { text: 'z' }])],
  ['inserts in savepoints', () => dataSource.transaction((manager) => inserts(manager, 5))],
  ['an update outside of a transaction', () => dataSource.manager.update(Reading, { id: 1 }, { value: 1 })],
])('%s: one record, and one bump that removes it', async (_, write) => {
  expect(await commandsSent(namespace, write)).toEqual(all)
})

test('a transaction that only reads sends nothing', async () => {
  expect(await commandsSent(namespace, () => dataSource.transaction((manager) => manager.find(Note)))).toEqual([])
})

test('what was rolled back sends nothing, but where others have seen it', async () => {
  const fail = (): Promise<never> => Promise.reject(new Error('on purpose'))
  const commands = await commandsSent(namespace, () =>
    dataSource.transaction(async (outer) => {
      await expect(outer.transaction((inner) => inner.insert(Note, { text: 'x' }).then(fail))).rejects.toThrow()
    }),
  )
  expect(commands).toEqual(isPooled ? [] : expect.arrayContaining(['unlink']))
})

test('the rows of a statement are worked out once, though they are asked for before it and after it', async () => {
  const named = jest.spyOn(EntityTable.prototype, 'rowInStatement')
  await dataSource.manager.query(`UPDATE readings SET value = 2 WHERE id IN (${ids.join()})`)
  expect(named).toHaveBeenCalledTimes(COUNT)
  named.mockRestore()
})
