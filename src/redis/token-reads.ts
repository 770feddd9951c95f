import type { AlkeyError } from '../errors'
import type { TokenReading } from '../tokens/token-store'
import type { Answer } from './answer'
import { CHUNK, chunks } from './chunks'
import { KeyReads, type KeyValues } from './key-reads'
import { nonce } from './nonce'
import type { RedisConnection } from './redis-connection'
import { ensureTokens } from './scripts/ensure-tokens'
import { TurnBatch } from './turn-batch'

const WHAT = 'reading tokens'

/** Of 42 bits, beside which a token has the time. */
const TOKEN_NONCE = 7

/** Keys in one script, which is slower for each. */
const SCRIPT_CHUNK = 200

/** Tokens that one caller has not found. */
interface TokensRequest {
  readonly keys: readonly string[]
  readonly resolve: (made: Answer<ReadonlyMap<string, string>>) => void
  readonly reject: (cause: unknown) => void
}

/** What making tokens came to, by their keys. A key that holds something else is the business of those who asked for it. */
interface EnsuredTokens {
  readonly made: Map<string, string>
  readonly refused: Map<string, AlkeyError>
}

/** Reads tokens: one trip when all exist. A second trip makes missing tokens; only the callers that need them wait for it. */
export class TokenReads {
  readonly #connection: RedisConnection
  readonly #reads: KeyReads<TokenReading>
  readonly #prefix: string
  readonly #epochKey: string
  /** Of arrays that can't change: who makes the same key again passes the same one. */
  readonly #keys = new WeakMap<readonly string[], readonly string[]>()
  readonly #tokenTtlMs: number
  readonly #makes = new TurnBatch<TokensRequest>((requests) => this.#answer(requests))

  constructor(connection: RedisConnection, prefix: string, tokenTtlMs: number) {
    this.#connection = connection
    this.#prefix = prefix
    this.#reads = new KeyReads(connection, WHAT, CHUNK, (keys, answer) => this.#readingOf(keys, answer))
    this.#epochKey = `${prefix}epoch`
    this.#tokenTtlMs = tokenTtlMs
  }

  /** The same promise for all who pass the same frozen array before it is sent. */
  read(identifiers: readonly string[]): Promise<TokenReading> {
    return this.#reads.read(this.#keysOf(identifiers))
  }

  async #readingOf(keys: readonly string[], answer: Promise<Answer<KeyValues>>): Promise<TokenReading> {
    const found = await answer
    let values = found.value
    if (values.includes(null)) {
      const made = await this.#make(keys.filter((_, i) => values[i] === null))
      this.#connection.checkSame(WHAT, found.identity, made.identity)
      values = keys.map((key, i) => values[i] ?? made.value.get(key) ?? null)
    }
    // What is no token is the mark of a commit under way: nothing may be cached until it is gone.
    const tokens = values.slice(1).map((token) => (token?.startsWith('T') ? token : undefined))
    // Others may have it, too.
    return Object.freeze({ generation: `${found.identity}.${values[0]}`, tokens: Object.freeze(tokens) })
  }

  /** The epoch's, and those of tokens. */
  #keysOf(identifiers: readonly string[]): readonly string[] {
    let keys = this.#keys.get(identifiers)
    if (!keys) {
      keys = [this.#epochKey, ...identifiers.map((identifier) => this.#prefix + identifier)]
      if (Object.isFrozen(identifiers)) this.#keys.set(identifiers, keys)
    }
    return keys
  }

  #make(keys: readonly string[]): Promise<Answer<ReadonlyMap<string, string>>> {
    return new Promise((resolve, reject) => {
      this.#makes.add({ keys, resolve, reject })
    })
  }

  async #answer(requests: readonly TokensRequest[]): Promise<void> {
    try {
      const keys = [...new Set(requests.flatMap((request) => request.keys))]
      const { value, identity } = await this.#connection.run(WHAT, (client) => this.#ensure(client, keys))
      for (const { keys, resolve, reject } of requests) {
        const refused = keys.map((key) => value.refused.get(key)).find(Boolean)
        if (refused) reject(refused)
        else resolve({ value: value.made, identity })
      }
    } catch (cause) {
      for (const { reject } of requests) reject(cause)
    }
  }

  async #ensure(client: Parameters<typeof ensureTokens>[0], keys: readonly string[]): Promise<EnsuredTokens> {
    // The epoch never expires: that it is gone tells that Redis was emptied.
    const isEmptied = keys.includes(this.#epochKey)
    const groups = chunks(isEmptied ? keys.filter((key) => key !== this.#epochKey) : keys, SCRIPT_CHUNK)
    const calls = groups.map((group) => ({ group, ttlMs: this.#tokenTtlMs }))
    if (isEmptied) calls.unshift({ group: [this.#epochKey], ttlMs: 0 })
    const ensured: EnsuredTokens = { made: new Map(), refused: new Map() }
    await Promise.all(
      calls.map(async ({ group, ttlMs }) => {
        const values = (await ensureTokens(client, group, [nonce().slice(0, TOKEN_NONCE), ttlMs])) as (string | Error)[]
        for (const [i, key] of group.entries()) {
          const value = values[i] as string | Error
          if (typeof value === 'string') ensured.made.set(key, value)
          else
            ensured.refused.set(key, this.#connection.failed(WHAT, Object.assign(value, { command: { name: 'get' } })))
        }
      }),
    )
    return ensured
  }
}
