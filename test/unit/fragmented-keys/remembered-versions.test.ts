import { MemoryHandler, StandardKey, StandardTag } from '../../../src/fragmented-keys'

describe('a tag object', () => {
  /** A handler that looks at once, and tells what it has seen when it may. */
  function slow(): { handler: MemoryHandler; answer: () => void } {
    const handler = new MemoryHandler()
    let answer = (): void => undefined
    const answered = new Promise<void>((resolve) => (answer = resolve))
    const get = handler.get.bind(handler)
    handler.get = async (key) => {
      const found = await get(key)
      await answered
      return found
    }
    const getMulti = handler.getMulti.bind(handler)
    handler.getMulti = async (keys) => {
      const found = await getMulti(keys)
      await answered
      return found
    }
    return { handler, answer }
  }

  test('knows what it was changed to, and not what a key has read before', async () => {
    const { handler, answer } = slow()
    await handler.set('A_1P', '1.0')
    const tag = new StandardTag('A', 1, { handler, prefix: 'P' })
    const rendered = new StandardKey('K', [tag]).getKeyStr({ hash: false })
    const version = await tag.increment()
    answer()
    expect(await rendered).toBe('K_:tA_1P:v1.0')
    expect(await tag.getTagVersion()).toBe(version)
    await handler.set('A_1P', '7.0')
    await new StandardKey('K', [tag]).getKeyStr()
    expect(await tag.getTagVersion()).toBe(7)
  })

  test.each<[string, (tag: StandardTag) => unknown]>([
    ['it was set', (tag) => tag.setTagVersion(5)],
    ['its handler was changed', (tag) => { tag.setCacheHandler(new MemoryHandler()) }], // prettier-ignore
  ])('forgets what it had asked for before %s', async (_, change) => {
    const { handler, answer } = slow()
    await handler.set('A_1P', '1.0')
    const tag = new StandardTag('A', 1, { handler, prefix: 'P' })
    const asked = tag.getTagVersion()
    await change(tag)
    answer()
    await asked
    expect(await tag.getTagVersion()).not.toBe(1)
  })
})
