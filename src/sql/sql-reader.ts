import { statementsRead } from './lexer/readings'
import { LONGEST, Memo } from './memo'
import { effectiveFunctions } from './queries/effective-functions'
import { PlainSelect } from './queries/plain-select'
import { type QueryReading, queryReadingOf } from './queries/query-reading'
import { type TextFacts, factsOf, hasNoFacts, noFacts } from './queries/text-facts'
import { type RepeatedRows, repeatedRows, withRepeatedRows } from './repeated-rows'
import { type Settings, hasNoSettings, noSettings, settingsOf, settingsOfAll } from './settings/settings'
import type { Dialect, Statement } from './statement'
import { type Circumstances, statementsOf } from './writes/statements-of'
import { WritingFunctions } from './writes/writing-functions'

// Reads SQL: what a text writes, begins, ends, sets and reads.
//
// It promises
// - never to throw, whatever it is given;
// - never to be worse than linear in the length of a text, and to read no more than so many lexemes of it;
// - that whatever it can't tell is said to be unknown, so that more changes than has to, and never less.
// It doesn't check that a text is valid, know what is in a catalogue (views, triggers, functions), or give a tree.
//
// By hand, since no parser does that: `libpg-query` reads PostgreSQL alone, loads asynchronously and takes no text with a
// mistake in it, `node-sql-parser` takes three fifths of our corpus at ten times the cost and more, `pgsql-ast-parser` three
// fifths of that of PostgreSQL at fifty times, and `sql-parser-cst` is under the GPL. `npm run bench -- sql` measures them, and
// `libpg-query` and SQLite check what is read here.
//
// The way of a text: `lexer` cuts it into lexemes and statements, in each way in which the database may read it; `writes` has
// a file for each kind of statement, `clauses` what several of them have in common; `settings` and `queries` read the
// same lexemes for what a session is set to and which tables are read.

/** The answers that one pass over a text gives. */
interface KnownText {
  readonly statements: readonly Statement[]
  readonly settings: Settings
  readonly facts: TextFacts
}

/** Reads the texts that one kind of database is sent, each once as long as it is remembered. */
export class SqlReader {
  readonly #dialect: Dialect
  readonly #circumstances: Circumstances
  readonly #plainSelect: PlainSelect
  readonly #memo = new Memo<KnownText>()
  /** Long INSERTs by the text that has one row alone, with those of one number of rows. */
  readonly #repeated = new Memo<{ readonly count: number; readonly told: KnownText }>()
  readonly #queries = new Memo<{ readonly reading: QueryReading | undefined }>()
  /** Functions that make of a SELECT more than a read of the tables that it names. */
  readonly #effective: () => WritingFunctions
  /** Each text is asked for several times in a row: before and after it runs. */
  #lastText: string | undefined
  #isLastPlain = false
  #last = ofReads

  /**
   * @param writingFunctions the names of functions that write, or read tables
   * @param takesOne whether the driver executes the first statement of a text and leaves the others out
   */
  constructor(dialect: Dialect, writingFunctions: readonly string[] = [], takesOne = false) {
    this.#dialect = dialect
    this.#circumstances = { functions: new WritingFunctions(writingFunctions), takesOne }
    this.#plainSelect = new PlainSelect(this.#circumstances.functions)
    let effective: WritingFunctions | undefined
    this.#effective = () => (effective ??= new WritingFunctions([...effectiveFunctions, ...writingFunctions]))
  }

  /** The statements of a text that do something, in their order; none for reads, which share one array. */
  statementsIn(sql: string): readonly Statement[] {
    return this.#tell(sql).statements
  }

  /** What a text sets for the statements after it. */
  settingsIn(sql: string): Settings {
    return this.#tell(sql).settings
  }

  /** What a text is as a whole. */
  factsOf(sql: string): TextFacts {
    if (hasNoFacts(sql)) return noFacts
    const told = this.#tell(sql)
    return this.#isLastPlain ? this.#remembered(sql).facts : told.facts
  }

  /** Whether a text is certainly one SELECT that writes and sets nothing. */
  isPlainRead(sql: string): boolean {
    this.#tell(sql)
    return this.#isLastPlain
  }

  /** What the one query of a text reads; `undefined` where it does more, or the text does not tell. */
  readingOf(sql: string): QueryReading | undefined {
    const known = this.#queries.get(sql)
    if (known) return known.reading
    const reading = this.#readQuery(sql)
    this.#queries.set(sql, { reading })
    return reading
  }

  #tell(sql: string): KnownText {
    if (sql === this.#lastText) return this.#last
    this.#isLastPlain = this.#plainSelect.test(sql)
    this.#last = this.#isLastPlain ? ofReads : this.#remembered(sql)
    this.#lastText = sql
    return this.#last
  }

  #remembered(sql: string): KnownText {
    const known = this.#memo.get(sql)
    if (known) return known
    const repeated = sql.length > LONGEST ? repeatedRows(this.#dialect, sql) : undefined
    const told = (repeated && this.#readRepeated(repeated)) ?? this.#read(sql)
    this.#memo.set(sql, told)
    return told
  }

  /** The rows of a long INSERT need not be read one by one where they are all alike. */
  #readRepeated(rows: RepeatedRows): KnownText | undefined {
    const known = this.#repeated.get(rows.short)
    if (known?.count === rows.count) return known.told
    const short = this.#remembered(rows.short)
    const statements = withRepeatedRows(short.statements, rows)
    if (!statements) return undefined
    const told = { ...short, statements }
    this.#repeated.set(rows.short, { count: rows.count, told }, Math.ceil(rows.count / ROWS_OF_A_TEXT))
    return told
  }

  #read(sql: string): KnownText {
    const readings = statementsRead(this.#dialect, sql)
    const statements = statementsOf(readings, this.#circumstances)
    return {
      statements: statements.length > 0 ? statements : ofReads.statements,
      settings: settingsOfAll(hasNoSettings(sql) ? noSettings : settingsOf(readings), statements, this.#dialect),
      facts: hasNoFacts(sql) ? noFacts : factsOf(readings),
    }
  }

  #readQuery(sql: string): QueryReading | undefined {
    const readings = statementsRead(this.#dialect, sql)
    const writes = statementsOf(readings, { functions: this.#effective(), takesOne: false })
    return writes.length > 0 ? undefined : queryReadingOf(readings[0])
  }
}

/** Rows of long INSERTs that are remembered in place of a text. */
const ROWS_OF_A_TEXT = 20

/** Of plain reads, and all that are told of nothing. */
const ofReads: KnownText = { statements: [], settings: noSettings, facts: noFacts }
