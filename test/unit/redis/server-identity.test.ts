import { isOfCluster } from '../../../src/redis/server-identity'

const lines = (...fields: readonly string[]): string => ['# Server', ...fields, ''].join('\r\n')

test.each([
  ['Redis', lines('redis_version:7.0.15', 'redis_mode:cluster', 'os:Linux'), true],
  ['Redis', lines('redis_version:7.0.15', 'redis_mode:standalone', 'os:Linux'), false],
  ['Valkey', lines('redis_version:7.2.4', 'server_name:valkey', 'server_mode:cluster', 'os:Linux'), true],
  ['Valkey', lines('redis_version:7.2.4', 'server_name:valkey', 'server_mode:standalone', 'os:Linux'), false],
  ['a service that tells nothing', lines(), false],
])('%s with %j: of a Cluster is %j', (_, info, expected) => {
  expect(isOfCluster(info)).toBe(expected)
})
