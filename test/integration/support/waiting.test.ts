import { uniqueNamespace } from '../../support/redis/redis'
import { eventually } from '../../support/waiting/eventually'

describe('a namespace', () => {
  it('is unique and short enough', () => {
    expect(uniqueNamespace()).toMatch(/^[A-Za-z0-9._-]{1,64}$/)
    expect(uniqueNamespace()).not.toBe(uniqueNamespace())
  })
})

describe('eventually', () => {
  it('waits until the assertion holds', async () => {
    let calls = 0
    await eventually(() => {
      expect(++calls).toBeGreaterThan(2)
    })
    await eventually(() => Promise.resolve(++calls > 5))
    expect(calls).toBe(6)
  })

  it('throws the last error after the deadline', async () => {
    let calls = 0
    const waiting = eventually(() => Promise.reject(new Error(`call ${++calls}`)), { deadlineMs: 50 })
    await expect(waiting).rejects.toThrow(/^call \d+$/)
    await expect(waiting).rejects.toThrow(`call ${calls}`)
  })

  it('gives up on an assertion that never settles', async () => {
    const waiting = eventually(() => new Promise(() => undefined), { deadlineMs: 50 })
    await expect(waiting).rejects.toThrow('did not settle in 50 ms')
  })
})
