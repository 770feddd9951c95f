import { existsSync } from 'node:fs'
import { redisInfo } from '../../support/servers/redis-info'
import { redisSources, startRedis } from '../../support/servers/start-redis'

describe('a private Redis', () => {
  it('can be killed and started again where it was', async () => {
    const first = await startRedis()
    await first.kill('SIGKILL')
    await expect(redisInfo(first.url)).rejects.toThrow('ECONNREFUSED')

    const second = await startRedis({ port: first.port, dir: first.dir })
    expect(second.url).toBe(first.url)
    expect(second.pid).not.toBe(first.pid)
    expect(await redisInfo(second.url)).toMatchObject({ process_id: String(second.pid) })

    await second.stop()
    await expect(redisInfo(second.url)).rejects.toThrow('ECONNREFUSED')
    expect(existsSync(second.dir)).toBe(false)
  })

  it('can be stopped while it is frozen', async () => {
    const redis = await startRedis()
    await redis.kill('SIGSTOP')
    await redis.stop()
    await expect(redisInfo(redis.url)).rejects.toThrow('ECONNREFUSED')
  })

  it('says why it does not start on a port that is taken', async () => {
    const redis = await startRedis()
    await expect(startRedis({ port: redis.port }, redisSources().slice(0, 1))).rejects.toThrow(
      /address already in use/i,
    )
    await redis.stop()
  })

  it('names all that was tried and what helps when there is none', async () => {
    const refused = startRedis({}, redisSources(['/nowhere']))
    await expect(refused).rejects.toThrow(/No Redis could be started/)
    await expect(refused).rejects.toThrow(/installed on this machine: no directory of \/nowhere has redis-server/)
    await expect(refused).rejects.toThrow(/Docker Compose: no directory of \/nowhere has docker/)
    await expect(refused).rejects.toThrow(/apt-get install redis-server: \S/)
  })
})
