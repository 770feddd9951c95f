import { inspect } from 'node:util'
import type { DatabaseName } from '../databases/database'
import { readNames } from './watching'
import type { Theme, Where, World, WritePath } from './write-path'

/** What holds for the whole table of a theme, as the documentation says it before the table. */
export function docsConditions({ only, options }: Theme): readonly string[] {
  return [
    ...(only ? [`On ${place(only)} only.`] : []),
    ...(options ? [`With \`${inspect(options, { breakLength: Infinity, depth: null })}\`:`] : []),
  ]
}

/** The cells of the table of a theme in the documentation, row by row. */
export function docsTable({ paths, world }: Theme): readonly (readonly [string, string, string])[] {
  return paths.map((path) => [escaped(path.path), said(path, world), remarkOn(path, world)])
}

function remarkOn(
  { only, instead = [], remark }: Pick<WritePath, 'only' | 'instead' | 'remark'>,
  world: World,
): string {
  return [
    ...(only ? [`Only ${place(only)}.`] : []),
    ...instead.map((other) => `On ${place(other.on)}: ${said(other, world)}.`),
    ...(remark === undefined ? [] : [remark]),
  ].join(' ')
}

function said({ changes, read = [] }: Pick<WritePath, 'changes' | 'read'>, world: World): string {
  return [...changes, ...readNames(read, world)].join(', ') || 'nothing'
}

function place({ databases, typeorm }: Where): string {
  const version = typeorm === undefined ? [] : [`TypeORM ${typeorm}`]
  const names = databases ? [namesOf(databases)] : []
  return [...names, ...version].join(' with ')
}

function namesOf(databases: readonly DatabaseName[]): string {
  const names = databases.map((database) => products[database])
  const sqlite = databases.includes('better-sqlite3') && databases.includes('sqljs')
  return (sqlite ? [...names.filter((name) => !name.includes('sql.js') && !name.includes('better')), 'SQLite'] : names)
    .join(', ')
    .replace(/, ([^,]*)$/, ' and $1')
}

const products: Record<DatabaseName, string> = {
  postgres: 'PostgreSQL',
  mariadb: 'MariaDB',
  'better-sqlite3': 'better-sqlite3',
  sqljs: 'sql.js',
}

function escaped(text: string): string {
  return text.replaceAll('|', '\\|')
}
