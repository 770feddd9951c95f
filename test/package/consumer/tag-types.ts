// The same about tags and key rings.
import type { Redis } from 'ioredis'
import type { Alkey, AlkeyTag } from 'typeorm-alkey'
import {
  type AtomicCacheHandler,
  type CacheHandler,
  Configuration,
  ConstantTag,
  FragmentedKeyRing,
  MemoryHandler,
  RedisHandler,
  StandardKey,
  StandardTag,
} from 'typeorm-alkey/fragmented-keys'
import { exactly } from './exactly'

class OwnHandler implements CacheHandler {
  groupName(): string {
    return 'OwnHandler'
  }
  get(): null {
    return null
  }
  set(): void {
    // It forgets.
  }
  getMulti(): Record<string, string> {
    return {}
  }
}

export async function tags(redis: Redis): Promise<void> {
  const handler: AtomicCacheHandler = new RedisHandler(redis)
  const tag = new StandardTag('City', 'chicago', { handler, prefix: 'MyApp', version: undefined })
  exactly<number>()(await tag.getTagVersion())
  exactly<number>()(await tag.increment())
  exactly<number>()(await tag.resetTagVersion())
  await tag.setTagVersion(1, { update: true })
  await tag.setTagVersion(1, true)
  exactly<string>()(await tag.getFullTag())
  exactly<string>()(tag.getTagName())
  exactly<CacheHandler>()(tag.getCacheHandler())
  exactly<Promise<Record<string, string>>>()(new MemoryHandler().getMulti(['a']))
  exactly<string>()(await new StandardKey('Users', [tag, new ConstantTag('a')], 'group').getKeyStr({ hash: false }))
  Configuration.setDefaultCacheHandler(new OwnHandler())
  // @ts-expect-error -- options are an object
  new StandardTag('City', 'chicago', 1)
  // @ts-expect-error -- no such option
  new StandardTag('City', 'chicago', { ttl: 1 })
  // @ts-expect-error -- a handler is needed
  new StandardTag('City', 'chicago', { handler: redis })
  // @ts-expect-error -- a client is needed
  new RedisHandler('redis://localhost')
  // @ts-expect-error -- a tag is needed
  new StandardKey('Users', ['City'])
  // @ts-expect-error -- a key of text
  await new StandardKey('Users').getKeyStr(false)
}

export async function parts(alkey: Alkey, tag: StandardTag): Promise<void> {
  exactly<AlkeyTag>()(alkey.tag('city', 'chicago'))
  exactly<string>()(await alkey.tag('city', 7n).getTagVersion())
  exactly<string>()(await alkey.keyGenerator(tag, alkey.tag('city'), new ConstantTag('a')))
  await alkey.invalidate(tag, alkey.tag('city'))
  // @ts-expect-error -- a name is needed
  alkey.tag()
  // @ts-expect-error -- an instance is text or a whole number
  alkey.tag('city', {})
}

export function rings(memory: MemoryHandler, names: string[], name: string): void {
  const ring = new FragmentedKeyRing({
    cacheHandlers: { redis: new OwnHandler(), memory },
    defaultCacheHandler: 'redis',
    globalOptions: { type: 'standard' },
    globalTagOptions: { universe: { type: 'constant', version: 1 } },
  })
    .defineKey('Users', ['universe', { tag: 'planet', cacheHandler: 'memory' }, 'city'])
    .defineKey('user_profile', ['user'], { cacheHandler: 'memory' })
    .defineKey('Site', [])
    .defineKey('Many', names)
  exactly<StandardKey>()(ring.getUsersKeyObj('MilkyWay', 'Earth', 7))
  exactly<StandardKey>()(ring.getUserProfileKeyObj(42n))
  exactly<StandardKey>()(ring.getSiteKeyObj())
  exactly<StandardKey>()(ring.getManyKeyObj(...names))
  exactly<StandardKey>()(ring.getKeyObj('Users', ['MilkyWay', 'Earth', 'Chicago']))
  exactly<StandardKey>()(ring.getKeyObj('defined elsewhere', names))
  exactly<string[]>()(ring.listDefinedKeys())
  const more = ring.defineKey(name, ['one', 'another'])
  exactly<typeof ring>()(more)
  exactly<StandardKey>()(more.getUsersKeyObj('MilkyWay', 'Earth', 7))
  exactly<StandardKey>()(more.getKeyObj(name, names))
  // @ts-expect-error -- too few values
  more.getKeyObj('Users', ['MilkyWay', 'Earth'])
  exactly<StandardTag | ConstantTag>()(ring.tag('city', 'Chicago', { cacheHandler: 'memory' }))
  exactly<'redis' | 'memory' | undefined>()(ring.getTagOptions('city').cacheHandler)
  // @ts-expect-error -- too few values
  ring.getUsersKeyObj('MilkyWay', 'Earth')
  // @ts-expect-error -- too many values
  ring.getUsersKeyObj('MilkyWay', 'Earth', 'Chicago', 'USA')
  // @ts-expect-error -- too few values
  ring.getKeyObj('Users', ['MilkyWay', 'Earth'])
  // @ts-expect-error -- no such value
  ring.getUserProfileKeyObj({})
  // @ts-expect-error -- no such key
  ring.getOrdersKeyObj satisfies unknown
  // @ts-expect-error -- no such handler
  ring.defineKey('Orders', [{ tag: 'order', cacheHandler: 'disk' }])
  // @ts-expect-error -- no such handler
  ring.defineKey('Orders', ['order'], { cacheHandler: 'disk' })
  // @ts-expect-error -- a name is needed
  ring.defineKey('Orders', [{ cacheHandler: 'memory' }])
  // @ts-expect-error -- no such option
  ring.defineKey('Orders', ['order', { tag: 'order', cache_handler: 'memory' }])
  // @ts-expect-error -- no such option
  ring.defineKey('Orders', ['order'], { cache_handler: 'memory' })
  // @ts-expect-error -- no such handler
  ring.setTagOptions('city', { cacheHandler: 'disk' })
  // @ts-expect-error -- no such handler
  ring.tag('city', '', { cacheHandler: 'disk' })
  // @ts-expect-error -- no such type
  ring.setGlobalOptions({ type: 'fixed' })
  // @ts-expect-error -- no such handler
  new FragmentedKeyRing({ cacheHandlers: { memory }, defaultCacheHandler: 'redis' })
  // @ts-expect-error -- no such handler
  new FragmentedKeyRing({ cacheHandlers: { memory }, globalTagOptions: { a: { cacheHandler: 'redis' } } })
  // @ts-expect-error -- no handler
  new FragmentedKeyRing({ cacheHandlers: { memory: {} } })
  const plain = new FragmentedKeyRing().defineKey('Users', [{ tag: 'user', cacheHandler: 'memory' }])
  exactly<StandardKey>()(plain.getUsersKeyObj('42'))
  // @ts-expect-error -- the only handler is memory
  plain.setGlobalOptions({ cacheHandler: 'redis' })
}
