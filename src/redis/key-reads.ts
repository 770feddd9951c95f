import { RefusedError } from '../errors'
import type { Answer } from './answer'
import { CHUNK, chunks } from './chunks'
import type { RedisConnection } from './redis-connection'
import { TurnBatch } from './turn-batch'

/** What is under each key, in their order. */
export type KeyValues = readonly (string | null)[]

/** What one caller asks for. */
interface KeysRequest {
  readonly what: string
  readonly keys: readonly string[]
  readonly resolve: (answer: Answer<KeyValues>) => void
  readonly reject: (cause: unknown) => void
}

/** Reads keys for all who ask in one turn of the event loop, each key once, by one MGET and with one deadline. */
export class KeyReads {
  readonly #connection: RedisConnection
  readonly #batch = new TurnBatch<KeysRequest>((requests) => this.#answer(requests))

  constructor(connection: RedisConnection) {
    this.#connection = connection
  }

  /** @param what what messages call it, like `reading tokens` */
  read(what: string, keys: readonly string[]): Promise<Answer<KeyValues>> {
    return new Promise((resolve, reject) => {
      this.#batch.add({ what, keys, resolve, reject })
    })
  }

  async #answer(requests: readonly KeysRequest[]): Promise<void> {
    try {
      if (requests.length === 1) await this.#answerOne(requests[0] as KeysRequest)
      else await this.#answerAll(requests)
    } catch (cause) {
      // The server may refuse the keys of one: the others have asked for theirs.
      if (requests.length > 1 && cause instanceof RefusedError)
        await Promise.all(requests.map((one) => this.#answer([one])))
      else for (const { reject } of requests) reject(cause)
    }
  }

  async #answerOne({ what, keys, resolve }: KeysRequest): Promise<void> {
    resolve(await this.#read(what, keys))
  }

  async #answerAll(requests: readonly KeysRequest[]): Promise<void> {
    const places = new Map<string, number>()
    for (const { keys } of requests) for (const key of keys) if (!places.has(key)) places.set(key, places.size)
    const whats = new Set(requests.map(({ what }) => what))
    const { value, identity } = await this.#read([...whats].join(' and '), [...places.keys()])
    for (const { keys, resolve } of requests) {
      resolve({ identity, value: keys.map((key) => value[places.get(key) as number] ?? null) })
    }
  }

  #read(what: string, keys: readonly string[]): Promise<Answer<KeyValues>> {
    return this.#connection.run(what, (client) => {
      if (keys.length <= CHUNK) return client.mget(keys as string[])
      return Promise.all(chunks(keys, CHUNK).map((chunk) => client.mget(chunk))).then((values) => values.flat())
    })
  }
}
