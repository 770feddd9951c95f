import type { Redis } from 'ioredis'
import type { Answer } from './answer'
import { chunks } from './chunks'
import type { RedisConnection } from './redis-connection'
import { TurnBatch } from './turn-batch'

/** What is under each key, in their order. */
export type KeyValues = readonly (string | null)[]

/** What one caller asks for. */
interface KeysRequest {
  readonly keys: readonly string[]
  readonly resolve: (answer: Answer<KeyValues>) => void
  readonly reject: (cause: unknown) => void
}

/** Requests that are answered together, and the different keys of all of them. */
interface Group {
  readonly requests: readonly KeysRequest[]
  readonly keys: readonly string[]
}

/** Reads keys for all who ask in one turn of the event loop, each key once, by as few MGETs as can be. */
export class KeyReads {
  readonly #connection: RedisConnection
  readonly #what: string
  readonly #most: number
  readonly #batch = new TurnBatch<KeysRequest>((requests) => this.#answer(requests))

  /**
   * @param what what messages call it, like `reading tokens`
   * @param most how many keys one MGET may have: Redis serves no other client meanwhile
   */
  constructor(connection: RedisConnection, what: string, most: number) {
    this.#connection = connection
    this.#what = what
    this.#most = most
  }

  read(keys: readonly string[]): Promise<Answer<KeyValues>> {
    return new Promise((resolve, reject) => {
      this.#batch.add({ keys, resolve, reject })
    })
  }

  async #answer(requests: readonly KeysRequest[]): Promise<void> {
    const [first, ...others] = requests
    if (first && others.length === 0) await this.#answerGroup({ requests, keys: first.keys })
    else await Promise.all(this.#grouped(requests).map((group) => this.#answerGroup(group)))
  }

  /** Together they have no more different keys than belong in one MGET, unless one of them has more by itself. */
  #grouped(requests: readonly KeysRequest[]): Group[] {
    const groups: Group[] = []
    let members: KeysRequest[] = []
    let keys = new Set<string>()
    for (const request of requests) {
      if (keys.size > 0 && keys.size + request.keys.length > this.#most) {
        const more = request.keys.filter((key) => !keys.has(key)).length
        if (keys.size + more > this.#most) {
          groups.push({ requests: members, keys: [...keys] })
          members = []
          keys = new Set()
        }
      }
      members.push(request)
      for (const key of request.keys) keys.add(key)
    }
    return [...groups, { requests: members, keys: [...keys] }]
  }

  async #answerGroup({ requests, keys }: Group): Promise<void> {
    try {
      const { value, identity } = await this.#connection.run(this.#what, (client) => this.#mget(client, keys))
      if (requests.length === 1) {
        requests[0]?.resolve({ value, identity })
        return
      }
      const values = new Map(keys.map((key, i) => [key, value[i] ?? null]))
      for (const request of requests) {
        request.resolve({ identity, value: request.keys.map((key) => values.get(key) ?? null) })
      }
    } catch (cause) {
      for (const { reject } of requests) reject(cause)
    }
  }

  async #mget(client: Redis, keys: readonly string[]): Promise<KeyValues> {
    if (keys.length <= this.#most) return client.mget(keys as string[])
    return (await Promise.all(chunks(keys, this.#most).map((chunk) => client.mget(chunk)))).flat()
  }
}
