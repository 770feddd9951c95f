import {
  Alkey,
  InvalidOptionError,
  InvalidPartError,
  MemoryTokenStore,
  type RememberOptions,
  type ValueStore,
} from '../../../src'

const alkey = new Alkey({ store: new MemoryTokenStore() })

afterAll(() => alkey.close())

describe('what is refused', () => {
  const wrong: Record<string, [RememberOptions, RegExp]> = {
    'an unknown option': [{ tll: 1 } as RememberOptions, /no option 'tll'/],
    'no options at all': [null as unknown as RememberOptions, /options of remember\(\) must be an object/],
    'a ttl': [{ ttl: 0 }, /ttl must be/],
    'a value store without set': [{ values: { get: () => 1 } as unknown as ValueStore }, /values .* has no set/],
    'a serializer without parse': [{ serializer: { stringify: String } as never }, /serializer .* has no parse/],
    plain: [{ plain: 1 } as unknown as RememberOptions, /plain must be true or false/],
    'plain beside a serializer': [{ plain: true, serializer: JSON }, /plain and serializer can't be used together/],
    shared: [{ shared: 1 } as unknown as RememberOptions, /shared must be true or false/],
    storeNull: [{ storeNull: 1 } as unknown as RememberOptions, /storeNull must be true or false/],
    maxBytes: [{ maxBytes: 0 }, /maxBytes must be/],
    lock: [{ lock: 'yes' } as unknown as RememberOptions, /lock must be true or false/],
    'a lease': [{ lock: { leaseMs: 0 } }, /lock\.leaseMs must be/],
    'a sample rate': [{ audit: { sampleRate: 2 } }, /audit\.sampleRate must be a number from 0 to 1/],
    'no sample rate': [{ audit: null } as unknown as RememberOptions, /audit\.sampleRate must be a number from 0 to 1/],
    staleWhileRevalidate: [{ staleWhileRevalidate: -1 }, /staleWhileRevalidate must be/],
    staleIfError: [{ staleIfError: 'x' as never }, /staleIfError must be/],
  }

  test.each(Object.entries(wrong))('%s', async (_, [options, message]) => {
    const load = jest.fn()
    const call = alkey.remember(['key'], load, options)
    await expect(call).rejects.toThrow(InvalidOptionError)
    await expect(call).rejects.toThrow(message)
    expect(load).not.toHaveBeenCalled()
  })

  test('parts that are no array, and a load that is no function', async () => {
    await expect(alkey.remember('a' as never, () => 1)).rejects.toThrow(InvalidPartError)
    await expect(alkey.remember(['key'], 1 as never)).rejects.toThrow(/function that loads/)
  })
})
