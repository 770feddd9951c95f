import { types } from 'node:util'

/** What may be a URL: its user and password may hold anything but these. */
const words = /[^\s'"`]+/g
/** The words of a command that a server doesn't know, `AUTH` among them: it says them back. */
const saidBack = /,? ?with args beginning with:.*/gi
/** A text as `inspect` shows an object's. */
const members = /\b(\w+)('?: )(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`[^`]*`)/g
const secret = /password|passwd|secret/i

/** A text without passwords. */
export function withoutCredentials(text: string): string {
  return text
    .replace(words, withoutUser)
    .replace(saidBack, '')
    .replace(members, (member, name: string, colon: string) => (secret.test(name) ? `${name}${colon}'***'` : member))
}

function withoutUser(word: string): string {
  const [from, to] = [word.indexOf('://'), word.lastIndexOf('@')]
  return from < 0 || to < from ? word : `${word.slice(0, from)}://***${word.slice(to)}`
}

/**
 * An error of somebody else's as it may be shown: without passwords in messages and stacks, and without the arguments of
 * commands, which ioredis hangs on errors, those of `AUTH` included. Nested errors are treated in the same way.
 *
 * @returns the same error where there is nothing to hide
 */
export function presentable(thrown: unknown): unknown {
  return hides(thrown, new Set()) ? copyOf(thrown, new Map()) : thrown
}

/** What errors carry that says where they come from, and nothing of what was sent. */
const shownFields = ['code', 'errno', 'syscall', 'hostname', 'address', 'host', 'port'] as const
const nested = ['cause', 'errors', 'previousErrors', 'lastNodeError'] as const
type Loose = Error & Partial<Record<string, unknown>>

function hides(thrown: unknown, seen: Set<unknown>): boolean {
  if (typeof thrown === 'string') return withoutCredentials(thrown) !== thrown
  if (!isError(thrown)) return Array.isArray(thrown) && thrown.some((one) => hides(one, seen))
  if (seen.has(thrown)) return false
  seen.add(thrown)
  const error = thrown as Loose
  if (['command', 'input', 'args'].some((name) => error[name] !== undefined)) return true
  return [error.message, error.stack, ...nested.map((name) => error[name])].some((one) => hides(one, seen))
}

function copyOf(thrown: unknown, copies: Map<unknown, Error>): unknown {
  if (typeof thrown === 'string') return withoutCredentials(thrown)
  if (Array.isArray(thrown)) return thrown.map((one) => copyOf(one, copies))
  if (!isError(thrown)) return thrown
  const known = copies.get(thrown)
  if (known) return known
  const error = thrown as Loose
  const message = withoutCredentials(error.message)
  const copy = (error['errors'] === undefined ? new Error(message) : new AggregateError([], message)) as Loose
  copies.set(thrown, copy)
  hang(copy, 'name', error.name)
  hang(copy, 'stack', withoutCredentials(error.stack ?? ''))
  for (const name of shownFields) if (error[name] !== undefined) copy[name] = error[name]
  for (const name of nested) if (error[name] !== undefined) hang(copy, name, copyOf(error[name], copies))
  const command = commandName(error['command'])
  if (command !== undefined) copy['command'] = { name: command }
  return copy
}

function hang(error: Error, name: string, value: unknown): void {
  Object.defineProperty(error, name, { value, configurable: true, writable: true })
}

function commandName(command: unknown): string | undefined {
  const { name } = (command ?? {}) as { name?: unknown }
  return typeof name === 'string' ? name : undefined
}

/** Also one of another realm, as Node's own are under Jest. */
export function isError(value: unknown): value is Error {
  return value instanceof Error || types.isNativeError(value)
}
