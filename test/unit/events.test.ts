import { InvalidOptionError, UnavailableError } from '../../src'
import { EventHub, type Unheard } from '../../src/events'

const unheard = { event: jest.fn(), failure: jest.fn() } satisfies Unheard

beforeEach(() => {
  unheard.event.mockReset()
  unheard.failure.mockReset()
})

describe('events', () => {
  test('reach every listener of their name until it is removed', () => {
    const hub = new EventHub()
    const heard: string[] = []
    hub.on('bumped', ({ identifiers }) => heard.push(`first ${identifiers.join()}`))
    const remove = hub.on('bumped', ({ identifiers }) => heard.push(`second ${identifiers.join()}`))
    hub.on('delivered', () => heard.push('another'))

    hub.emit('bumped', { identifiers: ['a'] })
    remove()
    remove()
    hub.emit('bumped', { identifiers: ['b'] })
    expect(heard).toEqual(['first a', 'second a', 'first b'])
  })

  test('fail nobody when a listener throws', () => {
    const hub = new EventHub(unheard)
    const heard: string[] = []
    const error = new Error('of the listener')
    hub.on('bumped', () => {
      throw error
    })
    hub.on('bumped', () => heard.push('second'))
    hub.emit('bumped', { identifiers: [] })
    expect(heard).toEqual(['second'])
    expect(unheard.failure.mock.calls).toEqual([['bumped', error]])
  })

  test('fail nobody when a listener rejects', async () => {
    const unhandled = jest.fn()
    process.on('unhandledRejection', unhandled)
    const hub = new EventHub(unheard)
    const error = new Error('of the listener')
    // eslint-disable-next-line @typescript-eslint/no-misused-promises -- what careless users pass
    hub.on('bumped', () => Promise.reject(error))
    // eslint-disable-next-line @typescript-eslint/no-misused-promises, @typescript-eslint/prefer-promise-reject-errors -- the same
    hub.on('bumped', () => Promise.reject(Object.create(null)))
    hub.emit('bumped', { identifiers: [] })
    await new Promise((resolve) => setTimeout(resolve, 10))
    process.off('unhandledRejection', unhandled)
    expect(unhandled).not.toHaveBeenCalled()
    expect(unheard.failure.mock.calls).toEqual([
      ['bumped', error],
      ['bumped', Object.create(null)],
    ])
  })

  test('reach a listener once for each time that it was added', () => {
    const hub = new EventHub()
    const listener = jest.fn()
    const [remove] = [hub.on('bumped', listener), hub.on('bumped', listener)]
    hub.emit('bumped', { identifiers: [] })
    expect(listener).toHaveBeenCalledTimes(2)
    remove()
    remove()
    hub.emit('bumped', { identifiers: [] })
    expect(listener).toHaveBeenCalledTimes(3)
  })

  test('reach those who listened when they happened, and have not been removed since', () => {
    const hub = new EventHub()
    const heard: string[] = []
    let again = (): void => undefined
    const listen = (): void => {
      heard.push('again')
      if (heard.length > 10) throw new Error('called for ever')
      again()
      again = hub.on('bumped', listen)
    }
    again = hub.on('bumped', listen)
    hub.on('bumped', () => {
      removeLast()
    })
    const removeLast = hub.on('bumped', () => heard.push('removed'))
    hub.emit('bumped', { identifiers: [] })
    expect(heard).toEqual(['again'])
    hub.emit('bumped', { identifiers: [] })
    expect(heard).toEqual(['again', 'again'])
  })

  test('that are written down can all be heard, and are counted', () => {
    const hub = new EventHub()
    const heard: unknown[] = []
    const unmapped = { table: 'sales.orders_2026' }
    const parentsUnknown = { entity: 'Order', relations: ['customer'], resolution: 'select' } as const
    hub.on('unknownWrite', ({ statement }) => heard.push(statement))
    hub.on('unmapped', (event) => heard.push(event))
    hub.on('parentsUnknown', (event) => heard.push(event))
    // To tell each statement and table once is up to those who emit.
    hub.emit('unknownWrite', { statement: 'CALL archive()' })
    hub.emit('unknownWrite', { statement: 'CALL archive()' })
    hub.emit('unmapped', unmapped)
    hub.emit('parentsUnknown', parentsUnknown)
    expect(heard).toEqual(['CALL archive()', 'CALL archive()', unmapped, parentsUnknown])
    expect(hub.counts).toEqual({
      ...{ bumped: 0, uncacheable: 0, owed: 0, delivered: 0, repaired: 0, unavailable: 0, available: 0, error: 0 },
      ...{ unknownWrite: 2, unmapped: 1, parentsUnknown: 1, scopesUnused: 0 },
      ...{
        hit: 0,
        miss: 0,
        notStored: 0,
        stale: 0,
        mismatch: 0,
        uncachedQuery: 0,
        undeclared: 0,
        independent: 0,
        widened: 0,
      },
    })
  })

  test.each(['bumpt', 'toString'])('are known by name: %s is none', (name) => {
    expect(() => new EventHub().on(name as 'bumped', () => undefined)).toThrow(InvalidOptionError)
  })

  test('go elsewhere while nobody listens for them', () => {
    const hub = new EventHub(unheard)
    const emit = (text: string): void => {
      hub.emit('error', { error: new UnavailableError(text) })
    }
    emit('before')
    const remove = hub.on('error', () => undefined)
    emit('meanwhile')
    remove()
    emit('after')
    expect(unheard.event.mock.calls).toEqual([
      ['error', { error: new UnavailableError('before') }],
      ['error', { error: new UnavailableError('after') }],
    ])
  })
})
