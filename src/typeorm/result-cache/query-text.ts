/** The SQL of a query, without its parameters. */
export function sqlOf(text: string): string {
  // Parameters, in which anything may stand, are left where they are if they hold the separator as well: in a comment.
  const at = text.lastIndexOf(SEPARATOR)
  return at < 0 ? text : text.slice(0, at)
}

/** The parameters as far as the text of a query tells them; `undefined` when it does not. */
export function shownParameters(text: string): readonly unknown[] | undefined {
  const at = text.lastIndexOf(SEPARATOR)
  if (at < 0) return undefined
  try {
    const parameters: unknown = JSON.parse(text.slice(at + SEPARATOR.length))
    return Array.isArray(parameters) ? parameters.map(told) : undefined
  } catch {
    // What comes last is the end of a parameter that holds the separator.
    return undefined
  }
}

const SEPARATOR = ' -- PARAMETERS: '

/** What looks like the text of a Date may have been one, which is no text to the database. */
function told(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(told)
  return typeof value === 'string' && dateText.test(value) ? UNTOLD : value
}

const dateText = /^(?:\d{4}|[+-]\d{6})-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/

/** A value that no column can have. */
const UNTOLD = Symbol('untold')
