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

/** A request, and where its group has its keys. */
interface Member {
  readonly request: KeysRequest
  readonly positions: readonly number[]
}

/** Requests that are answered together, and the different keys of all of them. */
interface Group {
  readonly members: Member[]
  readonly positions: Map<string, number>
}

/** Reads keys for all who ask in one turn of the event loop, each key once, by as few MGETs as can be. */
export class KeyReads<Value> {
  readonly #connection: RedisConnection
  readonly #what: string
  readonly #most: number
  readonly #make: (keys: readonly string[], answer: Promise<Answer<KeyValues>>) => Promise<Value>
  readonly #batch = new TurnBatch<KeysRequest>((requests) => this.#answer(requests))
  /** What is made of the answers to what is gathered, by the array of the keys. */
  readonly #gathered = new Map<readonly string[], Promise<Value>>()

  /**
   * @param what what messages call it, like `reading tokens`
   * @param most how many keys one MGET may have: Redis serves no other client meanwhile
   * @param make what is made of an answer, once for all who have the same
   */
  constructor(
    connection: RedisConnection,
    what: string,
    most: number,
    make: (keys: readonly string[], answer: Promise<Answer<KeyValues>>) => Promise<Value>,
  ) {
    this.#connection = connection
    this.#what = what
    this.#most = most
    this.#make = make
  }

  /** The same promise for all who pass the same array before it is sent. */
  read(keys: readonly string[]): Promise<Value> {
    let made = this.#gathered.get(keys)
    if (!made) {
      const answer = new Promise<Answer<KeyValues>>((resolve, reject) => {
        this.#batch.add({ keys, resolve, reject })
      })
      this.#gathered.set(keys, (made = this.#make(keys, answer)))
    }
    return made
  }

  #answer(requests: readonly KeysRequest[]): Promise<unknown> {
    this.#gathered.clear()
    const [first, ...others] = requests
    if (first && others.length === 0) return this.#read(first.keys).then(first.resolve, first.reject)
    return Promise.all(this.#grouped(requests).map((group) => this.#answerGroup(group)))
  }

  /** Together they have no more different keys than belong in one MGET, unless one of them has more by itself. */
  #grouped(requests: readonly KeysRequest[]): Group[] {
    let group: Group = { members: [], positions: new Map() }
    const groups = [group]
    for (const request of requests) {
      const { keys } = request
      if (group.positions.size > 0 && !this.#hasRoom(group, keys)) {
        group = { members: [], positions: new Map() }
        groups.push(group)
      }
      const { positions } = group
      group.members.push({ request, positions: keys.map((key) => positionOf(key, positions)) })
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
      for (const { request, positions } of members) {
        request.resolve({ identity, value: positions.map((at) => value[at] ?? null) })
      }
    } catch (cause) {
      for (const { request } of members) request.reject(cause)
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
