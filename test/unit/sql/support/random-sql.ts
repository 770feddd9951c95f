import fc from 'fast-check'

const columns = ['a', 'b', 'c', 'd']

const column = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...columns) },
  { weight: 2, arbitrary: fc.constantFrom(...columns).map((name) => `t.${name}`) },
  { weight: 1, arbitrary: fc.constantFrom('"a"', '"b"', 'A', 'T.b', 'rowid') },
)

const value = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('1', '2', '3', '-1', '+2', '1.0', "'x'", "'y'", "'it''s'", 'NULL', "'1'") },
  { weight: 2, arbitrary: fc.constantFrom('TRUE', 'FALSE', '(1)', '((2))', '- 1', '1e0', '0x2', '.5') },
  {
    weight: 1,
    arbitrary: fc.constantFrom('1 + 1', "'x' || 'y'", '(SELECT 2)', 'abs(-1)', '~1', '-(-1)', "'x' COLLATE NOCASE"),
  },
)

const values = fc.array(value, { minLength: 1, maxLength: 3 }).map((all) => all.join(', '))
const pair = fc.tuple(value, value).map((both) => `(${both.join(', ')})`)
const operator = fc.constantFrom('=', '=', '=', '==', '<>', '<', '>=', ' IS ', ' IS NOT ', '+', '-', '*', ' LIKE ')

const operand = fc.oneof({ weight: 3, arbitrary: column }, { weight: 3, arbitrary: value })

const atom = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(column, value).map((sides) => sides.join(' = ')) },
  { weight: 2, arbitrary: fc.tuple(value, column).map((sides) => sides.join('=')) },
  { weight: 3, arbitrary: fc.tuple(column, values).map(([one, list]) => `${one} IN (${list})`) },
  { weight: 1, arbitrary: fc.tuple(column, values).map(([one, list]) => `${one} NOT IN (${list})`) },
  { weight: 2, arbitrary: fc.tuple(operand, operator, operand).map((parts) => parts.join('')) },
  { weight: 1, arbitrary: fc.tuple(operand, operator, operand, operator, operand).map((parts) => parts.join('')) },
  { weight: 1, arbitrary: fc.tuple(operand, operand, operand).map(([x, y, z]) => `${x} BETWEEN ${y} AND ${z}`) },
  { weight: 1, arbitrary: fc.tuple(operand, operand, operand).map(([x, y, z]) => `${x} NOT BETWEEN ${y} AND ${z}`) },
  { weight: 1, arbitrary: fc.tuple(column, column, pair).map(([x, y, both]) => `(${x}, ${y}) = ${both}`) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(column, column, fc.array(pair, { minLength: 1, maxLength: 2 }))
      .map(([x, y, all]) => `(${x}, ${y}) IN (VALUES ${all.join(', ')})`),
  },
  { weight: 1, arbitrary: column.map((one) => `${one} IS NULL`) },
  { weight: 1, arbitrary: fc.constantFrom('1', '0', 'NULL', 'a', 'EXISTS (SELECT 1)', 'a ISNULL', 'b NOTNULL') },
)

const connective = fc.constantFrom(
  ' AND ',
  ' AND ',
  ' AND ',
  ' OR ',
  ' OR ',
  ' = ',
  ' IS ',
  ' || ',
  ' + ',
  '\nand\n',
  '/* */OR ',
)

/** Conditions over the columns a, b, c and d, most of which SQLite takes; few of them are what people write. */
export const condition = fc.letrec<{ condition: string; term: string }>((tie) => ({
  term: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 5, arbitrary: atom },
    { weight: 2, arbitrary: tie('condition').map((inner) => `(${inner})`) },
    { weight: 1, arbitrary: tie('term').map((inner) => `NOT ${inner}`) },
    {
      weight: 1,
      arbitrary: fc.tuple(tie('condition'), atom).map(([one, other]) => `CASE WHEN ${one} THEN ${other} END`),
    },
  ),
  condition: fc
    .tuple(tie('term'), fc.array(fc.tuple(connective, tie('term')), { maxLength: 3 }))
    .map(([first, more]) => first + more.flat().join('')),
})).condition

const assignment = fc.oneof(
  fc.tuple(fc.constantFrom('c', 'd', '"c"', 'D'), fc.oneof(value, column, atom)).map((sides) => sides.join(' = ')),
  fc.tuple(value, value).map(([x, y]) => `(c, d) = (${x}, ${y})`),
  fc.constantFrom('c = CASE WHEN a = 1 THEN b ELSE 7 END', 'd = (SELECT max(a) FROM t WHERE b = 1)'),
)

export const assignments = fc.array(assignment, { minLength: 1, maxLength: 3 }).map((all) => all.join(', '))
