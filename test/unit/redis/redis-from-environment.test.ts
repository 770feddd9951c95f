import { InvalidOptionError, redisFromEnvironment } from '../../../src'

describe('Redis options from the environment', () => {
  const local = { host: 'localhost', port: 6379, db: 0 }

  test.each([
    ['nothing', {}, local],
    ['empty variables', { REDIS_URL: '', REDIS_DB: '' }, local],
    ['a host', { REDIS_URL: 'redis://cache.example.org' }, { ...local, host: 'cache.example.org' }],
    ['a port', { REDIS_URL: 'redis://localhost:6380' }, { ...local, port: 6380 }],
    ['the database of the URL', { REDIS_URL: 'redis://localhost/2' }, { ...local, db: 2 }],
    ['REDIS_DB before that of the URL', { REDIS_URL: 'redis://localhost/2', REDIS_DB: '3' }, { ...local, db: 3 }],
    ['database 0 over that of the URL', { REDIS_URL: 'redis://localhost/2', REDIS_DB: '0' }, local],
    ['a path that is empty', { REDIS_URL: 'redis://localhost/' }, local],
    ['a password alone', { REDIS_URL: 'redis://:secret@localhost' }, { ...local, password: 'secret' }],
    [
      'a user and a password with special characters',
      { REDIS_URL: 'redis://us%40er:p%3Aa%2Fss@localhost' },
      { ...local, username: 'us@er', password: 'p:a/ss' },
    ],
    ['TLS', { REDIS_URL: 'rediss://localhost' }, { ...local, tls: {} }],
    ['IPv6', { REDIS_URL: 'redis://[::1]:6380' }, { ...local, host: '::1', port: 6380 }],
    ['other variables', { REDIS_MAX_CONNECTIONS: '50', HOME: '/' }, local],
  ])('follow from %s', (_, environment, options) => {
    expect(redisFromEnvironment(environment)).toEqual(options)
  })

  test('follow from the process when nothing is given', () => {
    expect(redisFromEnvironment()).toEqual(redisFromEnvironment(process.env))
  })

  test.each([
    ['no URL', { REDIS_URL: 'localhost:6379' }, /REDIS_URL must have the form redis:\/\//],
    ['another scheme', { REDIS_URL: 'http://localhost' }, /REDIS_URL must have the form redis:\/\//],
    ['a password that is not encoded', { REDIS_URL: 'redis://:100%secret@localhost' }, /REDIS_URL.*percent-encoded/],
    ['a path that is no number', { REDIS_URL: 'redis://localhost/shop' }, /path of REDIS_URL.*not 'shop'/],
    ['a negative database', { REDIS_DB: '-1' }, /REDIS_DB.*not '-1'/],
    ['a database in words', { REDIS_DB: 'one' }, /REDIS_DB.*not 'one'/],
  ])('are refused for %s', (_, environment, message) => {
    const make = () => redisFromEnvironment(environment)
    expect(make).toThrow(InvalidOptionError)
    expect(make).toThrow(message)
    expect(make).not.toThrow(/secret/)
  })
})
