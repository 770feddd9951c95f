import { randomUUID } from 'node:crypto'
import { realpathSync } from 'node:fs'
import { resolve } from 'node:path'
import type { DataSource } from 'typeorm'
import { digest } from '../../keys/digest'
import { dialectOf } from '../dialect'
import { isEmbedded } from '../embedded'

/**
 * What tells the database of a DataSource from others whose keys are in the same Redis: its name and schema, or the
 * whole path of its file. Not the server: processes may know it by different addresses. What is only in memory is
 * another database each time that it is opened.
 */
export function databaseIdentity(dataSource: DataSource): string {
  const { database, searchSchema, schema } = dataSource.driver as Driver
  const name = isEmbedded(dataSource) ? (fileOf(dataSource) ?? randomUUID()) : database
  return digest(JSON.stringify([dialectOf(dataSource), name, searchSchema ?? schema]))
}

function fileOf({ options, driver }: DataSource): string | undefined {
  // sql.js keeps what it has in memory in a file, if it is told to.
  const file = options.type === 'sqljs' ? options.location : (driver as Driver).database
  if (typeof file !== 'string' || file === '' || inMemory.test(file)) return undefined
  try {
    return realpathSync(file)
  } catch {
    // It isn't there yet, or its driver keeps it in a place of its own.
    return resolve(file)
  }
}

const inMemory = /:memory:|[?&]mode=memory/

interface Driver {
  readonly database?: string
  readonly searchSchema?: string
  readonly schema?: string
}
