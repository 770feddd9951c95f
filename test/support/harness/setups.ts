import { findOrStartMariaDb, findOrStartPostgres, findOrStartRedis, type SharedServer } from '../servers/shared-servers'

export type ServerName = 'redis' | 'postgres' | 'mariadb'

interface ServerKind {
  /** For people to read. */
  readonly name: string
  /** The environment variable with its URL. */
  readonly variable: string
  readonly findOrStart: () => Promise<SharedServer>
  /** What installs it. */
  readonly packages: { readonly apt: string; readonly brew: string }
}

export const servers: Readonly<Record<ServerName, ServerKind>> = {
  redis: {
    name: 'Redis',
    variable: 'REDIS_URL',
    findOrStart: findOrStartRedis,
    packages: { apt: 'redis-server', brew: 'redis' },
  },
  postgres: {
    name: 'PostgreSQL',
    variable: 'DATABASE_URL',
    findOrStart: findOrStartPostgres,
    packages: { apt: 'postgresql', brew: 'postgresql' },
  },
  mariadb: {
    name: 'MariaDB',
    variable: 'MYSQL_URL',
    findOrStart: findOrStartMariaDb,
    packages: { apt: 'mariadb-server', brew: 'mariadb' },
  },
}

/** The setups of Jest projects, each with the servers that it shares. */
export const setups = {
  redis: ['redis'],
  postgres: ['redis', 'postgres'],
  mariadb: ['redis', 'mariadb'],
  all: ['redis', 'postgres', 'mariadb'],
} as const satisfies Readonly<Record<string, readonly ServerName[]>>

export type Setup = keyof typeof setups
