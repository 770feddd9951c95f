import type { Draw } from '../../draw'
import { type Operation, type Write, dialect, operation, show } from '../../operation'
import type { Scalar } from '../../values'

type Traits = Parameters<typeof operation>[3]

/** Spells one statement: what may be written in several ways is, as chance has it. */
export class SqlWriter {
  readonly draw: Draw
  readonly #parameters: unknown[] = []
  readonly #hasParameters: boolean
  /** Whether arrays may stand for lists, which takes a parameter. */
  readonly takesArrays: boolean
  readonly #isQuoted: boolean
  readonly #isLoud: boolean
  readonly #isCommented: boolean

  /** @param hasParameters `false` where the statement can't have any */
  constructor(draw: Draw, hasParameters = true) {
    this.draw = draw
    this.#hasParameters = draw.chance(0.5) && hasParameters
    this.takesArrays = hasParameters && dialect === 'postgres'
    this.#isQuoted = draw.chance(0.5)
    this.#isLoud = draw.chance(0.3)
    this.#isCommented = draw.chance(0.15)
  }

  /** The name of a table, with or without its schema. */
  table(name: string): string {
    if (this.draw.chance(0.15) && dialect !== 'mysql') {
      return `${this.name(dialect === 'postgres' ? 'public' : 'main')}.${this.name(name)}`
    }
    return this.name(name)
  }

  /** The name of a column, or of a table. */
  name(name: string): string {
    const needsQuotes = dialect === 'postgres' && /[A-Z]/.test(name)
    if (this.#isQuoted || needsQuotes || reserved.has(name)) return dialect === 'mysql' ? `\`${name}\`` : `"${name}"`
    // MySQL tells tables apart by case.
    return this.#isLoud && dialect !== 'mysql' ? name.toUpperCase() : name
  }

  value(value: Scalar | readonly Scalar[]): string {
    if (Array.isArray(value) || (this.#hasParameters && this.draw.chance(0.85))) {
      this.#parameters.push(value)
      return dialect === 'postgres' ? `$${this.#parameters.length}` : '?'
    }
    return this.literal(value as Scalar)
  }

  literal(value: Scalar): string {
    if (value === null) return this.draw.pick(['NULL', 'null'])
    if (typeof value === 'number') return this.draw.chance(0.1) ? `(${value})` : String(value)
    const quoted = `'${value.replaceAll("'", "''")}'`
    if (dialect !== 'postgres' || this.draw.chance(0.8)) return quoted
    return this.draw.pick([`$$${value}$$`, `$q$${value}$q$`, `E'${value.replaceAll("'", "\\'")}'`])
  }

  /** Joins what stands between blanks or comments. Keywords are given in capitals. */
  text(...parts: readonly (string | undefined)[]): string {
    let sql = ''
    for (const part of parts) {
      if (part === undefined || part === '') continue
      sql += sql === '' ? part : this.#blank() + part
    }
    return this.#isCommented && this.draw.chance(0.3) ? `/* DELETE FROM bystanders */ ${sql}` : sql
  }

  /** The whole statement. */
  operation(sql: string, writes: readonly Write[], traits?: Traits): Operation {
    const parameters = this.#parameters
    const text = parameters.length > 0 ? `query(${show(sql)}, ${show(parameters)})` : `query(${show(sql)})`
    return operation(
      text,
      writes,
      (manager) => (parameters.length > 0 ? manager.query(sql, [...parameters]) : manager.query(sql)),
      traits,
    )
  }

  #blank(): string {
    if (!this.#isCommented) return ' '
    return this.draw.pick([' ', '\n', '\t', " /* it's a comment; */ ", ' -- WHERE 1 = 2\n'])
  }
}

const reserved: ReadonlySet<string> = new Set(['load', 'key'])
