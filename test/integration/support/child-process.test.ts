import { join } from 'node:path'
import { startChild } from '../../support/processes/child-process'
import type * as redisReader from '../../support/processes/samples/redis-reader'
import { connectRedis, uniqueNamespace } from '../../support/redis/redis'

describe('a child process', () => {
  it('reads what this process wrote, and dies when told to', async () => {
    const redis = await connectRedis()
    const key = uniqueNamespace()
    await redis.set(key, 'seen')
    const child = await startChild<typeof redisReader>(
      join(__dirname, '../../support/processes/samples/redis-reader.ts'),
    )
    expect(await child.call('read', key)).toBe('seen')
    await expect(child.call('fail')).rejects.toMatchObject({
      name: 'TypeError',
      message: 'no such thing',
      code: 'E_SAMPLE',
    })

    const unanswered = expect(child.call('neverAnswer')).rejects.toThrow('the child process ended with SIGKILL')
    await child.kill('SIGKILL')
    await unanswered
    await expect(child.call('read', key)).rejects.toThrow('the child process ended with SIGKILL')
    await redis.del(key)
    await redis.quit()
  })

  it('says why its file does not load', async () => {
    await expect(startChild(join(__dirname, 'no-such-file.ts'))).rejects.toThrow(/no-such-file/)
  })
})
