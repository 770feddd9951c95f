import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import { loadModule, parseSync } from 'libpg-query'
import { SqlReader } from '../../src/sql/sql-reader'
import type { Dialect } from '../../src/sql/statement'
import { corpus } from '../unit/sql/corpus/all'
import { queries } from '../unit/sql/corpus/queries'
import { inEachDialect } from '../unit/sql/support/dialects'
import type { Bench } from './bench'
import { ratiosToFirst } from './rounds'

/** Deeper texts end some parsers, and their times would be those of a few texts. */
const LONGEST = 5_000

const texts: readonly Text[] = [...textsOf(corpus, false), ...textsOf(queries, true)]

interface Text {
  readonly dialect: Dialect
  readonly sql: string
  /** Whether the reader is asked for what it reads, and not for what it writes. */
  readonly isQuery: boolean
}

interface Parser {
  readonly name: string
  readonly dialects: readonly Dialect[]
  /** Throws where the parser does not take a text. */
  readonly parse: (text: Text) => unknown
}

/**
 * Why SQL is read by hand: how many texts of the corpus a parser takes, and how long it takes for those, to the reader for the
 * same texts. Each text is a new one each time, so that nothing is remembered. Other parsers are no dependencies:
 * `ALKEY_PARSERS` names a folder where they are installed.
 */
export async function sql(bench: Bench): Promise<void> {
  await loadModule()
  const parsers: Parser[] = [
    { name: 'libpg-query', dialects: ['postgres'], parse: ({ sql }) => parseSync(sql) },
    ...installed(process.env['ALKEY_PARSERS'], bench.print),
  ]
  for (const parser of parsers) for (const dialect of parser.dialects) await compare(bench, parser, dialect)
}

async function compare({ rounds, print }: Bench, { name, parse }: Parser, dialect: Dialect): Promise<void> {
  const all = texts.filter((text) => text.dialect === dialect)
  const taken = all.filter((text) => takes(parse, text))
  const read = readerOf(dialect)
  const ratios = await ratiosToFirst(
    {
      reader: () => timed(taken, read),
      control: () => timed(taken, read),
      parser: () => timed(taken, parse),
    },
    rounds,
  )
  const share = `${taken.length} of ${all.length} texts of ${dialect}`
  print(`${name}: ${share}, x${ratios.parser.toFixed(1)}, control x${ratios.control.toFixed(2)} (CPU)`)
}

function textsOf(cases: typeof corpus, isQuery: boolean): readonly Text[] {
  const all = inEachDialect(Object.values(cases).flat())
  const kept = all.filter(([, sql]) => sql.length <= LONGEST && sql.trim() !== '')
  return kept.map(([dialect, sql]) => ({ dialect, sql, isQuery }))
}

function readerOf(dialect: Dialect): Parser['parse'] {
  const reader = new SqlReader(dialect)
  const queryReader = new SqlReader(dialect)
  return ({ sql, isQuery }) => (isQuery ? queryReader.readingOf(sql) : reader.statementsIn(sql))
}

function takes(parse: Parser['parse'], text: Text): boolean {
  try {
    parse(text)
    return true
  } catch {
    return false
  }
}

function timed(all: readonly Text[], call: (text: Text) => unknown): Promise<number> {
  blanks += ' '
  const others = all.map((text) => ({ ...text, sql: Buffer.from(text.sql + blanks).toString() }))
  const before = process.cpuUsage()
  for (const text of others) call(text)
  const { user, system } = process.cpuUsage(before)
  return Promise.resolve(user + system)
}

/** What makes texts new ones. */
let blanks = ''

/** Those of the parsers that are installed in a folder. */
function installed(folder: string | undefined, print: Bench['print']): readonly Parser[] {
  if (folder === undefined) return []
  const load = createRequire(resolve(folder, 'package.json'))
  return [
    ...optional(print, () => {
      const { Parser: SqlParser } = load('node-sql-parser') as { Parser: new () => NodeSqlParser }
      const parser = new SqlParser()
      const databases = { postgres: 'postgresql', mysql: 'mysql', sqlite: 'sqlite' }
      const parse = ({ dialect, sql }: Text): unknown => parser.astify(sql, { database: databases[dialect] })
      return { name: 'node-sql-parser', dialects: ['postgres', 'mysql', 'sqlite'], parse }
    }),
    ...optional(print, () => {
      const { parse } = load('pgsql-ast-parser') as { parse: (sql: string) => unknown }
      return { name: 'pgsql-ast-parser', dialects: ['postgres'], parse: ({ sql }) => parse(sql) }
    }),
  ]
}

interface NodeSqlParser {
  astify(sql: string, options: { readonly database: string }): unknown
}

function optional(print: Bench['print'], load: () => Parser): readonly Parser[] {
  try {
    return [load()]
  } catch (error) {
    print(`left out: ${String(error).split('\n')[0]}`)
    return []
  }
}
