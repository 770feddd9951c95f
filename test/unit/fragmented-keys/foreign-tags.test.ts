import { Alkey, MemoryTokenStore } from '../../../src'

test('a tag of another Alkey is refused where it is kept elsewhere', async () => {
  const alkey = new Alkey({ store: new MemoryTokenStore() })
  const other = new Alkey({ store: new MemoryTokenStore() })
  const tag = other.tag('city', 'chicago')
  for (const call of [
    () => alkey.keyGenerator('page', { deep: tag }),
    () => alkey.invalidate(tag),
    () => alkey.remember([tag], () => 1),
  ])
    await expect(call()).rejects.toThrow(/alkey:@city#chicago belongs to an Alkey with another store or namespace/)
  await Promise.all([alkey.close(), other.close()])
})

test('a tag of another Alkey is the same tag where it is kept in the same store', async () => {
  const store = new MemoryTokenStore()
  const [one, other] = [new Alkey({ store }), new Alkey({ store })]
  const tag = one.tag('city', 'chicago')
  const before = await other.keyGenerator(tag)
  expect(before).toBe(await other.keyGenerator(other.tag('city', 'chicago')))
  await tag.increment()
  expect(await other.keyGenerator(tag)).not.toBe(before)
  await Promise.all([one.close(), other.close()])
})
