import { InvalidValueError, show } from '../errors'

// JSON's scalars for all of the language's: what JSON has no word for stands as a text with a mark and a letter before it.

export const MARK = '~'

/** What JSON has scalars for. */
export type JsonScalar = string | number | boolean | null

/** What the language has without parts. */
export type Primitive = JsonScalar | bigint | undefined

export function toMarkedScalar(value: Primitive): JsonScalar {
  switch (typeof value) {
    case 'string':
      return value.startsWith(MARK) ? MARK + value : value
    case 'number':
      if (Object.is(value, -0)) return '~n-0'
      return Number.isFinite(value) ? value : `~n${value}`
    case 'bigint':
      return `~i${value}`
    case 'undefined':
      return '~u'
    default:
      return value
  }
}

/**
 * @param text one with a mark
 * @throws InvalidValueError for what `toMarkedScalar` has not made
 */
export function fromMarkedScalar(text: string): Primitive {
  const rest = text.slice(2)
  switch (text[1]) {
    case MARK:
      return MARK + rest
    case 'n':
      return Number(rest)
    case 'i':
      return BigInt(rest)
    case 'u':
      return undefined
    default:
      throw new InvalidValueError(`A stored text begins with an unknown mark: ${show(text)}.`)
  }
}
