import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Alkey } from '../../src'
import { type PostgresDatabase, createPostgresDatabase } from '../support/databases/postgres'
import { expectWarnings } from '../support/harness/warnings/expect-warnings'
import { scopesUnused, unattached } from '../support/harness/warnings/expected'
import { sharedRedis, uniqueNamespace } from '../support/redis/redis'
import { makeProject } from './support/consumer-project'
import { usePackage } from './support/packed'
import { installed } from './support/repository'

expectWarnings(unattached, scopesUnused)

// A process from the package writes beside one of another build, as during a deploy.

const packed = usePackage()
let database: PostgresDatabase

beforeEach(async () => {
  database = await createPostgresDatabase()
})

afterEach(() => database.drop())

const PROGRAM = `
const { createInterface } = require('node:readline')
const { DataSource, EntitySchema } = require('typeorm')
const { Alkey } = require('typeorm-alkey')
const columns = { id: { type: Number, primary: true }, tenantId: { type: Number } }
const order = new EntitySchema({ name: 'Order', tableName: 'orders', columns })
const { DATABASE_URL: url, REDIS_URL: redis, NAMESPACE: namespace } = process.env
const dataSource = new DataSource({ type: 'postgres', url, entities: [order], synchronize: true })
const alkey = new Alkey({ redis, namespace, deadlineMs: 10_000 })
const lines = {
  open: async () => alkey.attach(await dataSource.initialize()),
  insert: () => dataSource.getRepository('Order').insert({ id: 1, tenantId: 7 }),
  update: () => dataSource.getRepository('Order').update(1, { tenantId: 8 }),
  close: async () => {
    await dataSource.destroy()
    await alkey.close()
  },
}
const input = createInterface({ input: process.stdin })
input.on('line', async (line) => {
  await lines[line]()
  console.log(line)
  if (line === 'close') input.close()
})
`

test('a build without the scope has keys of another one changed before its writes return', async () => {
  const namespace = uniqueNamespace()
  const reader = new Alkey(sharedRedis(namespace))
  const key = (): Promise<string> => reader.keyGenerator('alkey:orders#?tenantId=7')
  const project = makeProject(packed(), 'beside', 'typeorm')
  for (const name of ['lru-cache', 'ms']) symlinkSync(installed(name), join(project, 'node_modules', name))
  writeFileSync(join(project, 'program.cjs'), PROGRAM)
  const environment = { DATABASE_URL: database.url, REDIS_URL: sharedRedis().redis, NAMESPACE: namespace }
  const child = spawn(process.execPath, ['program.cjs'], {
    cwd: project,
    env: { ...process.env, ...environment },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const answers = createInterface({ input: child.stdout })
  const run = async (line: string): Promise<void> => {
    const answered = Promise.race([once(answers, 'line'), once(child, 'exit')])
    child.stdin.write(`${line}\n`)
    expect(await answered).toEqual([line])
  }
  await run('open')
  const keys = [await key()]
  for (const line of ['insert', 'update', 'close']) {
    if (line === 'close') expect(reader.eventCounts.scopesUnused).toBe(1)
    await run(line)
    keys.push(await key())
  }
  expect(new Set(keys).size).toBe(4)
  await once(child, 'exit')
  await reader.close()
}, 60_000)
