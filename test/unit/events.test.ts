import { InvalidPartError, UnavailableError } from '../../src'
import { EventHub } from '../../src/events'

let emitWarning: jest.SpyInstance<void, Parameters<typeof process.emitWarning>>

beforeEach(() => {
  emitWarning = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined)
})

afterEach(() => {
  emitWarning.mockRestore()
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
    const hub = new EventHub()
    const heard: string[] = []
    hub.on('bumped', () => {
      throw new Error('of the listener')
    })
    hub.on('bumped', () => heard.push('second'))
    hub.emit('bumped', { identifiers: [] })
    expect(heard).toEqual(['second'])
    expect(emitWarning.mock.calls).toEqual([
      ["A listener of Alkey's event 'bumped' threw Error: of the listener", 'AlkeyListenerWarning'],
    ])
  })

  test('of errors become a warning where nobody listens, once for each kind', () => {
    const hub = new EventHub()
    hub.emit('error', { error: new UnavailableError('one') })
    hub.emit('error', { error: new UnavailableError('two') })
    hub.emit('error', { error: new InvalidPartError('three') })
    hub.on('error', () => undefined)
    hub.emit('error', { error: new InvalidPartError('heard') })
    expect(emitWarning.mock.calls).toEqual([
      ['one', expect.objectContaining({ type: 'UnavailableError', code: 'ALKEY_UNAVAILABLE' })],
      ['three', expect.objectContaining({ type: 'InvalidPartError', code: 'ALKEY_INVALID_PART' })],
    ])
  })
})
