import fc from 'fast-check'
import type { Dialect } from '../../../../src/sql/statement'

/** The tables that random queries read; each has a column x, and in MySQL an index i. */
export const queriedTables = ['a', 'b', 'c', 'd', 'e'] as const

/** Queries of one column. Common table expressions and aliases are often called what a table is called. */
export function randomQuery(dialect: Dialect): fc.Arbitrary<string> {
  const { tables, functions, values, labels, operands, enclosed } = words[dialect]
  const name = fc.constantFrom(...queriedTables)
  const alias = fc.constantFrom(' t#', ' AS t#', ' t#', ' AS t#', ' a', ' AS b')
  const { query } = fc.letrec<Record<'query' | 'body' | 'select' | 'from' | 'item' | 'value', string>>((tie) => {
    const inner = joined('(', tie('query'), ')')
    const expressions = fc
      .tuple(fc.shuffledSubarray([...queriedTables, 'q'], { minLength: 1, maxLength: 3 }), inner, inner, inner)
      .map(([names, ...bodies]) => names.map((one, at) => `${one} AS ${bodies[at] ?? ''}`).join(', '))
    return {
      query: joined(
        sometimes(joined(fc.constantFrom('WITH ', 'WITH RECURSIVE '), expressions, ' ')),
        tie('body'),
        sometimes(fc.constantFrom(' ORDER BY 1', ' LIMIT 1', ' LIMIT 1 OFFSET 2')),
        sometimes(fc.constantFrom('/* FROM e */', ' -- FROM e\n')),
      ),
      body: often(
        tie('select'),
        ...operands.map((one) => fc.constant(one)),
        joined(
          tie('select'),
          fc.constantFrom(' UNION ', ' UNION ALL ', ' INTERSECT ', ' EXCEPT '),
          enclosed ? fc.oneof(tie('select'), inner) : tie('select'),
        ),
      ),
      select: joined(
        fc.constantFrom('SELECT ', 'SELECT ', 'select DISTINCT ', 'SELECT/**/ALL '),
        tie('value'),
        sometimes(joined(' ', fc.constantFrom(...labels))),
        often(joined(' FROM ', tie('from')), fc.constant('')),
        sometimes(fc.oneof(joined(' WHERE (', tie('value'), ') IS NULL'), joined(' GROUP BY 1 HAVING EXISTS ', inner))),
      ),
      from: often(
        tie('item'),
        joined(tie('item'), fc.constantFrom(', ', ' CROSS JOIN ', ' NATURAL JOIN '), tie('from')),
        joined(tie('from'), fc.constantFrom(' JOIN ', ' LEFT JOIN '), tie('item'), ' ON (', tie('value'), ') IS NULL'),
        joined(tie('item'), ' JOIN (', tie('item'), ' LEFT JOIN ', tie('item'), ' ON 1 = 1) ON 1 = 1'),
      ),
      item: often(
        joined(name, alias),
        name,
        fc.constantFrom(...tables),
        fc.constantFrom(...functions),
        joined(inner, alias),
        joined('(', tie('item'), ' CROSS JOIN ', tie('item'), ')'),
      ),
      value: often(
        fc.constantFrom('1', '2', 'NULL'),
        fc.constantFrom(...values),
        inner,
        joined('((', inner, '))'),
        joined('1 IN ', inner),
        joined('coalesce(1, ', inner, ')'),
      ),
    }
  })
  return query.map((sql) => {
    let number = 0
    return sql.replaceAll('#', () => String(number++))
  })
}

interface Words {
  readonly tables: readonly string[]
  readonly functions: readonly string[]
  readonly values: readonly string[]
  /** What a column may be called. */
  readonly labels: readonly string[]
  /** Queries that are no SELECT. */
  readonly operands: readonly string[]
  /** Whether what is behind UNION may stand in parentheses. */
  readonly enclosed: boolean
}

/** What each dialect has of its own. */
const words: Readonly<Record<Dialect, Words>> = {
  postgres: {
    tables: [
      'A t#',
      '"b"',
      'pg_temp.c',
      'ONLY d t#',
      'e * t#',
      'ONLY (a) t#',
      'pg_temp . "d" t#',
      'LATERAL (TABLE e) t#',
    ],
    functions: [
      'generate_series(1, 2) t#',
      'ROWS FROM (unnest(ARRAY[1]), generate_series(1, 2)) t#',
      'LATERAL unnest(ARRAY[1]) t#',
    ],
    values: [
      "extract(year FROM DATE '2020-01-01')::int",
      "length(substring('abc' FROM 1 FOR 2))",
      "length(trim(BOTH ' ' FROM 'x'))",
      "length(overlay('abc' PLACING 'x' FROM 2))",
      "position('a' IN 'b')",
      '(1 IS DISTINCT FROM 2)::int',
      '(1 IS NOT DISTINCT FROM 2)::int',
      'length($$ FROM e $$)',
      '(ARRAY[1, (SELECT x FROM e)])[1]',
    ],
    labels: ['AS from', 'distinct', 'AS as', 'AS union', 'join', 'AS "from"', 'AS where', 'values', 'AS is'],
    operands: ['VALUES (1), (2)', 'TABLE a', 'TABLE ONLY pg_temp.b'],
    enclosed: true,
  },
  mysql: {
    tables: ['`a` t#', 'b AS t#', 'c t# USE INDEX FOR ORDER BY (i)', 'd t# FORCE INDEX (i)', '`e` AS `from#`'],
    functions: ["JSON_TABLE('[]', '$[*]' COLUMNS (x INT PATH '$.x')) AS t#"],
    values: [
      'EXTRACT(YEAR FROM NOW())',
      "TRIM(LEADING 'x' FROM 'xa')",
      "MID('abc' FROM 2)",
      "SUBSTR('abc' FROM 2 FOR 1)",
      '"x FROM e"',
      '1--1',
    ],
    labels: ['AS `from`', "AS 'x FROM e'", '`select`', 'AS `join`'],
    operands: ['VALUES (1), (2)'],
    enclosed: true,
  },
  sqlite: {
    tables: ['A t#', '"b"', 'main.c t#', '[d] [from#]', "'e' t#", 'a t# NOT INDEXED', 'main."b"'],
    functions: ["json_each('[1]') t#"],
    values: ['1 IS DISTINCT FROM 2', '[x]', '`x`', "json_extract('[1]', '$[0]')", "' FROM e'"],
    labels: ['AS "from"', "'from'", '[select]', 'AS `join`', 'AS left'],
    operands: ['VALUES (1), (2)'],
    enclosed: false,
  },
}

type Text = fc.Arbitrary<string>

function joined(...parts: readonly (Text | string)[]): Text {
  return fc
    .tuple(...parts.map((part) => (typeof part === 'string' ? fc.constant(part) : part)))
    .map((all) => all.join(''))
}

function sometimes(text: Text): Text {
  return fc.oneof({ weight: 3, arbitrary: fc.constant('') }, { weight: 1, arbitrary: text })
}

/** Most often the first, always where it grows deep. */
function often(first: Text, ...others: readonly Text[]): Text {
  const all = [{ weight: others.length, arbitrary: first }, ...others.map((arbitrary) => ({ weight: 1, arbitrary }))]
  return fc.oneof({ depthSize: 'small', withCrossShrink: true }, ...all)
}
