import { findOrStartMariaDb, findOrStartPostgres, findOrStartRedis, type SharedServer } from '../servers/shared-servers'

export type ServerName = 'redis' | 'postgres' | 'mariadb'

/** What tests may need, and a machine may lack. */
interface Kind {
  /** For people to read. */
  readonly name: string
  /** What installs it. */
  readonly packages: { readonly apt: string; readonly brew: string }
}

interface ServerKind extends Kind {
  /** The environment variable with its URL. */
  readonly variable: string
  readonly findOrStart: () => Promise<SharedServer>
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

export type Need = ServerName | 'better-sqlite3'

export const needs: Readonly<Record<Need, Kind>> = {
  ...servers,
  // With these `npm ci` builds it.
  'better-sqlite3': { name: 'better-sqlite3', packages: { apt: 'python3 make g++', brew: 'python' } },
}

/** The setups of Jest projects, each with the servers that it shares. */
export const setups = {
  redis: ['redis'],
  postgres: ['redis', 'postgres'],
  mariadb: ['redis', 'mariadb'],
  all: ['redis', 'postgres', 'mariadb'],
} as const satisfies Readonly<Record<string, readonly ServerName[]>>

export type Setup = keyof typeof setups
