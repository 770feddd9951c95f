import 'reflect-metadata'
import { setTimeout as pause } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { DataSource } from 'typeorm'
import { Alkey, ref } from '../../../../src'
import { Product, shopEntities } from '../../entities/shop'

// Run as a program, with the URL of a Redis: it opens and closes in every way, or forgets to, and then it must end.
const [url = ''] = process.argv.slice(2)

const scenarios: Record<string, () => Promise<void>> = {
  'used by URL': async () => {
    const alkey = new Alkey({ redis: url })
    await alkey.keyGenerator(ref('users', 1))
    await alkey.invalidate(ref('users', 1)).catch(() => undefined)
    await alkey.close({ deadlineMs: 200 })
  },
  'used by a given client': async () => {
    const client = new Redis(url)
    client.on('error', () => undefined)
    const alkey = new Alkey({ redis: client })
    await alkey.keyGenerator(ref('users', 1))
    await alkey.close()
    client.disconnect()
  },
  'used with tokens in the process': async () => {
    const alkey = new Alkey({ redis: url, nearCache: { maxStalenessMs: 500 } })
    for (let i = 0; i < 3; i++) await alkey.keyGenerator(ref('users', 1))
    await alkey.close()
  },
  'never closed, with tokens in the process': async () => {
    const alkey = new Alkey({ redis: url, nearCache: { maxStalenessMs: 500 } })
    for (let i = 0; i < 3; i++) await alkey.keyGenerator(ref('users', 1))
    // The other connection has been made by now.
    await pause(100)
    await alkey.keyGenerator(ref('users', 1))
  },
  'never used': async () => {
    await new Alkey({ redis: url }).close()
  },
  'closed while it connects': async () => {
    const alkey = new Alkey({ redis: url })
    const key = alkey.keyGenerator(ref('users', 1))
    await alkey.close()
    await key
  },
  'closed in the middle of commands': async () => {
    const alkey = new Alkey({ redis: url, deadlineMs: 60_000 })
    await alkey.keyGenerator(ref('users', 1))
    const keys = Array.from({ length: 100 }, (_, id) => alkey.keyGenerator(ref('users', id)))
    await alkey.close()
    await Promise.all(keys)
  },
  'closed twice, with something owed': async () => {
    const alkey = new Alkey({ redis: url })
    await alkey.invalidate(ref('users', 1)).catch(() => undefined)
    await alkey.close({ deadlineMs: 200 })
    await alkey.close()
  },
  'closed before its DataSource is destroyed': async () => {
    const [alkey, dataSource] = await attached()
    await alkey.close({ deadlineMs: 200 })
    await dataSource.manager.save(Product, { name: 'tea' })
    await dataSource.destroy()
  },
  'closed, and its DataSource never destroyed': async () => {
    const [alkey, dataSource] = await attached()
    await alkey.close({ deadlineMs: 200 })
    // A connection that keeps nothing alive must not end this before it is done.
    await dataSource.manager.save(Product, { name: 'tea' })
  },
  'never closed': async () => {
    const alkey = new Alkey({ redis: url })
    await alkey.keyGenerator(ref('users', 1))
    // On a connection that has been idle.
    await pause(100)
    await alkey.remember(['greeting'], () => 'hello', { lock: true })
    await alkey.invalidate(ref('users', 1)).catch(() => undefined)
  },
  'never closed, with a client that was given': async () => {
    const client = new Redis(url)
    client.on('error', () => undefined)
    await new Alkey({ redis: client }).keyGenerator(ref('users', 1))
    client.disconnect()
  },
  'never closed, with a DataSource': async () => {
    const [, dataSource] = await attached()
    await dataSource.manager.save(Product, { name: 'tea' })
  },
  'never closed, with commands that nobody waits for': async () => {
    const alkey = new Alkey({ redis: url })
    await alkey.keyGenerator(ref('users', 1))
    const answered = (): unknown => process.stdout.write('answered\n')
    alkey.invalidate(ref('users', 1)).then(answered, answered)
  },
}

/** SQLite keeps no process alive. */
async function attached(): Promise<[Alkey, DataSource]> {
  const options = { type: 'sqljs', synchronize: true, entities: shopEntities } as const
  const dataSource = await new DataSource(options).initialize()
  const alkey = new Alkey({ redis: url })
  alkey.attach(dataSource)
  await dataSource.manager.save(Product, { name: 'tea' })
  return [alkey, dataSource]
}

async function runAll(): Promise<void> {
  for (const [name, run] of Object.entries(scenarios)) {
    await run()
    process.stdout.write(`${name}\n`)
  }
}

void runAll()
