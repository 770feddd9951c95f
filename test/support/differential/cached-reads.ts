import type { DataSource, SelectQueryBuilder, ObjectLiteral } from 'typeorm'
import type { Draw } from './draw'
import { quoted } from './fill'
import { type Model, models } from './models'
import { show } from './operation'
import { type ForeignKey, type TableName, tableNames, tables } from './tables'
import { drawKey, drawKeyValue, drawPlainValue } from './values'

/** A query that may be answered from the cache. It can be run any number of times. */
export interface CachedRead {
  /** As code or SQL, for people to read. */
  readonly text: string
  /** Gives the same text whenever the database has the same rows for it. */
  run(dataSource: DataSource, cache: boolean): Promise<string>
}

export function drawCachedRead(draw: Draw): CachedRead {
  return draw.chance(0.4) ? drawFind(draw) : drawJoins(draw)
}

/** By its key, or by one of several; often with a relation, whose pages take two queries. */
function drawFind(draw: Draw): CachedRead {
  const model = draw.pick(models)
  const criteria = (): object => ({
    ...drawNamed(draw, model),
    ...(draw.chance(0.2) ? drawPlainOf(draw, model) : {}),
  })
  const relation = draw.chance(0.5) ? model.owning[0]?.property : undefined
  const options = {
    where: draw.chance(0.6) ? criteria() : draw.list(1, 3, criteria),
    ...(relation !== undefined && { relations: { [relation]: true } }),
    ...(draw.chance(0.3) && { take: 2 }),
    order: Object.fromEntries(tables[model.table].key.map((column) => [column, 'ASC' as const])),
  }
  const method = draw.pick(['find', 'findOne', 'count'] as const)
  return {
    text: `${method}(${model.name}, ${show(options)})`,
    run: async ({ manager }, cache) => JSON.stringify(await manager[method](model.target, { ...options, cache })),
  }
}

/** Its key, a part of that, or the row that it belongs to: as a relation, or as its foreign key. */
function drawNamed(draw: Draw, model: Model): object {
  const { table, owning } = model
  const relation = owning.length > 0 && draw.chance(0.5) ? draw.pick(owning) : undefined
  const key = drawKey(draw, table)
  if (!relation) return draw.chance(0.6) ? key : draw.chance(0.5) ? drawPlainOf(draw, model) : firstOf(key)
  const { property, targetKey, column } = relation
  const id = drawKeyValue(draw, targetKey)
  return column !== undefined && draw.chance(0.5) ? { [column]: id } : { [property]: { [targetKey]: id } }
}

function firstOf(key: object): object {
  return Object.fromEntries(Object.entries(key).slice(0, 1))
}

function drawPlainOf(draw: Draw, { plain, table }: Model): object {
  const name = draw.pick(plain)
  return { [name]: drawPlainValue(draw, table, name) ?? '' }
}

/** One table or several, also the same one twice, with conditions of every kind. */
function drawJoins(draw: Draw): CachedRead {
  const from = draw.list(1, 3, () => draw.pick(tableNames))
  const joins = from.slice(1).map((table, at) => {
    const joined = from.slice(0, at + 2)
    const equality = drawEquality(draw, joined, at + 1)
    const on = draw.pick([equality, drawCondition(draw, joined), `${equality} AND ${drawTerm(draw, joined)}`])
    return { table, alias: `t${at + 1}`, on, isOuter: draw.chance(0.6) }
  })
  const where = draw.chance(0.5) ? drawCondition(draw, from) : '1 = 1'
  const isCount = draw.chance(0.2)
  const build = (dataSource: DataSource): SelectQueryBuilder<ObjectLiteral> => {
    const query = dataSource
      .createQueryBuilder()
      .select(isCount ? 'COUNT(*)' : '*')
      .from(from[0] as string, 't0')
    if (!isCount)
      query.select(
        from
          .flatMap((table, at) => columnsOf(table).map((name) => `t${at}.${quoted(name)}`))
          .map((path, at) => `${path} AS c${at}`)
          .join(', '),
      )
    for (const { table, alias, on, isOuter } of joins)
      if (isOuter) query.leftJoin(table, alias, on)
      else query.innerJoin(table, alias, on)
    return query.where(where)
  }
  const text = [
    from[0],
    ...joins.map(({ table, on, isOuter }) => `${isOuter ? 'LEFT ' : ''}JOIN ${table} ON ${on}`),
    `WHERE ${where}`,
  ].join(' ')
  return {
    text: isCount ? `COUNT(*) FROM ${text}` : text,
    run: async (dataSource, cache) => {
      const rows = await build(dataSource).cache(cache).getRawMany<unknown>()
      return rows
        .map((row) => JSON.stringify(row))
        .sort()
        .join('\n')
    },
  }
}

function columnsOf(table: TableName): readonly string[] {
  const { key, texts, numbers, foreignKeys } = tables[table]
  return [...new Set([...key, ...texts, ...numbers, ...foreignKeys.map(({ column }) => column)])]
}

function drawCondition(draw: Draw, from: readonly TableName[]): string {
  const first = drawTerm(draw, from)
  const others = draw.list(0, 1, () => `${draw.chance(0.75) ? ' AND ' : ' OR '}${drawTerm(draw, from)}`)
  return first + others.join('')
}

function drawTerm(draw: Draw, from: readonly TableName[]): string {
  const at = draw.integer(0, from.length - 1)
  const { key, foreignKeys } = tables[from[at] as TableName]
  const path = (column: string): string => `t${at}.${quoted(column)}`
  const value = (column: string): string => `'${String(drawKeyValue(draw, column))}'`.replace(/^'(\d+)'$/, '$1')
  const foreignKey = foreignKeys.length > 0 ? draw.pick(foreignKeys) : undefined
  switch (draw.integer(0, 12)) {
    case 0:
      return `(${drawCondition(draw, from)})`
    case 1:
      return `NOT ${drawTerm(draw, from)}`
    case 2: {
      const column = draw.pick(key)
      return `${path(column)} IN (${draw.list(1, 3, () => value(column)).join(', ')})`
    }
    case 3:
    case 4:
      return drawEquality(draw, from, at)
    case 5:
      return `${path(foreignKey?.column ?? draw.pick(key))} IS NULL`
    case 9:
      return plainTerm(draw, from[at] as TableName, path)
    case 6:
    case 7:
      if (foreignKey) return `${path(foreignKey.column)} = ${value(keyOf(foreignKey))}`
      return `${path(key[0] as string)} = ${value(key[0] as string)}`
    case 8:
      if (foreignKey)
        return `${path(foreignKey.column)} IN (${draw.list(1, 3, () => value(keyOf(foreignKey))).join(', ')})`
      return `${path(key[0] as string)} = ${value(key[0] as string)}`
    default:
      return key.map((column) => `${path(column)} = ${value(column)}`).join(' AND ')
  }
}

/** By a text or a number, or by none. */
function plainTerm(draw: Draw, table: TableName, path: (column: string) => string): string {
  const { texts, numbers, key } = tables[table]
  const name = draw.pick([...texts, ...numbers, ...key])
  if (draw.chance(0.2)) return `${path(name)} IS NULL`
  const value = numbers.includes(name)
    ? draw.integer(0, 3)
    : key.includes(name)
      ? drawKeyValue(draw, name)
      : draw.pick(['a', 'b', ''])
  return `${path(name)} = ${typeof value === 'number' ? value : `'${String(value)}'`}`
}

function keyOf({ target }: ForeignKey): string {
  return tables[target].key[0] as string
}

/** Of columns that belong together, or of any that can be compared. */
function drawEquality(draw: Draw, from: readonly TableName[], at: number): string {
  const { key, foreignKeys } = tables[from[at] as TableName]
  const own = foreignKeys.length > 0 && draw.chance(0.5) ? draw.pick(foreignKeys).column : draw.pick(key)
  const isText = (column: string): boolean => /code/i.test(column)
  const others = from.flatMap((table, other) =>
    tables[table].key
      .filter((column) => other !== at && isText(column) === isText(own))
      .map((column) => `t${other}.${quoted(column)}`),
  )
  const path = `t${at}.${quoted(own)}`
  return others.length > 0 ? `${path} = ${draw.pick(others)}` : `${path} IS NULL`
}
