import { InvalidOptionError, show } from '../errors'

/**
 * The only option of a call, which is true or false.
 *
 * @param what is called, for the message
 * @returns `undefined` when it was not given
 */
export function flagOf(what: string, options: unknown, name: string): boolean | undefined {
  const given = Object.prototype.toString.call(options) === '[object Object]' ? Object.entries(options as object) : []
  const isKnown = given.length <= 1 && given.every(([key, value]) => key === name && isFlag(value))
  if (isKnown && typeof options === 'object') return given[0]?.[1] as boolean | undefined
  throw new InvalidOptionError(`${what} takes { ${name}: true } or { ${name}: false }, not ${show(options)}.`)
}

function isFlag(value: unknown): boolean {
  return value === undefined || typeof value === 'boolean'
}
