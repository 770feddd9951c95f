import { LoadScope } from '../../../src/values/load-scope'

const owner = Symbol('alkey')
const snapshot = (tokens: Record<string, string>, generation = 'G'): Parameters<LoadScope['depend']>[1] => ({
  generation,
  schema: 'S',
  tokens: new Map(Object.entries(tokens)),
})

let scope: LoadScope
beforeEach(() => {
  scope = new LoadScope(owner, false)
})

describe('a load', () => {
  test('is the current one for all that it calls, and for nothing else', async () => {
    expect(LoadScope.current).toBeUndefined()
    await scope.run(async () => {
      await Promise.resolve()
      expect(LoadScope.current).toBe(scope)
      await new LoadScope(owner, false).run(async () => {
        await Promise.resolve()
        expect(LoadScope.current).not.toBe(scope)
      })
      LoadScope.outside(() => {
        expect(LoadScope.current).toBeUndefined()
      })
    })
    expect(LoadScope.current).toBeUndefined()
  })

  test('is the current one of a thenable that begins its work late', async () => {
    const late: PromiseLike<boolean> = {
      then: (resolve) => Promise.resolve(LoadScope.current === scope).then(resolve),
    }
    expect(await scope.run(() => late)).toBe(true)
  })

  test('is no longer the current one of what it has begun, once it has ended', async () => {
    let begun: Promise<LoadScope | undefined> | undefined
    let end = (): void => undefined
    const hasEnded = new Promise<void>((resolve) => (end = resolve))
    await scope.run(async () => {
      const inner = new LoadScope(owner, false)
      await inner.run(() => {
        begun = hasEnded.then(() => LoadScope.current)
      })
      await inner.end()
    })
    end()
    expect(await begun).toBe(scope)
    begun = scope.run(() => hasEnded.then(() => LoadScope.current))
    await scope.end()
    expect(await begun).toBeUndefined()
  })

  test('may be stored when nobody objects', async () => {
    expect(await scope.end()).toBeUndefined()
  })

  test('is vetoed by the first reason', async () => {
    scope.veto('wrote')
    scope.veto('replica')
    expect((await scope.end())?.reason).toBe('wrote')
  })

  test('is judged again when it ends', async () => {
    let isDirty = false
    scope.onEnd(() => (isDirty ? 'open-transaction' : undefined))
    isDirty = true
    expect((await scope.end())?.reason).toBe('open-transaction')
  })

  test('depends on what it has used, but for what its key says anyway', () => {
    scope.depend(owner, snapshot({ a: '1', b: '1' }))
    scope.depend(owner, snapshot({ c: '1' }))
    const beside = scope.dependenciesBeside(snapshot({ a: '1', c: '2' }))
    expect(beside).toEqual(snapshot({ b: '1', c: '1' }))
    expect(scope.dependenciesBeside(snapshot({ a: '1', b: '1', c: '1' }))).toBeUndefined()
  })

  test('has changed when it has used two states of one thing', async () => {
    scope.depend(owner, snapshot({ a: '1' }))
    scope.depend(owner, snapshot({ a: '2' }))
    expect((await scope.end())?.reason).toBe('changed')
  })

  test('has changed when everything was flushed meanwhile', async () => {
    scope.depend(owner, snapshot({ a: '1' }, 'G'))
    scope.depend(owner, snapshot({ b: '1' }, 'H'))
    expect((await scope.end())?.reason).toBe('changed')
  })

  test('can not depend on tokens of another Alkey', async () => {
    scope.depend(Symbol('alkey'), snapshot({ a: '1' }))
    expect((await scope.end())?.reason).toBe('uncacheable')
  })
})
