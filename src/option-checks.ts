import { InvalidOptionError, reading, show } from './errors'
import type { Logger } from './warnings/logger'

export const DAY_MS = 24 * 60 * 60 * 1000

/** Node's timers take no longer delay than this. */
const MAX_TIMER_MS = 2 ** 31 - 1

/**
 * The options that are given, each read once.
 *
 * @param taker what takes them, like `remember()`
 */
export function givenOptions<Options extends object>(
  taker: string,
  options: unknown,
  known: readonly (keyof Options & string)[],
): Options {
  if (typeof options !== 'object' || options === null) {
    throw new InvalidOptionError(`The options of ${taker} must be an object, not ${show(options)}.`)
  }
  const names: readonly string[] = known
  const stranger = readOption(`The options of ${taker}`, () => Object.keys(options)).find(
    (name) => !names.includes(name),
  )
  if (stranger !== undefined) {
    const are = known.length === 1 ? 'only option is' : 'options are'
    throw new InvalidOptionError(`${taker} has no option '${stranger}'. The ${are} ${known.join(', ')}.`)
  }
  // Options of `remember()` are read for each hit: one attempt for all of them costs less than one for each.
  const given: Record<string, unknown> = {}
  let last = ''
  return reading(
    () => {
      for (last of names) given[last] = (options as Record<string, unknown>)[last]
      return given as Options
    },
    (cause, shown) => unreadable(last, cause, shown),
  )
}

/** Reads an option, or what is in it. */
export function readOption<Value>(name: string, read: () => Value): Value {
  return reading(read, (cause, shown) => unreadable(name, cause, shown))
}

function unreadable(name: string, cause: unknown, shown: string): InvalidOptionError {
  return new InvalidOptionError(`${name} can't be read: reading it threw ${shown}.`, { cause })
}

/** @throws InvalidOptionError where it is not one */
export function checkPlaceOfTokens(options: { redis?: unknown; store?: unknown; nearCache?: unknown }): void {
  if (options.redis === undefined && options.store === undefined) {
    throw new InvalidOptionError(
      "new Alkey() needs the option 'redis' or 'store', where tokens are kept: { redis: 'redis://localhost:6379' }.",
    )
  }
  if (options.redis !== undefined && options.store !== undefined) {
    throw new InvalidOptionError(
      "new Alkey() takes either 'redis' or 'store', not both, since tokens are kept in one place. Leave one out.",
    )
  }
  if (options.store !== undefined && options.nearCache !== undefined) {
    throw new InvalidOptionError(
      "new Alkey() takes 'nearCache' only with 'redis'. With 'store', pass it to the store: new RedisTokenStore({ redis, nearCache }).",
    )
  }
}

export function checkCarriesManager<Carries>(value: Carries): Carries {
  if (value === undefined || typeof value === 'function') return value
  const kind = typeof value === 'object' ? 'an object' : show(value)
  throw new InvalidOptionError(
    `manager must be a function that returns the manager of the caller's transaction, not ${kind}: () => dataSource.manager.`,
  )
}

export function checkNamespace(value: unknown): string {
  if (typeof value === 'string' && /^[A-Za-z0-9._-]{1,64}$/.test(value)) return value
  throw new InvalidOptionError(`namespace must be 1 to 64 characters of A-Z a-z 0-9 . _ -, not ${show(value)}.`)
}

export function checkDuration(name: string, value: unknown, least = 1): number {
  const most = name === 'tokenTtlMs' ? 100 * 365 * DAY_MS : MAX_TIMER_MS
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most) return value
  throw new InvalidOptionError(
    `${name} must be a whole number of milliseconds from ${least} to ${most}, not ${show(value)}.`,
  )
}

export function checkBoolean(name: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value
  throw new InvalidOptionError(`${name} must be true or false, not ${show(value)}.`)
}

export function checkOneOf<Choice extends string>(name: string, value: unknown, choices: readonly Choice[]): Choice {
  const chosen = choices.find((choice) => choice === value)
  if (chosen !== undefined) return chosen
  const shown = choices.map((choice) => `'${choice}'`)
  throw new InvalidOptionError(
    `${name} must be ${shown.slice(0, -1).join(', ')} or ${shown.at(-1) ?? ''}, not ${show(value)}.`,
  )
}

/** What somebody else has made, by what is called on it. */
export function checkMethods<Value extends object>(
  name: string,
  value: Value,
  methods: readonly (keyof Value & string)[],
): Value {
  for (const method of methods) {
    if (typeof readOption(name, () => (value as Partial<Value> | null)?.[method]) === 'function') continue
    const needed = `${methods.slice(0, -1).join(', ')} and ${methods.at(-1) ?? ''}`
    throw new InvalidOptionError(
      `${name} must be an object with the methods ${needed}; ${show(value)} has no ${method}().`,
    )
  }
  return value
}

export function checkLogger(value: unknown): Logger | false {
  if (value === false) return value
  const warn = readOption('logger', () => (value as Partial<Logger> | null)?.warn)
  if (typeof warn === 'function') return value as Logger
  throw new InvalidOptionError(
    `logger must be an object with warn(message), like console, or false to log nothing; ${show(value)} has no warn().`,
  )
}

export function checkSchemaVersion(value: unknown): string | undefined {
  if (value === undefined || (typeof value === 'string' && value !== '')) return value
  throw new InvalidOptionError(`schemaVersion must be a non-empty string, not ${show(value)}.`)
}

export function checkLocalValues(value: unknown): { readonly maxBytes: number } {
  const maxBytes = readOption('localValues', () => ((value ?? {}) as { maxBytes?: unknown }).maxBytes)
  if (typeof maxBytes === 'number' && Number.isSafeInteger(maxBytes) && maxBytes >= 1) return { maxBytes }
  throw new InvalidOptionError(
    `localValues.maxBytes must be a positive whole number of bytes, not ${show(maxBytes)}: { localValues: { maxBytes: 64 * 2 ** 20 } }.`,
  )
}

/** Beyond so many, their lists would take more memory than a process has. */
const MOST_ENTRIES = 10_000_000

export function checkNearCache(value: unknown): { readonly maxStalenessMs: number; readonly maxEntries: number } {
  const names = ['maxStalenessMs', 'maxEntries'] as const
  const options = givenOptions<{ maxStalenessMs?: unknown; maxEntries?: unknown }>('nearCache', value, names)
  const { maxStalenessMs, maxEntries = 100_000 } = options
  const isCount = typeof maxEntries === 'number' && Number.isSafeInteger(maxEntries) && maxEntries >= 1
  if (isCount && maxEntries <= MOST_ENTRIES)
    return { maxStalenessMs: checkDuration('nearCache.maxStalenessMs', maxStalenessMs, 10), maxEntries }
  throw new InvalidOptionError(
    `nearCache.maxEntries must be a whole number of tokens from 1 to ${MOST_ENTRIES}, not ${show(maxEntries)}.`,
  )
}

/** @returns relations of the database, each with the table that it stands for */
export function checkAliases(value: unknown): ReadonlyMap<string, string> {
  const aliases = new Map<string, string>()
  const expected = "an object of tables' names, like { orders_2026: 'orders' }"
  for (const [alias, table] of entriesOf('aliases', value, expected)) {
    if (typeof table !== 'string' || table === '') {
      throw new InvalidOptionError(`${member('aliases', alias)} must be the name of a table, not ${show(table)}.`)
    }
    if (alias === '')
      throw new InvalidOptionError(`aliases gives ${show(table)} the name ''. Write the other name of the table.`)
    if (alias === table) {
      throw new InvalidOptionError(
        `${member('aliases', alias)} is ${show(table)}, the same name. Name the table that it stands for, or leave it out.`,
      )
    }
    aliases.set(alias, table)
  }
  for (const [alias, table] of aliases) {
    if (aliases.has(table)) {
      throw new InvalidOptionError(
        `${member('aliases', alias)} is ${show(table)}, which is an alias itself. Name the table that both stand for.`,
      )
    }
  }
  return aliases
}

/** As SQL has it without quotes, alone or behind its schema. */
const FUNCTION_NAME = /^[\p{L}_][\p{L}\p{N}_$]*(\.[\p{L}_][\p{L}\p{N}_$]*)?$/u

export function checkWritingFunctions(value: unknown): readonly string[] {
  return itemsOf('writingFunctions', value, "an array of functions' names").map((name) => {
    if (typeof name === 'string' && FUNCTION_NAME.test(name)) return name
    throw new InvalidOptionError(
      `writingFunctions takes names like 'archive' or 'sales.archive', without quotes and parentheses, not ${show(name)}.`,
    )
  })
}

/** The properties of an object of names. Refuses others, since a map would look as if it had none. */
export function entriesOf(name: string, value: unknown, expected: string): [string, unknown][] {
  return readOption(name, () => {
    if (Object.prototype.toString.call(value) === '[object Object]') return Object.entries(value as object)
    throw new InvalidOptionError(`${name} must be ${expected}, not ${show(value)}.`)
  })
}

/** A copy of an array, holes included. */
export function itemsOf(name: string, value: unknown, expected: string): unknown[] {
  return readOption(name, () => {
    if (Array.isArray(value)) return Array.from<unknown>(value)
    throw new InvalidOptionError(`${name} must be ${expected}, not ${show(value)}.`)
  })
}

/** A part of an option as code names it: `touch.Order`, `aliases['archive.orders']`. */
export function member(option: string, name: string): string {
  return /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name) ? `${option}.${name}` : `${option}[${show(name)}]`
}
