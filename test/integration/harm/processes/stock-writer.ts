import 'reflect-metadata'
import { DataSource, type EntityManager } from 'typeorm'
import { Alkey } from '../../../../src'
import { ErrorCodes } from '../../../support/attached/with-and-without'
import type { DatabaseOptions } from '../../../support/databases/database'
import { forgoDurability } from '../../../support/databases/sqlite'
import { Item, stockEntities } from '../../../support/entities/stock'
import type { sharedRedis } from '../../../support/redis/redis'

// A process that writes to a file of SQLite to which others write too, in transactions that begin as readers.

/** How often a transaction is tried: far more than it takes, and no test hangs. */
const MOST_TRIES = 2_000

let dataSource: DataSource
let alkey: Alkey | undefined
let writer: number

/** @param redis where it is given, the library is attached */
export async function open(
  database: DatabaseOptions,
  redis: ReturnType<typeof sharedRedis> | null,
  number: number,
): Promise<void> {
  const options = { ...database, entities: stockEntities, prepareDatabase: forgoDurability }
  dataSource = await new DataSource(options).initialize()
  alkey = redis ? new Alkey(redis) : undefined
  alkey?.attach(dataSource)
  writer = number
}

export async function close(): Promise<void> {
  await dataSource.destroy()
  await alkey?.close()
}

const quantityOf = async (manager: EntityManager, id: number): Promise<number> =>
  (await manager.findOneByOrFail(Item, { id })).quantity

const sell = (manager: EntityManager): Promise<unknown> => manager.decrement(Item, { id: 1 }, 'quantity', 1)
const shelfOf = (round: number) => ({ id: 1 + (round % 2) })

/** Each sells one of item 1; this process has item `own` for itself. */
const programs = {
  'a counter': sell,
  'a counter of a row that moves': (manager, round) =>
    manager.update(Item, 1, { shelf: shelfOf(round), quantity: () => 'quantity - 1' }),
  'a row that moves as a lock': async (manager, round) => {
    await manager.update(Item, 1, { shelf: shelfOf(round) })
    await manager.update(Item, 1, { quantity: (await quantityOf(manager, 1)) - 1 })
  },
  'a row that moves, and the sum of all': async (manager, round) => {
    await manager.update(Item, 1, { shelf: shelfOf(round), quantity: () => 'quantity - 1' })
    await manager.increment(Item, { id: 2 }, 'quantity', 1)
    if ((await manager.sum(Item, 'quantity')) !== (await manager.count(Item)) * 100) throw new Error('another sum')
  },
  'a row that is deleted and comes back': async (manager, _, own) => {
    await manager.delete(Item, own)
    await sell(manager)
    await manager.insert(Item, { id: own, quantity: 100, shelf: { id: 1 } })
  },
  'a statement as it is': async (manager, round) => {
    await manager.query(`UPDATE items SET shelf_id = ${shelfOf(round).id}, quantity = quantity - 1 WHERE id = 1`)
    await manager.query('SELECT SUM(quantity) FROM items')
  },
  'a read that a write follows': async (manager, round) => {
    const quantity = await quantityOf(manager, 1)
    await manager.update(Item, 1, { shelf: shelfOf(round), quantity: quantity - 1 })
  },
} satisfies Record<string, (manager: EntityManager, round: number, own: number) => Promise<unknown>>

export type Program = keyof typeof programs

export const names = Object.keys(programs) as Program[]

/** What came of it: the codes of errors, behind which the transaction was tried again. */
export async function run(name: Program, rounds: number): Promise<{ done: number; errors: string[] }> {
  const errors = new ErrorCodes()
  const program: (manager: EntityManager, round: number, own: number) => Promise<unknown> = programs[name]
  let done = 0
  for (let tries = 0; done < rounds && tries < MOST_TRIES; tries++) {
    if (await errors.allow(() => dataSource.transaction((manager) => program(manager, done, 10 + writer)))) done++
  }
  return { done, errors: errors.all }
}
