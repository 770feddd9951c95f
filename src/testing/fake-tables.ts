import type * as TypeOrm from 'typeorm'
import { tableText } from '../identifiers/identifier'
import { isOfTypeorm } from '../typeorm/entities/entity-resolver'

/** What a fake knows of an entity. */
export interface FakeTable {
  /** As in identifiers. */
  readonly name: string
  /** The properties of the primary key. */
  readonly primary: readonly string[]
}

/** The table of an entity class, of a class that extends one, or of an `EntitySchema`. */
export function fakeTableOf(target: unknown): FakeTable | undefined {
  if (isOfTypeorm('EntitySchema', target)) return tableOfSchema(target as SchemaLike)
  return typeof target === 'function' ? tableOfClass(target) : undefined
}

function tableOfClass(target: { readonly name: string }): FakeTable | undefined {
  const typeorm = loadTypeOrm()
  // Where a test has put a mock in the place of TypeORM, any class may be an entity.
  if (typeof typeorm.getMetadataArgsStorage !== 'function') return { name: tableText([target.name]), primary: [] }
  const storage = typeorm.getMetadataArgsStorage()
  const classes = inheritance(target)
  // A child of a single-table inheritance has the table of its parent.
  const args = classes
    .flatMap((one) => storage.tables.filter((table) => table.target === one))
    .find(({ type }) => type !== 'entity-child')
  if (!args) return undefined
  const { name } = args.target as { readonly name: string }
  const table = args.name ?? new typeorm.DefaultNamingStrategy().tableName(name, undefined)
  const primary = storage.columns.filter((column) => column.options.primary && classes.includes(column.target))
  return fakeTable(args.schema, table, [...new Set(primary.map(({ propertyName }) => propertyName))])
}

function tableOfSchema({ options }: SchemaLike): FakeTable {
  const { schema, tableName, name, columns = {} } = options
  const primary = Object.keys(columns).filter((property) => columns[property]?.primary)
  return fakeTable(schema, tableName ?? new (loadTypeOrm().DefaultNamingStrategy)().tableName(name, undefined), primary)
}

function fakeTable(schema: string | undefined, table: string, primary: readonly string[]): FakeTable {
  const names = schema === undefined || schema === 'public' ? [table] : [schema, table]
  return { name: tableText(names), primary }
}

function inheritance(target: unknown): unknown[] {
  const classes: unknown[] = []
  for (let one: unknown = target; typeof one === 'function'; one = Object.getPrototypeOf(one)) classes.push(one)
  return classes
}

interface SchemaLike {
  readonly options: {
    readonly name: string
    readonly tableName?: string
    readonly schema?: string
    readonly columns?: Readonly<Record<string, { readonly primary?: boolean } | undefined>>
  }
}

function loadTypeOrm(): Partial<typeof TypeOrm> & Pick<typeof TypeOrm, 'DefaultNamingStrategy'> {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- only who asks for entities needs TypeORM loaded
  return require('typeorm') as typeof TypeOrm
}
