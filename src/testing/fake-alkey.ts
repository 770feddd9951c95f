import type { DataSource, EntityManager } from 'typeorm'
import { Alkey, type CloseReport } from '../alkey'
import { InvalidPartError } from '../errors'
import { type AlkeyEventName, type AlkeyEvents, type AlkeyListener, EventHub } from '../events'
import { contentsOf, dependenciesIn } from '../keys/part-contents'
import { encodeParts } from '../keys/encoding'
import type { Explanation } from '../keys/explanation'
import type { InvalidateFunction } from '../keys/invalidate-function'
import type { KeyGeneratorCalls, KeyGeneratorFunction } from '../keys/key-generator-function'
import type { KeyPart } from '../keys/key-part'
import { MemoryTokenStore } from '../tokens/memory-token-store'
import { soleIdentifier } from '../typeorm/entities/entity-resolver'
import { computedParts } from '../values/computed-parts'
import type { RememberFunction } from '../values/remember-function'
import { type RememberOptions, checkArguments, resolveRememberOptions } from '../values/remember-options'
import { isManagerLike } from './fake-managers'
import { FakeResolver } from './fake-resolver'

/** What a fake records: calls of these. A method with `cached` is recorded as `computed`, its name in the options. */
export type FakeMethod = 'remember' | 'computed' | 'keyGenerator' | 'explain' | 'token' | 'invalidate' | 'flush'

/** One call of a fake. What was not passed is absent. */
export interface FakeCall {
  readonly method: FakeMethod
  /** The parts, as they were passed. */
  readonly parts: readonly KeyPart[]
  /** The options of `remember` and `computed`, as they were passed. */
  readonly options?: RememberOptions
  /** The manager of `keyGenerator.within(manager)` and `invalidate(manager, …)`. */
  readonly manager?: EntityManager
}

/**
 * An `Alkey` for unit tests, without a database and without Redis: it always loads, and records the parts. It checks parts and options
 * as a real one does. Its keys never occur twice, so a cache of your own never finds a value.
 */
class Fake extends Alkey {
  readonly #resolver = new FakeResolver()
  readonly #events = new EventHub()
  readonly #calls: FakeCall[] = []
  #keys = 0
  #invalidations = 0

  constructor() {
    super({ store: new MemoryTokenStore(), values: { get: () => undefined, set: () => undefined }, logger: false })
  }

  /** All calls so far, in order. */
  get calls(): readonly FakeCall[] {
    return [...this.#calls]
  }

  /** The parts of each call of one method, in order: `[[ref(User, 1), 'profile']]`. */
  partsOf(method: FakeMethod): readonly (readonly KeyPart[])[] {
    return this.#calls.filter((call) => call.method === method).map(({ parts }) => parts)
  }

  /** Forgets the calls so far, for the next test. */
  clear(): void {
    this.#calls.length = 0
  }

  /** Calls the listeners of an event, as if it had happened. */
  emit<Name extends AlkeyEventName>(event: Name, details: AlkeyEvents[Name]): void {
    this.#events.emit(event, details)
  }

  override readonly remember: RememberFunction = async (
    parts: readonly KeyPart[],
    load: () => unknown,
    options?: RememberOptions,
  ): Promise<never> => {
    const given = checkArguments('remember()', parts, load)
    resolveRememberOptions('remember()', options ?? {})
    this.#record('remember', given, options && { options })
    return (await load()) as never
  }

  override readonly computed: RememberFunction = async (
    parts: readonly KeyPart[],
    load: () => unknown,
    options?: RememberOptions,
  ): Promise<never> => {
    const given = checkArguments('computed()', parts, load)
    computedParts(given, resolveRememberOptions('computed()', options ?? {}).name)
    this.#record('computed', given, options && { options })
    return (await load()) as never
  }

  override readonly keyGenerator: KeyGeneratorFunction = Object.assign(this.#keyGenerator(), {
    within: (manager: EntityManager) => this.#keyGenerator(manager),
    fresh: this.#keyGenerator(),
  })

  override readonly token = async (part: KeyPart): Promise<string> => {
    const identifier = this.identifier(part)
    this.#record('token', [part])
    return Promise.resolve(`fake:${identifier}:${this.#invalidations}`)
  }

  override readonly identifier = (part: KeyPart): string => soleIdentifier(dependenciesIn(part, this.#resolver), part)

  override readonly invalidate: InvalidateFunction = async (...args: readonly KeyPart[]): Promise<void> => {
    const [manager, ...others] = args
    const isWithin = isManagerLike(manager) && this.#resolver.ofInstance(manager) === undefined
    const parts = isWithin ? others : args
    if (parts.length === 0) throw new InvalidPartError('invalidate() needs a part to invalidate.')
    for (const part of parts) contentsOf(part, this.#resolver)
    this.#record('invalidate', parts, isWithin && { manager })
    this.#invalidations++
    return Promise.resolve()
  }

  override async flush(): Promise<void> {
    this.#record('flush', [])
    this.#invalidations++
    return Promise.resolve()
  }

  /** Does nothing, so that a mock can stand for the DataSource. */
  override attach: (dataSource: DataSource) => () => void = () => () => undefined

  override get eventCounts(): Readonly<Record<AlkeyEventName, number>> {
    return this.#events.counts
  }

  override on<Name extends AlkeyEventName>(event: Name, listener: AlkeyListener<Name>): () => void {
    return this.#events.on(event, listener)
  }

  /** Does nothing: a fake can be used after it. */
  override close(): Promise<CloseReport> {
    return Promise.resolve({ undelivered: [] })
  }

  #keyGenerator(manager?: EntityManager): KeyGeneratorCalls {
    const within = manager && { manager }
    const explain = async (...parts: readonly KeyPart[]): Promise<Explanation> => {
      const explained = this.#record('explain', parts, within).map((part) =>
        'dependency' in part
          ? { kind: part.dependency.kind, identifier: part.dependency.identifier }
          : 'tag' in part
            ? { kind: 'tag' as const }
            : { kind: 'literal' as const, literal: part.literal },
      )
      return Promise.resolve({ key: this.#newKey(), cacheable: true, parts: explained })
    }
    const generate = async (...parts: readonly KeyPart[]): Promise<string> => {
      this.#record('keyGenerator', parts, within)
      return Promise.resolve(this.#newKey())
    }
    return Object.assign(generate, { explain })
  }

  #newKey(): string {
    return `alkey:fake:${++this.#keys}`
  }

  /** @throws what a real one throws for parts that can't be used */
  #record(method: FakeMethod, parts: readonly KeyPart[], more?: Partial<FakeCall> | false) {
    const encoded = encodeParts(parts, this.#resolver)
    this.#calls.push({ method, parts: [...parts], ...(more || {}) })
    return encoded.parts
  }
}

/** What `fakeAlkey()` returns: an `Alkey`, and what it has recorded. */
export type FakeAlkey = Fake

/**
 * An `Alkey` for unit tests, without a database and without Redis, to be injected wherever an `Alkey` is: it always loads, and records the
 * parts. It checks parts and options as a real one does.
 *
 * @example
 * const alkey = fakeAlkey()
 * await new Users(alkey, repository).profile(1)
 * assert.deepEqual(alkey.partsOf('remember'), [[ref(User, 1), 'profile']])
 */
export function fakeAlkey(): FakeAlkey {
  return new Fake()
}
