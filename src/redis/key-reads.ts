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

/** Requests for the same keys: who asks for the same again passes the same array. */
interface SameKeys {
  readonly requests: KeysRequest[]
  /** Where the group has these keys. */
  readonly positions: readonly number[]
}

/** Requests that are answered together, and the different keys of all of them. */
interface Group {
  readonly members: SameKeys[]
  readonly positions: Map<string, number>
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

  #answer(requests: readonly KeysRequest[]): Promise<unknown> {
    const [first, ...others] = requests
    if (first && others.length === 0) return this.#read(first.keys).then(first.resolve, first.reject)
    return Promise.all(this.#grouped(requests).map((group) => this.#answerGroup(group)))
  }

  /** Together they have no more different keys than belong in one MGET, unless one of them has more by itself. */
  #grouped(requests: readonly KeysRequest[]): Group[] {
    const asked = new Map<readonly string[], SameKeys>()
    let group: Group = { members: [], positions: new Map() }
    const groups = [group]
    for (const request of requests) {
      const { keys } = request
      const same = asked.get(keys)
      if (same) {
        same.requests.push(request)
        continue
      }
      if (group.positions.size > 0 && !this.#hasRoom(group, keys)) {
        group = { members: [], positions: new Map() }
        groups.push(group)
      }
      const { positions } = group
      const member = { requests: [request], positions: keys.map((key) => positionOf(key, positions)) }
      group.members.push(member)
      asked.set(keys, member)
    }
    return groups
  }

  #hasRoom({ positions }: Group, keys: readonly string[]): boolean {
    if (positions.size + keys.length <= this.#most) return true
    return positions.size + keys.filter((key) => !positions.has(key)).length <= this.#most
  }

  async #answerGroup({ members, positions }: Group): Promise<void> {
    try {
      const { value, identity } = await this.#read([...positions.keys()])
      for (const { requests, positions } of members) {
        const answer = { identity, value: positions.map((at) => value[at] ?? null) }
        for (const { resolve } of requests) resolve(answer)
      }
    } catch (cause) {
      for (const { requests } of members) for (const { reject } of requests) reject(cause)
    }
  }

  #read(keys: readonly string[]): Promise<Answer<KeyValues>> {
    return this.#connection.run(this.#what, (client) => this.#mget(client, keys))
  }

  #mget(client: Redis, keys: readonly string[]): Promise<KeyValues> {
    if (keys.length <= this.#most) return client.mget(keys as string[])
    const parts = chunks(keys, this.#most).map((chunk) => client.mget(chunk))
    return Promise.all(parts).then((values) => values.flat())
  }
}

function positionOf(key: string, positions: Map<string, number>): number {
  let at = positions.get(key)
  if (at === undefined) positions.set(key, (at = positions.size))
  return at
}
