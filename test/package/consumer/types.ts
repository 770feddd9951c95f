// What the compiler must infer, and what it must refuse, for somebody who has installed the package.
import {
  type DataSource,
  type EntityManager,
  EntitySchema,
  type EntitySubscriberInterface,
  type EntityTarget,
  type ObjectLiteral,
  type Repository,
} from 'typeorm'
import {
  Alkey,
  type AlkeyError,
  type AlkeyErrorCode,
  type CloseReport,
  type ExplainedPart,
  GLOBAL,
  MemoryTokenStore,
  RedisTokenStore,
  type Ref,
  type RefTarget,
  type ScopePart,
  type TokenReading,
  type TokenStore,
  type UncacheableReason,
  literal,
  ref,
  scope,
} from 'typeorm-alkey'
import { type TokenStoreContractCase, tokenStoreContract } from 'typeorm-alkey/testing'
import { exactly } from './exactly'

class User {
  id!: number
  name!: string
}

export async function keys(alkey: Alkey, user: User): Promise<void> {
  exactly<string>()(await alkey.keyGenerator(user, User, GLOBAL, 'text', 1, 1n, null, undefined, { page: [2] }))
  exactly<readonly ExplainedPart[]>()((await alkey.keyGenerator.explain(user)).parts)
  exactly<UncacheableReason | undefined>()((await alkey.keyGenerator.explain(user)).reason)
  exactly<string>()(await alkey.token(User))
  exactly<string>()(alkey.identifier(ref(User, 1)))
  exactly<boolean>()(alkey.isCacheable('key'))
  exactly<CloseReport>()(await alkey.close({ deadlineMs: undefined }))
}

export function refs(): void {
  exactly<ScopePart>()(scope(User, { name: 'Ann' }))
  scope('users', { team: null })
  // @ts-expect-error -- no such property
  scope(User, { nam: 'Ann' })
  exactly<Ref>()(ref(User, 1))
  ref(User, { id: 1 })
  ref(User, new User())
  ref('users', 'abc')
  literal({ anything: true })
  // @ts-expect-error -- User has no such property
  ref(User, { idd: 1 })
  // @ts-expect-error -- the id is missing
  ref(User)
  // @ts-expect-error -- null names no row
  ref(User, null)
  // @ts-expect-error -- none of the columns of its key
  ref(Hidden, { idd: 1 })
  // @ts-expect-error -- a number is no target
  ref(1, 1)
  // @ts-expect-error -- an instance is a part by itself
  ref(new User(), 1)
}

class Hidden {
  id!: number
  private constructor() {}
  static make(): Hidden {
    return new Hidden()
  }
}

class Guarded {
  id!: number
  protected constructor() {}
}

abstract class Content {
  id!: number
}

class Tag {
  constructor(readonly name: string) {}
}

export function everyTarget(repository: Repository<User>): void {
  ref(Hidden, 1)
  ref(Hidden, { id: 1 })
  ref(Hidden, Hidden.make())
  ref(Guarded, 1)
  ref(Content, { id: 1 })
  ref(Tag, { name: 'tea' })
  ref(new EntitySchema<User>({ name: 'users', columns: {} }), { id: 1 })
  ref(repository.target, 1)
  ref(repository.target, { id: 1 })
  // @ts-expect-error -- the id is missing
  ref(repository.target)
}

export function refsOf<T extends ObjectLiteral>(target: EntityTarget<T>, id: number, entity: T): readonly Ref[] {
  return [ref(target, id), ref(target, { id }), ref(target, entity)]
}

export function refsOfClass<T extends { id: number }>(target: new () => T, id: T['id'], entity: T): readonly Ref[] {
  // @ts-expect-error -- null names no row here either
  ref(target, null)
  return [ref(target, id), ref(target, { id }), ref(target, entity), ref(target as RefTarget<T>, { id })]
}

export function refsOfAnyClass<T extends object>(target: new () => T, id: number, entity: T): readonly Ref[] {
  return [ref(target, id), ref(target, { id }), ref(target, entity)]
}

export function attachment(alkey: Alkey, dataSource: DataSource): void {
  exactly<() => void>()(alkey.attach(dataSource))
  exactly<new () => EntitySubscriberInterface>()(alkey.subscriber)
  // @ts-expect-error -- nothing to attach to
  alkey.attach(undefined)
}

export async function invalidation(alkey: Alkey, manager: EntityManager): Promise<void> {
  await alkey.invalidate(User, ref(User, 1))
  await alkey.invalidate(manager, User)
}

export function events(alkey: Alkey): void {
  const stop = alkey.on('bumped', (event) => {
    exactly<readonly string[]>()(event.identifiers)
  })
  exactly<() => void>()(stop)
  alkey.on('uncacheable', ({ reason, key }) => {
    exactly<UncacheableReason>()(reason)
    exactly<string>()(key)
  })
  alkey.on('error', ({ error }) => {
    exactly<AlkeyError>()(error)
    exactly<AlkeyErrorCode>()(error.code)
  })
  alkey.on('unknownWrite', ({ statement }) => {
    exactly<string>()(statement)
  })
  alkey.on('unmapped', ({ table }) => {
    exactly<string>()(table)
  })
  alkey.on('parentsUnknown', ({ entity, relations, resolution }) => {
    exactly<string>()(entity)
    exactly<readonly string[]>()(relations)
    exactly<'select' | 'bulk' | 'skip'>()(resolution)
  })
  // @ts-expect-error -- there is no such event
  alkey.on('bumpt', () => undefined)
  alkey.on('bumped', (event) => {
    // @ts-expect-error -- this event has no such property
    exactly<UncacheableReason>()(event.reason)
  })
}

export function options(url: string | undefined): void {
  new Alkey({ redis: 'redis://localhost', namespace: undefined, deadlineMs: 100 })
  new Alkey({ redis: { host: 'localhost', port: 6379 } })
  new Alkey({ redis: url, touch: false })
  new RedisTokenStore({ redis: 'redis://localhost' })
  new MemoryTokenStore({ maxTokens: 10 })
  // @ts-expect-error -- no such option
  new Alkey({ store: new MemoryTokenStore(), namespaces: 'shop' })
  // @ts-expect-error -- of another type
  new Alkey({ store: new MemoryTokenStore(), deadlineMs: '100' })
  // @ts-expect-error -- not a token store
  new Alkey({ store: new Map() })
}

export function stores(): readonly TokenStoreContractCase[] {
  class OwnStore implements TokenStore {
    read(identifiers: readonly string[]): Promise<TokenReading> {
      return Promise.resolve({ generation: '1', tokens: identifiers.map(() => undefined) })
    }
    bump(): Promise<void> {
      return Promise.resolve()
    }
    flush(): Promise<void> {
      return Promise.resolve()
    }
    close(): Promise<void> {
      return Promise.resolve()
    }
  }
  return tokenStoreContract(() => new OwnStore())
}
