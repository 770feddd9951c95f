import { Redis } from 'ioredis'
import { serverName } from '../../../src/redis/server-name'

test.each([
  ['a URL', new Redis('redis://ann:secret@db.internal:6380/2', { lazyConnect: true }), 'Redis at db.internal:6380'],
  ['options', new Redis({ host: '10.0.0.1', password: 'secret', lazyConnect: true }), 'Redis at 10.0.0.1:6379'],
  ['IPv6', new Redis({ host: '::1', lazyConnect: true }), 'Redis at [::1]:6379'],
  ['a socket', new Redis('/run/redis.sock', { lazyConnect: true }), 'Redis at /run/redis.sock'],
  [
    'Sentinel',
    new Redis({ sentinels: [{ host: 'a', port: 1 }, { host: 'b' }], name: 'shop', password: 's', lazyConnect: true }),
    "Redis 'shop' of Sentinel at a:1, b:26379",
  ],
])('names the server by its address alone: %s', (_, client, name) => {
  expect(serverName(client)).toBe(name)
})
