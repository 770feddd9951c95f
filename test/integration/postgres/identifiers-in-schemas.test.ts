import type { DataSource } from 'typeorm'
import { type Alkey, type KeyPart, ref } from '../../../src'
import { useAttached } from '../../support/attached/attached'
import { type PostgresDatabase, createPostgresDatabase } from '../../support/databases/postgres'
import { Invoice, Note, Receipt, entitiesInSchemas } from '../../support/entities/keyed-entities'
import { queryPostgres } from '../../support/servers/postgres-query'
import { changedBy } from '../../support/watching/key-watch'

let dataSource: DataSource
let alkey: Alkey

async function databaseWithSchema(): Promise<PostgresDatabase> {
  const database = await createPostgresDatabase()
  await queryPostgres(database.url, 'CREATE SCHEMA sales')
  return database
}

useAttached(entitiesInSchemas, (attached) => ({ dataSource, alkey } = attached), { database: databaseWithSchema })

const invoice = Object.assign(new Invoice(), { id: 1 })

const spellings: Record<string, KeyPart[]> = {
  'alkey:sales.invoices#1': [ref(Invoice, 1), ref('sales.invoices', 1), invoice, 'alkey:sales.invoices#1'],
  'alkey:sales.invoices#*': [Invoice, 'alkey:sales.invoices#*'],
  'alkey:notes#1': [ref(Note, 1), ref('notes', 1), 'alkey:notes#1'],
  'alkey:sales.receipts#1': [ref(Receipt, 1), ref('sales.receipts', 1), 'alkey:sales.receipts#1'],
}

test.each(Object.entries(spellings))('%s is that of every way to say it', async (identifier, parts) => {
  expect(parts.map((part) => alkey.identifier(part))).toEqual(parts.map(() => identifier))
  const keys = await Promise.all(parts.map((part) => alkey.keyGenerator(part)))
  expect(new Set(keys).size).toBe(1)
})

describe('a row that is written', () => {
  const writes: Record<string, { watch: Record<string, KeyPart>; write: () => Promise<unknown>; changes: string[] }> = {
    'in another schema': {
      watch: { table: Invoice, 'anything in public': 'alkey:notes#*' },
      write: () => dataSource.manager.save(new Invoice()),
      changes: ['table'],
    },
    'in a schema that is part of its name': {
      watch: { 'the row that could be met': ref(Receipt, 2), table: Receipt },
      write: () => dataSource.manager.upsert(Receipt, { id: 1, number: 7 }, ['number']),
      changes: ['table', 'the row that could be met'],
    },
  }

  test.each(Object.entries(writes))('changes what stands for it: %s', async (_, { watch, write, changes }) => {
    expect(await changedBy(alkey, watch, write)).toEqual(changes)
  })
})
