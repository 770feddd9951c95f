import 'reflect-metadata'
import { DataSource, type DataSourceOptions } from 'typeorm'
import { Alkey } from '../../../src'
import { Product, shopEntities } from '../../support/entities/shop'

// A process that writes, and is killed from outside while the database has not answered yet.

export async function write(
  how: 'statement' | 'transaction',
  options: DataSourceOptions,
  redis: string,
  namespace: string,
  leaseMs: number,
): Promise<void> {
  const dataSource = await new DataSource({ ...options, entities: shopEntities }).initialize()
  const alkey = new Alkey({ redis, namespace, leaseMs, deadlineMs: 10_000 })
  alkey.attach(dataSource)
  // Connected, so that the write has a record.
  await alkey.keyGenerator(Product)
  if (how === 'statement') await dataSource.manager.update(Product, 1, { price: 100 })
  else await dataSource.transaction((manager) => manager.save(Product, { id: 1, price: 100 }))
}
