import { fromTypedJson, isTyped, toTypedJson } from '../../values/typed-json'

/** The text of a result, and before it what TypeORM's text of the parameters doesn't tell of them. */
export interface StoredResult {
  readonly parameters: string
  readonly rows: readonly unknown[]
}

/** @throws InvalidValueError where a row holds what would come back as something else */
export function toStored({ parameters, rows }: StoredResult): string {
  return `${parameters}\n${toTypedJson(rows)}`
}

/** @throws for what is no stored result */
export function fromStored(text: string): StoredResult {
  // A line feed within JSON is written otherwise.
  const end = text.indexOf('\n')
  return { parameters: text.slice(0, end), rows: fromTypedJson(text.slice(end + 1)) as unknown[] }
}

/** What tells `NaN` and `Infinity` from `null`, and a `Date` from its text, which are the same in the text of the query. */
export function typesOf(parameters: unknown): string {
  try {
    const text = toTypedJson(parameters)
    return isTyped(text) ? text : ''
  } catch {
    // An instance of a class, of which the query's text has what it makes of itself.
    return ''
  }
}
