import type { Redis } from 'ioredis'

/** How messages name the server of a client: by its address, without user and password. */
export function serverName({ options }: Redis): string {
  const { sentinels, name, path, host = 'localhost', port = 6379 } = options
  if (sentinels) {
    const addresses = sentinels.map((sentinel) => hostAndPort(sentinel.host ?? 'localhost', sentinel.port ?? 26_379))
    return `Redis '${name ?? ''}' of Sentinel at ${addresses.join(', ')}`
  }
  return `Redis at ${path ?? hostAndPort(host, port)}`
}

function hostAndPort(host: string, port: number): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`
}
