import 'reflect-metadata'
import { DataSource, type QueryRunner } from 'typeorm'
import { Alkey } from '../../../src'
import { Attachment } from '../../../src/typeorm/attachment'
import { Product, shopEntities } from '../../support/entities/shop'

// A process that writes, and keeps the scopes that it is told.

let dataSource: DataSource
let alkey: Alkey
let queryRunner: QueryRunner

export async function open(
  scopes: readonly string[],
  databaseUrl: string,
  redis: string,
  namespace: string,
  leaseMs: number,
): Promise<void> {
  Object.defineProperty(Attachment.prototype, 'keptScopes', { get: () => scopes })
  dataSource = await new DataSource({ type: 'postgres', url: databaseUrl, entities: shopEntities }).initialize()
  alkey = new Alkey({ redis, namespace, leaseMs, deadlineMs: 10_000 })
  alkey.attach(dataSource)
  // Connected.
  await alkey.keyGenerator(Product)
}

export async function write(price: number): Promise<void> {
  await dataSource.manager.update(Product, 1, { price })
}

/** Begins a transaction, and has its change recorded. */
export async function begin(price: number): Promise<void> {
  queryRunner = dataSource.createQueryRunner()
  await queryRunner.startTransaction()
  await queryRunner.manager.update(Product, 1, { price })
}

export async function commit(): Promise<void> {
  await queryRunner.commitTransaction()
  await queryRunner.release()
}

export async function close(): Promise<void> {
  await dataSource.destroy()
  await alkey.close()
}
