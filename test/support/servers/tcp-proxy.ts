import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

const DEFAULT_PORTS: Partial<Record<string, number>> = {
  'redis:': 6379,
  'postgres:': 5432,
  'postgresql:': 5432,
  'mysql:': 3306,
}

interface Link {
  readonly client: Socket
  readonly upstream: Socket
  lostReplies: boolean
  /** Whether the client has subscribed to a channel of Redis. */
  isSubscriber: boolean
}

/** Stands between clients and their server on a free port of its own, and misbehaves on demand. */
export async function startTcpProxy(targetUrl: string): Promise<TcpProxy> {
  const proxy = new TcpProxy(targetUrl)
  await proxy.restore()
  return proxy
}

export class TcpProxy {
  /** What clients sent and the server was given. */
  readonly forwarded = { bytes: 0, chunks: 0 }
  /** Bytes of the replies that `dropReplies` kept from clients. */
  swallowed = 0
  readonly #targetUrl: string
  readonly #links = new Set<Link>()
  readonly #listener = createServer((client) => {
    this.#connect(client)
  })
  #mode: 'forward' | 'pause' | 'drop-replies' = 'forward'
  /** Whose answers wait: those of subscribers to a channel, or of all others. */
  #waiting: 'subscribers' | 'others' | undefined
  #delayMs = 0
  #port = 0

  constructor(targetUrl: string) {
    this.#targetUrl = targetUrl
  }

  get port(): number {
    return this.#port
  }

  /** The URL of the target, but by way of the proxy. */
  get url(): string {
    const url = new URL(this.#targetUrl)
    url.hostname = '127.0.0.1'
    url.port = String(this.#port)
    return url.href
  }

  get connections(): number {
    return this.#links.size
  }

  /** Forwards nothing in either direction, but keeps connections open and accepts new ones. */
  pause(): void {
    this.#mode = 'pause'
    for (const link of this.#links) holdBack(link)
  }

  /** Forwards requests and swallows the answers. */
  dropReplies(): void {
    this.#mode = 'drop-replies'
    for (const link of this.#links) letGo(link)
  }

  /** Forwards requests, and keeps the answers until `resume`: those of connections that subscribe to a channel, or of others. */
  holdReplies(of: 'subscribers' | 'others'): void {
    this.#waiting = of
    for (const link of this.#links) this.#holdReplies(link)
  }

  /** Gives answers late. */
  slowDown(delayMs: number): void {
    this.#delayMs = delayMs
  }

  /**
   * Ends `pause`, `dropReplies`, `holdReplies` and `slowDown`. Connections that lost replies are destroyed: on one that goes on, a client would take
   * a later reply for the lost one.
   */
  resume(): void {
    this.#mode = 'forward'
    this.#waiting = undefined
    this.#delayMs = 0
    for (const link of this.#links) {
      if (link.lostReplies) destroy(link)
      else letGo(link)
    }
  }

  /** Destroys all connections and refuses new ones. */
  async cut(): Promise<void> {
    for (const link of this.#links) destroy(link)
    if (!this.#listener.listening) return
    this.#listener.close()
    await once(this.#listener, 'close')
  }

  /** Ends `cut`: accepts connections on the same port as before, and forwards. */
  async restore(): Promise<void> {
    this.resume()
    if (this.#listener.listening) return
    this.#listener.listen(this.#port, '127.0.0.1')
    await once(this.#listener, 'listening')
    this.#port = (this.#listener.address() as AddressInfo).port
  }

  close(): Promise<void> {
    return this.cut()
  }

  #connect(client: Socket): void {
    const { protocol, hostname, port } = new URL(this.#targetUrl)
    const upstream = connect(Number(port) || (DEFAULT_PORTS[protocol] ?? 0), hostname)
    const link: Link = { client, upstream, lostReplies: false, isSubscriber: false }
    this.#links.add(link)

    client.on('data', (chunk) => {
      this.forwarded.bytes += chunk.length
      this.forwarded.chunks++
      link.isSubscriber ||= chunk.includes('subscribe')
      this.#holdReplies(link)
      this.#pass(chunk, client, upstream)
    })
    upstream.on('data', (chunk) => {
      if (this.#mode === 'drop-replies') {
        link.lostReplies = true
        this.swallowed += chunk.length
      } else if (this.#delayMs > 0) {
        setTimeout(() => {
          this.#pass(chunk, upstream, client)
        }, this.#delayMs).unref()
      } else this.#pass(chunk, upstream, client)
    })
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      from.setNoDelay(true)
      from.on('end', () => to.end())
      from.on('error', () => to.destroy())
      from.on('close', () => {
        if (client.destroyed && upstream.destroyed) this.#links.delete(link)
      })
    }
    if (this.#mode === 'pause') holdBack(link)
  }

  #holdReplies({ upstream, isSubscriber }: Link): void {
    if (this.#waiting === (isSubscriber ? 'subscribers' : 'others')) upstream.pause()
  }

  #pass(chunk: Buffer, from: Socket, to: Socket): void {
    if (to.destroyed || to.write(chunk)) return
    from.pause()
    to.once('drain', () => {
      if (this.#mode !== 'pause') from.resume()
    })
  }
}

function holdBack({ client, upstream }: Link): void {
  client.pause()
  upstream.pause()
}

function letGo({ client, upstream }: Link): void {
  client.resume()
  upstream.resume()
}

function destroy({ client, upstream }: Link): void {
  client.destroy()
  upstream.destroy()
}
