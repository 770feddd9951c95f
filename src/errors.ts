import { inspect, types } from 'node:util'
import { withoutCredentials } from './credentials'

/** Stable codes. Compare `error.code`: unlike `instanceof`, it also works when the package is installed twice. */
export type AlkeyErrorCode =
  | 'ALKEY_INVALID_OPTION'
  | 'ALKEY_INVALID_IDENTIFIER'
  | 'ALKEY_INVALID_PART'
  | 'ALKEY_UNKNOWN_ENTITY'
  | 'ALKEY_NOT_ATTACHED'
  | 'ALKEY_NOT_INITIALIZED'
  | 'ALKEY_ALREADY_ATTACHED'
  | 'ALKEY_UNAVAILABLE'
  | 'ALKEY_REFUSED'
  | 'ALKEY_CLUSTER_UNSUPPORTED'
  | 'ALKEY_MEMORY_LOW'
  | 'ALKEY_NEAR_CACHE_FAILED'
  | 'ALKEY_BROKEN_RECORD'
  | 'ALKEY_CLOSED'
  | 'ALKEY_HOOK_FAILED'
  | 'ALKEY_INVALID_VALUE'
  | 'ALKEY_VALUES_FAILED'
  | 'ALKEY_LOAD_FAILED'
  | 'ALKEY_INVALID_TAG'
  | 'ALKEY_HANDLER_FAILED'
  | 'ALKEY_MANAGER_FAILED'

/** Base class of every error of this package, thrown or reported by the `error` event. */
export abstract class AlkeyError extends Error {
  abstract readonly code: AlkeyErrorCode

  // Not `ErrorOptions`, which compilers that are set to a library before ES2022 don't know.
  constructor(message: string, options?: { readonly cause?: unknown }) {
    super(message, options)
    this.name = new.target.name
  }
}

/** Thrown when an option or an argument is missing, unknown or out of range, or contradicts another option. */
export class InvalidOptionError extends AlkeyError {
  readonly code = 'ALKEY_INVALID_OPTION'
}

/** Thrown when an identifier, or the id in a `ref`, names no row, table or declared scope. */
export class InvalidIdentifierError extends AlkeyError {
  readonly code = 'ALKEY_INVALID_IDENTIFIER'
  /** Whether no row can have the value: it may be a text of a client's, and is no mistake in the code. Default: false. */
  readonly namesNoRow: boolean

  constructor(message: string, options: { readonly cause?: unknown; readonly namesNoRow?: boolean } = {}) {
    super(message, options)
    this.namesNoRow = options.namesNoRow ?? false
  }
}

/**
 * Thrown when a part can't be used in a key: a function, a symbol, a cycle, an instance of a class that is not an entity, a
 * scope that is not declared.
 */
export class InvalidPartError extends AlkeyError {
  readonly code = 'ALKEY_INVALID_PART'
}

/** Thrown when no entity of the attached DataSource maps what an entity, a class, a `ref` or an identifier names. */
export class UnknownEntityError extends AlkeyError {
  readonly code = 'ALKEY_UNKNOWN_ENTITY'
}

/** Thrown when entities or classes are used before `attach`, or a manager of a DataSource that is not attached. */
export class NotAttachedError extends AlkeyError {
  readonly code = 'ALKEY_NOT_ATTACHED'
}

/** Thrown when `attach` is called before `dataSource.initialize()`, which would drop the subscriber. */
export class NotInitializedError extends AlkeyError {
  readonly code = 'ALKEY_NOT_INITIALIZED'
}

/** Thrown when a second DataSource is attached to the same `Alkey`. */
export class AlreadyAttachedError extends AlkeyError {
  readonly code = 'ALKEY_ALREADY_ATTACHED'
}

/** Thrown when the token store gave no answer to a call that needs one, or a write was refused. Try again. */
export class UnavailableError extends AlkeyError {
  readonly code = 'ALKEY_UNAVAILABLE'
}

/**
 * Redis can be reached, but refuses a command. The message says what to do. Reported by the `error` event, once until the
 * same work succeeds again. Thrown to callers that need an answer; others find it as a `cause`.
 */
export class RefusedError extends AlkeyError {
  readonly code = 'ALKEY_REFUSED'
  /** The refused command, like `'UNLINK'`. For a script, the command that runs it. */
  readonly command: string
  /** The error's name in Redis: `'OOM'`, `'NOPERM'`, `'WRONGTYPE'`, `'NOREPLICAS'`, `'ERR'` and so on. */
  readonly reply: string

  constructor(message: string, options: { readonly cause?: unknown } & { command?: string; reply?: string } = {}) {
    super(message, options)
    this.command = options.command ?? 'a command'
    this.reply = options.reply ?? 'ERR'
  }
}

/** The server is a node of a Redis Cluster, which is not supported. Thrown and reported like `RefusedError`. */
export class ClusterUnsupportedError extends AlkeyError {
  readonly code = 'ALKEY_CLUSTER_UNSUPPORTED'
}

/** Reported by the `error` event: Redis is nearly full and evicts nothing, so it will soon refuse writes. */
export class MemoryLowError extends AlkeyError {
  readonly code = 'ALKEY_MEMORY_LOW'
}

/**
 * Reported by the `error` event: Redis can't tell this process which tokens have changed, so the option `nearCache` is
 * without effect for now. Everything else works. `cause` is a `RefusedError` if Redis refuses a command.
 */
export class NearCacheFailedError extends AlkeyError {
  readonly code = 'ALKEY_NEAR_CACHE_FAILED'
}

/** Reported by the `error` event: the record of a dead writer can't be read, so every key changes. */
export class BrokenRecordError extends AlkeyError {
  readonly code = 'ALKEY_BROKEN_RECORD'
}

/** Thrown when an `Alkey` or a token store is used after `close()`. */
export class ClosedError extends AlkeyError {
  readonly code = 'ALKEY_CLOSED'
}

/** Reported by the `error` event, never thrown: the library failed beside a write, which itself went on. */
export class HookFailedError extends AlkeyError {
  readonly code = 'ALKEY_HOOK_FAILED'
}

/** Reported by the `error` event: a loaded value can't be stored, or a stored value can't be read. */
export class InvalidValueError extends AlkeyError {
  readonly code = 'ALKEY_INVALID_VALUE'
  /** The kind of value that can't be stored: the name of its class, or a type like `'function'`. `undefined` if unknown. */
  readonly valueKind: string | undefined
  /** The name of the value of `remember` that can't be stored, as in the event `undeclared`. `undefined` elsewhere. */
  readonly valueName: string | undefined

  constructor(
    message: string,
    options: { readonly cause?: unknown; valueKind?: string | undefined; valueName?: string } = {},
  ) {
    super(message, options)
    this.valueKind = options.valueKind
    this.valueName = options.valueName
  }
}

/** Reported by the `error` event: the value store failed. The value is loaded instead. */
export class ValuesFailedError extends AlkeyError {
  readonly code = 'ALKEY_VALUES_FAILED'
}

/** Reported by the `error` event: a background refresh failed. Thrown when a load depends on itself. */
export class LoadFailedError extends AlkeyError {
  readonly code = 'ALKEY_LOAD_FAILED'
}

/** Thrown when a tag, its version, or a request to a key ring is not valid. */
export class InvalidTagError extends AlkeyError {
  readonly code = 'ALKEY_INVALID_TAG'
}

/** Thrown when a cache handler of tags failed. The message names the handler; `cause` is what it threw. */
export class HandlerFailedError extends AlkeyError {
  readonly code = 'ALKEY_HANDLER_FAILED'
}

/**
 * The option `manager` threw, or returned something else than a manager of the attached DataSource, so it is unknown whether
 * the caller is in a transaction. Thrown by `invalidate`. Reported by the `error` event elsewhere, and nothing is cached.
 */
export class ManagerFailedError extends AlkeyError {
  readonly code = 'ALKEY_MANAGER_FAILED'
}

/** Whether the token store tells an error itself, once: by `unavailable`, or by an `error` event. */
export function isToldByStore(error: unknown): boolean {
  return [UnavailableError, RefusedError, ClusterUnsupportedError].some((one) => error instanceof one)
}

/** A value as error messages show it: short, on one line, without passwords, never failing by the value's own code. */
export function show(value: unknown): string {
  const text = withoutCredentials(inspected(value))
  return text.length > 200 ? `${text.slice(0, 200)}…` : text
}

/** What was thrown, as error messages show it; an error without its stack. */
export function showThrown(thrown: unknown): string {
  if (!types.isNativeError(thrown)) return show(thrown)
  try {
    return withoutCredentials(`${thrown.name}: ${thrown.message}`).slice(0, 200)
  } catch {
    return 'an error'
  }
}

/**
 * Reads an argument whose reading may run the caller's code: getters, `toJSON`, traps of proxies. If that code throws, the
 * error says which argument it was and has the thrown value as its `cause`.
 *
 * @param refusal makes that error from the thrown value, and from how messages show it
 */
export function reading<Result>(
  read: () => Result,
  refusal: (cause: unknown, shownCause: string) => AlkeyError,
): Result {
  try {
    return read()
  } catch (cause) {
    // To ask a revoked proxy for its class throws once more.
    if (!types.isProxy(cause) && cause instanceof AlkeyError) throw cause
    throw refusal(cause, showThrown(cause))
  }
}

function inspected(value: unknown): string {
  try {
    return inspect(value, {
      depth: 1,
      breakLength: Infinity,
      compact: true,
      customInspect: false,
      getters: false,
      maxArrayLength: 5,
      maxStringLength: 100,
    })
  } catch {
    // Node.js asks for the tag of an object, which may be a getter that throws.
    return typeof value === 'function' ? '[a function]' : '[an object]'
  }
}
