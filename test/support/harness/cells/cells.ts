import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type DatabaseName, databaseNames } from '../../databases/database'

const NODE_MODULES = join(__dirname, '..', '..', '..', '..', 'node_modules')

/** One combination of what the library works with: the same tests run in each. */
export interface Cell {
  readonly typeorm: '1' | '0.3'
  readonly database: DatabaseName
  /** Where TypeORM is installed. */
  readonly typeormPath: string
  /** The name of the Jest project that runs it. */
  readonly project: string
  /** For people to read; the version of a server is not known yet. */
  readonly versions: {
    readonly typeorm: string
    readonly database: string
    readonly driver: string
  }
}

const typeorms = {
  '1': join(NODE_MODULES, 'typeorm'),
  // So that the oldest version can be tested, which is not installed here.
  '0.3': process.env['ALKEY_TEST_TYPEORM_03'] ?? join(NODE_MODULES, 'typeorm03'),
}

const products: Record<DatabaseName, { name: string; driver: string }> = {
  postgres: { name: 'PostgreSQL', driver: 'pg' },
  mariadb: { name: 'MariaDB', driver: 'mysql2' },
  'better-sqlite3': { name: 'SQLite', driver: 'better-sqlite3' },
  sqljs: { name: 'SQLite', driver: 'sql.js' },
}

export const cells: readonly Cell[] = (['1', '0.3'] as const).flatMap((typeorm) =>
  databaseNames.map((database): Cell => {
    const { name, driver } = products[database]
    return {
      typeorm,
      database,
      typeormPath: typeorms[typeorm],
      project: `integration, typeorm ${typeorm}, ${database}`,
      versions: {
        typeorm: versionOf(typeorms[typeorm]),
        database: name,
        driver: `${driver} ${versionOf(join(NODE_MODULES, driver))}`,
      },
    }
  }),
)

function versionOf(directory: string): string {
  // npm goes on where it can neither download nor build better-sqlite3.
  if (!existsSync(directory)) return '(not installed)'
  const { version } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as { version: string }
  return version
}
