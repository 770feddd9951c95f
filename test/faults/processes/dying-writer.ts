import 'reflect-metadata'
import { DataSource } from 'typeorm'
import { Alkey, RedisTokenStore } from '../../../src'
import { Product, shopEntities } from '../../support/entities/shop'

// A process that writes and is killed, by itself, at a chosen step.

/** The steps of a write, in order; not every way to write has them all. */
export const steps = [
  'record sent',
  'record acknowledged',
  'statement sent',
  'statement answered',
  'COMMIT sent',
  'bump due',
  'bump acknowledged',
] as const
export type Step = (typeof steps)[number]
export type Path = 'save' | 'transaction' | 'update'

let fatal: Step

async function reach(step: Step): Promise<void> {
  if (step !== fatal) return
  process.kill(process.pid, 'SIGKILL')
  // The signal may take a moment; nothing more may happen until then.
  await new Promise(() => undefined)
}

class DyingStore extends RedisTokenStore {
  override async record(...args: Parameters<RedisTokenStore['record']>): Promise<void> {
    const recorded = super.record(...args)
    await reach('record sent')
    await recorded
    await reach('record acknowledged')
  }

  override async settle(...args: Parameters<RedisTokenStore['settle']>): Promise<void> {
    await reach('bump due')
    await super.settle(...args)
    await reach('bump acknowledged')
  }
}

export async function write(
  path: Path,
  step: Step,
  databaseUrl: string,
  redisUrl: string,
  namespace: string,
  leaseMs: number,
): Promise<void> {
  const dataSource = new DataSource({ type: 'postgres', url: databaseUrl, entities: shopEntities })
  await dataSource.initialize()
  const alkey = new Alkey({ store: new DyingStore({ redis: redisUrl, namespace, deadlineMs: 10_000 }), leaseMs })
  alkey.attach(dataSource)
  // Connected, so that only the write itself is interrupted.
  await alkey.keyGenerator(Product)
  dataSource.subscribers.push({
    beforeQuery: async ({ query }) => {
      if (query.startsWith('UPDATE')) await reach('statement sent')
      if (query === 'COMMIT') await reach('COMMIT sent')
    },
    afterQuery: async ({ query }) => {
      if (query.startsWith('UPDATE')) await reach('statement answered')
    },
  })
  fatal = step
  const { manager } = dataSource
  if (path === 'save') await manager.save(Product, { id: 1, price: 100 })
  else if (path === 'update') await manager.update(Product, 1, { price: 100 })
  else {
    await dataSource.transaction(async (outer) => {
      await outer.transaction((inner) => inner.save(Product, { id: 1, price: 100 }))
      await outer.save(Product, { id: 1, name: 'green tea' })
    })
  }
}
