import { once } from 'node:events'
import { type AddressInfo, type Server as NetServer, type Socket, connect, createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { Alkey, UnavailableError, ref } from '../../../src'
import { retryDelayMs } from '../../../src/redis/next-attempt'
import { expectWarnings } from '../../support/harness/warnings/expect-warnings'
import { outages, unattached, undelivered } from '../../support/harness/warnings/expected'
import { uniqueNamespace } from '../../support/redis/redis'
import { freePort } from '../../support/servers/free-port'
import { sharedUrl } from '../../support/servers/shared-url'
import { eventually } from '../../support/waiting/eventually'
import { heard } from '../../support/watching/heard-events'

expectWarnings(outages, unattached, undelivered)

// How soon a process is back after an outage, and what it says when it never got through.

/** Stands before the shared Redis: closed, it ends each connection at once, and remembers when it came. */
class Door {
  readonly knocks: number[] = []
  isOpen = false
  readonly #sockets = new Set<Socket>()
  readonly #listener: NetServer = createServer((client) => {
    this.knocks.push(performance.now())
    if (!this.isOpen) {
      client.destroy()
      return
    }
    const server = connect(Number(new URL(sharedUrl('REDIS_URL')).port), '127.0.0.1')
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      this.#sockets.add(from)
      from.pipe(to)
      from.on('error', () => to.destroy())
      from.on('close', () => to.destroy())
    }
  })

  async url(): Promise<string> {
    this.#listener.listen(0, '127.0.0.1')
    await once(this.#listener, 'listening')
    return `redis://127.0.0.1:${(this.#listener.address() as AddressInfo).port}`
  }

  shut(): void {
    this.isOpen = false
    for (const socket of this.#sockets) socket.destroy()
    this.#sockets.clear()
  }

  close(): void {
    this.shut()
    this.#listener.close()
  }
}

const user = ref('users', 1)

test('the pause between attempts never grows beyond 250 ms, and is not the same for all processes', () => {
  const pauses = Array.from({ length: 500 }, (_, attempt) => retryDelayMs(attempt))
  expect(Math.max(...pauses)).toBeLessThanOrEqual(250)
  expect(Math.min(...pauses.slice(10))).toBeGreaterThan(150)
  expect(new Set(pauses.slice(10)).size).toBeGreaterThan(100)
})

describe('a process that can not reach Redis', () => {
  let door: Door
  let alkey: Alkey

  beforeEach(async () => {
    door = new Door()
    alkey = new Alkey({ redis: await door.url(), namespace: uniqueNamespace(), deadlineMs: 10_000 })
  })

  afterEach(async () => {
    await alkey.close({ deadlineMs: 50 })
    door.close()
  })

  test('goes on trying at short intervals, however long that takes', async () => {
    await alkey.keyGenerator(user)
    await pause(4_000)
    const gaps = door.knocks.slice(1).map((knock, i) => knock - (door.knocks[i] as number))
    // The pauses of an attempt that backs off further have passed 1 s by then.
    expect(gaps.length).toBeGreaterThan(8)
    expect(Math.max(...gaps)).toBeLessThan(1_000)
  })

  test('tries at once when it writes, so that its bump is made before anybody asks', async () => {
    // An attempt under way, or a slow machine, may be in the way: once is enough.
    for (let round = 0, isDelivered = false; !isDelivered; round++) {
      expect(round).toBeLessThan(20)
      door.shut()
      await eventually(async () => !alkey.isCacheable(await alkey.keyGenerator(user)))
      const { length } = door.knocks
      await eventually(() => door.knocks.length > length + 3)
      await pause(60)
      door.isOpen = true
      isDelivered = await alkey.invalidate(user).then(
        () => true,
        () => false,
      )
      await eventually(async () => alkey.isCacheable(await alkey.keyGenerator(user)))
    }
  })

  test('makes no storm of attempts of many writes', async () => {
    await alkey.keyGenerator(user)
    const [{ length }, begin] = [door.knocks, performance.now()]
    for (let i = 0; i < 2_000; i++) await alkey.invalidate(user).catch(() => undefined)
    await pause(1_000)
    const most = (performance.now() - begin) / 50 + 10
    expect(door.knocks.length - length).toBeLessThan(most)
  })
})

describe('at the first contact', () => {
  test.each([
    ['a wrong port', async () => `redis://127.0.0.1:${await freePort()}`, /ECONNREFUSED.*the host and the port/],
    [
      'a wrong host',
      () => Promise.resolve('redis://no-such-host.invalid'),
      /(ENOTFOUND|EAI_AGAIN).*the name of the host/,
    ],
  ])('%s is told, once', async (_, url, told) => {
    const alkey = new Alkey({ redis: await url(), deadlineMs: 10_000 })
    const outages = heard(alkey, 'unavailable')
    for (let i = 0; i < 200; i++) await alkey.keyGenerator(user)
    expect(outages).toEqual([{ cause: expect.any(UnavailableError) as unknown }])
    expect((outages[0]?.cause as Error).message).toMatch(told)
    await alkey.close({ deadlineMs: 50 })
  })

  test('an outage without a listener is logged, once', async () => {
    const [port, messages] = [await freePort(), [] as string[]]
    const logger = { warn: (message: string) => messages.push(message) }
    const alkey = new Alkey({ redis: `redis://ann:secret@127.0.0.1:${port}`, logger })
    for (let i = 0; i < 200; i++) await alkey.keyGenerator('text')
    expect(messages).toEqual([
      expect.stringMatching(
        `^typeorm-alkey: Redis at 127.0.0.1:${port} failed while connecting: .*ECONNREFUSED.*Until it is available again`,
      ),
    ])
    expect(messages.join()).not.toContain('secret')
    await alkey.close({ deadlineMs: 50 })
  })

  test('is logged by the console unless it is told otherwise, and by nothing in silence', async () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined)
    const redis = `redis://127.0.0.1:${await freePort()}`
    for (const alkey of [new Alkey({ redis, logger: false }), new Alkey({ redis })]) {
      await alkey.keyGenerator('text')
      await alkey.close({ deadlineMs: 50 })
    }
    expect(warn.mock.calls).toEqual([[expect.stringContaining('ECONNREFUSED')]])
    warn.mockRestore()
  })
})
