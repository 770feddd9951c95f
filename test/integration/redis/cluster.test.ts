import { Cluster } from 'ioredis'
import { Alkey, ref } from '../../../src'
import { expectWarnings } from '../../support/harness/warnings/expect-warnings'
import { unattached } from '../../support/harness/warnings/expected'
import type { Server } from '../../support/servers/server'
import { startRedis } from '../../support/servers/start-redis'
import { heard } from '../../support/watching/heard-events'

expectWarnings(unattached)

// A Redis Cluster is refused: a client of one at once, a node of one when it tells what it is.

const variants = [{}, { nearCache: { maxStalenessMs: 200 } }]

let server: Server

beforeAll(async () => {
  server = await startRedis({ args: ['--cluster-enabled', 'yes'] })
})

afterAll(() => server.stop())

test.each(variants)('a node of a Cluster is refused in one sentence, with %j', async (options) => {
  const alkey = new Alkey({ redis: server.url, deadlineMs: 10_000, ...options })
  const [errors, outages] = [heard(alkey, 'error'), heard(alkey, 'unavailable')]
  for (let i = 0; i < 20; i++) {
    await expect(alkey.token(ref('users', 1))).rejects.toMatchObject({ cause: { code: 'ALKEY_CLUSTER_UNSUPPORTED' } })
  }
  expect(outages).toHaveLength(1)
  expect(errors.map(({ error }) => [error.code, error.message])).toEqual([
    ['ALKEY_CLUSTER_UNSUPPORTED', expect.stringMatching(/^This server is a node of a Redis Cluster, .*\.$/)],
  ])
  await alkey.close({ deadlineMs: 100 })
})

test.each(variants)('a client of a Cluster is refused before it is asked for anything, with %j', (options) => {
  const cluster = new Cluster([server.url], { lazyConnect: true })
  let error: unknown
  try {
    new Alkey({ redis: cluster as never, ...options })
  } catch (caught) {
    error = caught
  }
  expect(error).toMatchObject({
    code: 'ALKEY_INVALID_OPTION',
    message: expect.stringContaining('An ioredis Cluster is not supported.') as string,
  })
  expect(cluster.status).toBe('wait')
})
