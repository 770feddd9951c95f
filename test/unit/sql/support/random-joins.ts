import fc from 'fast-check'

/** The tables that random joins read; each has the columns k, x and y with small numbers, k being its key. */
export const joinedTables = ['a', 'b'] as const

/** Queries with joins of every kind, whose conditions often name rows of one of the tables by their keys. */
export const randomJoins: fc.Arbitrary<string> = fc
  .tuple(fc.array(fc.constantFrom(...joinedTables), { minLength: 1, maxLength: 3 }), fc.boolean())
  .chain(([tables, isWithin]) => {
    const aliases = tables.map((_, at) => `t${at}`)
    const from = tables.map((table, at) => joinOf(`${table} t${at}`, aliases.slice(0, at + 1)))
    const columns = aliases.map((alias) => `${alias}.k, ${alias}.x`).join(', ')
    const list = fc.constantFrom(columns, 'COUNT(*), SUM(t0.y)', `DISTINCT ${columns}`)
    const query = fc
      .tuple(list, fc.tuple(...from), fc.oneof(fc.constant(''), where(aliases), where(aliases)))
      .map(([selected, joins, condition]) => `SELECT ${selected} FROM ${joins.join('')}${condition}`)
    return isWithin ? query.map((sql) => `SELECT k, EXISTS (${sql}) FROM a WHERE k = 1`) : query
  })

function joinOf(table: string, aliases: readonly string[]): fc.Arbitrary<string> {
  if (aliases.length === 1) return fc.constant(table)
  return fc.oneof(
    { weight: 1, arbitrary: fc.constantFrom(`, ${table}`, ` CROSS JOIN ${table}`) },
    {
      weight: 6,
      arbitrary: fc
        .tuple(fc.constantFrom('JOIN', 'LEFT JOIN', 'LEFT JOIN', 'RIGHT JOIN', 'FULL JOIN'), conditionOn(aliases))
        .map(([join, condition]) => ` ${join} ${table} ON ${condition}`),
    },
  )
}

function where(aliases: readonly string[]): fc.Arbitrary<string> {
  return conditionOn(aliases).map((condition) => ` WHERE ${condition}`)
}

function conditionOn(aliases: readonly string[]): fc.Arbitrary<string> {
  const alias = fc.constantFrom(...aliases)
  const value = fc.constantFrom('1', '2', '3')
  const column = fc.tuple(alias, fc.constantFrom('k', 'k', 'x')).map((path) => path.join('.'))
  const atom = fc.oneof(
    { weight: 5, arbitrary: fc.tuple(alias, value).map(([one, other]) => `${one}.k = ${other}`) },
    { weight: 2, arbitrary: fc.tuple(alias, value, value).map(([one, x, y]) => `${one}.k IN (${x}, ${y})`) },
    { weight: 4, arbitrary: fc.tuple(column, column).map((sides) => sides.join(' = ')) },
    { weight: 1, arbitrary: fc.tuple(alias, value, value).map(([one, x, y]) => `(${one}.k, ${one}.x) = (${x}, ${y})`) },
    { weight: 1, arbitrary: fc.tuple(column, value).map(([one, other]) => `${one} >= ${other}`) },
    { weight: 1, arbitrary: column.map((one) => `${one} IS NULL`) },
  )
  return fc.letrec<{ term: string; condition: string }>((tie) => ({
    term: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      { weight: 6, arbitrary: atom },
      { weight: 2, arbitrary: tie('condition').map((inner) => `(${inner})`) },
      { weight: 1, arbitrary: tie('term').map((inner) => `NOT ${inner}`) },
    ),
    condition: fc
      .tuple(tie('term'), fc.array(fc.tuple(fc.constantFrom(' AND ', ' AND ', ' OR '), tie('term')), { maxLength: 2 }))
      .map(([first, more]) => first + more.flat().join('')),
  })).condition
}
