import { InvalidValueError } from '../../errors'
import { isPlainObject } from '../../keys/built-ins'
import { fromTypedJson, isTyped, toTypedJson } from '../../values/typed-json'

/** The text of a result, and before it what TypeORM's text of the parameters doesn't tell of them. */
export interface StoredResult {
  readonly parameters: string
  /** A copy, for one caller. */
  readonly rows: unknown[]
}

/** What a query was answered, and `typesOf` its parameters. */
export interface QueryAnswer {
  readonly parameters: string | undefined
  readonly rows: readonly unknown[]
}

/** @throws InvalidValueError where a row holds what would come back as something else */
export function toStored({ parameters, rows }: QueryAnswer): string {
  if (parameters === undefined) throw new InvalidValueError('A parameter holds more than its text shows.')
  return `${parameters}\n${toTypedJson(rows)}`
}

/** @throws for what is no stored result */
export function fromStored(text: string): StoredResult {
  // A line feed within JSON is written otherwise.
  const end = text.indexOf('\n')
  const rows = fromTypedJson(text.slice(end + 1))
  const areRows = Array.isArray(rows) && rows.every((row) => typeof row === 'object' && row !== null)
  if (!areRows) throw new InvalidValueError('What is stored of a query holds no rows.')
  return { parameters: text.slice(0, end), rows }
}

/**
 * What tells `NaN` and `Infinity` from `null`, and a `Date` from its text, which are the same in the text of the query.
 * `undefined` where an instance of a class is among them, of which that text need not tell everything.
 */
export function typesOf(parameters: unknown): string | undefined {
  try {
    if (Array.isArray(parameters) && parameters.some(hasHidden)) return undefined
    const text = toTypedJson(parameters)
    return isTyped(text) ? text : ''
  } catch {
    return undefined
  }
}

/** A driver may ask it for what no text shows of it, like `toPostgres`. */
function hasHidden(parameter: unknown): boolean {
  if (typeof parameter !== 'object' || parameter === null || !isPlainObject(parameter)) return false
  return Object.getOwnPropertyNames(parameter).length !== Object.keys(parameter).length
}
