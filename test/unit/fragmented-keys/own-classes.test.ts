import { Alkey, MemoryTokenStore } from '../../../src'
import { MemoryHandler, StandardKey, StandardTag } from '../../../src/fragmented-keys'
import { recording } from '../../support/fragmented-keys/recording-handler'

test('a class of its own may keep its version out of the bulk read', async () => {
  class OwnTag extends StandardTag {
    override delegateCacheQuery(): boolean {
      return false
    }
    override getTagVersion(): Promise<number> {
      return Promise.resolve(4)
    }
  }
  const { handler, calls } = recording(new MemoryHandler())
  const key = new StandardKey('K', [new OwnTag('own', '', { handler })])
  expect(await key.getKeyStr({ hash: false })).toBe('K_:town_DefaultPrefix:v4.0')
  expect(calls).toEqual([])
})

describe('a tag that wants to be asked itself', () => {
  class AskedTag extends StandardTag {
    override delegateCacheQuery(): boolean {
      return false
    }
  }

  const handler = new MemoryHandler()
  const asked = (): AskedTag => new AskedTag('asked', '', { handler })
  const raw = (tag: StandardTag): Promise<string> => new StandardKey('K', [tag]).getKeyStr({ hash: false })

  test('changes keys when another object has incremented it', async () => {
    const kept = asked()
    const before = await raw(kept)
    await asked().increment()
    expect(await raw(kept)).not.toBe(before)
    expect(await raw(kept)).toBe(await raw(new StandardTag('asked', '', { handler })))
  })

  test('is owed and delivered like others', async () => {
    const alkey = new Alkey({ store: new MemoryTokenStore() })
    const before = await alkey.keyGenerator(asked())
    const increment = handler.increment.bind(handler)
    handler.increment = () => Promise.reject(new Error('out of order'))
    alkey.on('error', () => undefined)
    await expect(alkey.invalidate(asked())).rejects.toMatchObject({ code: 'ALKEY_HANDLER_FAILED' })
    expect(alkey.isCacheable(await alkey.keyGenerator(asked()))).toBe(false)
    handler.increment = increment
    const after = await alkey.keyGenerator(asked())
    expect([alkey.isCacheable(after), after === before]).toEqual([true, false])
    expect(await alkey.close()).toEqual({ undelivered: [] })
  })
})
