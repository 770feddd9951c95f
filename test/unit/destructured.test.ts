import { Alkey, MemoryTokenStore } from '../../src'

test('what is used again and again works when it is taken out of the Alkey', async () => {
  const alkey = new Alkey({ store: new MemoryTokenStore() })
  const { remember, keyGenerator, isCacheable, token, identifier, tag, invalidate, queryResultCache } = alkey
  const city = tag('city', 'graz')
  const load = jest.fn(() => 'sunny')
  expect(await remember([city], load)).toBe('sunny')
  expect(await remember([city], load)).toBe('sunny')
  const [key, before] = [await keyGenerator(city), await token(city)]
  expect(isCacheable(key)).toBe(true)
  await invalidate(city)
  expect(await token(city)).not.toBe(before)
  expect(await remember([city], load)).toBe('sunny')
  expect(load).toHaveBeenCalledTimes(2)
  expect(identifier(city)).toBe('alkey:@city#graz')
  expect(queryResultCache()).toMatchObject({ getFromCache: expect.any(Function) as unknown })
  await alkey.close()
  await expect(remember([city], load)).rejects.toMatchObject({ code: 'ALKEY_CLOSED' })
})
