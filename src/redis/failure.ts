import { isError, presentable } from '../credentials'
import { AlkeyError, ClusterUnsupportedError, RefusedError, UnavailableError } from '../errors'
import { remedyForAbsence, remedyForReply } from './remedies'

/** Thrown by a command or a script that changes data, where a master was asked before. */
const FROM_REPLICA = 'READONLY'
const FROM_CLUSTER = new Set(['MOVED', 'ASK', 'CROSSSLOT', 'CLUSTERDOWN'])

/** Names of errors as Redis gives them, at the beginning or, of commands in scripts, within. */
const replies =
  /\b(OOM|NOPERM|WRONGTYPE|NOREPLICAS|MISCONF|READONLY|NOAUTH|WRONGPASS|MOVED|ASK|CROSSSLOT|CLUSTERDOWN|BUSY|LOADING|MASTERDOWN|NOSCRIPT)\b/

/** Which of our scripts it was, and in which line: of no use to who reads the message. */
const OF_SCRIPT = / script: [0-9a-f]{40}, on @user_script:\d+\.?/

/**
 * What Redis or ioredis threw, as an error of ours. All of their errors enter here, and leave behind what they carry of
 * passwords.
 *
 * @param what what was done, like `reading tokens`
 * @param server see `serverName`
 */
export function failureOf(what: string, thrown: unknown, server = 'Redis'): AlkeyError {
  if (thrown instanceof AlkeyError) return thrown
  const cause = presentable(thrown)
  const error = firstOf(cause)
  const reason = reasonOf(error)
  if (!isReply(error)) {
    return new UnavailableError(`${server} failed while ${what}: ${reason}.${remedyForAbsence(error)}`, { cause })
  }
  const reply = replyOf(reason)
  if (FROM_CLUSTER.has(reply)) return clusterUnsupported(cause)
  const command = commandOf(error)
  const message = `Redis refused ${command} while ${what}: ${reason.replace(/\.$/, '')}. ${remedyForReply(reply, reason)}`
  return new RefusedError(message, { command, reply, cause })
}

/** @param hasAnswered whether it has on the same connection */
export function noAnswer(what: string, deadlineMs: number, server: string, hasAnswered: boolean): UnavailableError {
  const advice = hasAnswered ? '' : ' Check the address, and whether both ends use TLS.'
  return new UnavailableError(`${server} gave no answer within ${deadlineMs} ms, for ${what}.${advice}`)
}

export function clusterUnsupported(cause?: unknown): ClusterUnsupportedError {
  return new ClusterUnsupportedError(
    'This server is a node of a Redis Cluster, which typeorm-alkey does not support. Set the option `redis` to a Redis without cluster mode.',
    { cause },
  )
}

/** Whether a master's command reached a replica, told by itself or by a script. */
export function isFromReplica(failure: AlkeyError): boolean {
  return failure instanceof RefusedError && failure.reply === FROM_REPLICA
}

/** Whether one key is to blame, which holds something else than it should. */
export function isWrongType(thrown: unknown): boolean {
  return isReply(thrown) && replyOf(reasonOf(thrown)) === 'WRONGTYPE'
}

/** An answer of Redis, not the lack of one. */
function isReply(error: unknown): error is Error {
  return isError(error) && error.name === 'ReplyError'
}

/** A transaction that was discarded says only that; the command before it says why. */
function firstOf(error: unknown): unknown {
  const { previousErrors } = (error ?? {}) as { previousErrors?: unknown }
  return Array.isArray(previousErrors) && previousErrors.length > 0 ? (previousErrors[0] as unknown) : error
}

/** Node gives no message when a host has several addresses and none of them answers. */
function reasonOf(error: unknown): string {
  if (!isError(error)) return String(error)
  if (error.message !== '') return error.message.replace(OF_SCRIPT, '')
  const { errors, code } = error as { errors?: unknown; code?: unknown }
  if (Array.isArray(errors) && errors.length > 0) return errors.map(reasonOf).join(', ')
  return typeof code === 'string' ? code : error.name
}

/** Of a script, Redis 7 says it in words. */
const forbiddenInScript = /user executing the script can't|ACL failure in script/

function replyOf(reason: string): string {
  if (forbiddenInScript.test(reason)) return 'NOPERM'
  return replies.exec(reason)?.[1] ?? /^[A-Z]+\b/.exec(reason)?.[0] ?? 'ERR'
}

function commandOf(error: Error): string {
  const { name } = (error as { command?: { name?: unknown } }).command ?? {}
  return typeof name === 'string' ? name.toUpperCase() : 'a command'
}
