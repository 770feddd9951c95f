import 'reflect-metadata'
import { DataSource, EntitySchema } from 'typeorm'
import { Alkey, ref } from '../../../../src'
import type { DatabaseOptions } from '../../../support/databases/database'

// A process with a time zone of its own, and rows that are named by what a clock shows.

export interface Moment {
  at: Date
  name: string
}

export function momentsOf(type: 'timestamp' | 'datetime'): EntitySchema<Moment> {
  return new EntitySchema<Moment>({
    name: 'Moment',
    tableName: 'moments',
    columns: { at: { type, precision: 3, primary: true }, name: { type: String } },
  })
}

let dataSource: DataSource
let alkey: Alkey
let moments: EntitySchema<Moment>

export async function open(database: DatabaseOptions, redis: string, namespace: string): Promise<void> {
  moments = momentsOf(database.type === 'postgres' ? 'timestamp' : 'datetime')
  dataSource = new DataSource({ ...database, entities: [moments] })
  await dataSource.initialize()
  alkey = new Alkey({ redis, namespace, deadlineMs: 10_000 })
  alkey.attach(dataSource)
}

/** What the key of a row depends on, read as this process reads it. */
export async function identifierOf(name: string): Promise<string> {
  const { at } = await dataSource.manager.findOneByOrFail(moments, { name })
  return alkey.identifier(ref(moments, at))
}

export async function rename(name: string, to: string): Promise<void> {
  const moment = await dataSource.manager.findOneByOrFail(moments, { name })
  await dataSource.manager.save(moments, { ...moment, name: to })
}

export async function close(): Promise<void> {
  await dataSource.destroy()
  await alkey.close()
}
