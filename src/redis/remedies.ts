/** What to do about what Redis answers, by the name that it gives the error. */
const byReply: Readonly<Record<string, string>> = {
  OOM: 'Redis is full. Raise its maxmemory, or have it evict: maxmemory-policy allkeys-lru.',
  NOPERM: 'Allow this user the commands and keys that docs/redis.md lists (ACL SETUSER).',
  WRONGTYPE:
    'Another program uses the same keys. Give each program a namespace of its own, or delete the keys of this one.',
  NOREPLICAS: 'Too few replicas are connected for its min-replicas-to-write. Bring them back, or lower it.',
  MISCONF: 'Redis could not save its data and takes no writes. See to its disk, or set stop-writes-on-bgsave-error no.',
  READONLY: 'It is a replica, or has become one. Give the option `redis` the address of the master, or of Sentinel.',
  NOAUTH: 'It wants a password. Put one into the option `redis`: redis://user:password@host, percent-encoded.',
  WRONGPASS: 'Check the user and the password in the option `redis`; in a URL they are percent-encoded.',
  LOADING: 'It is reading its data from disk. Nothing needs to be done.',
  BUSY: 'A script blocks it. End that with SCRIPT KILL.',
  MASTERDOWN: 'It is a replica that has lost its master. Give the option `redis` the address of the master.',
}

export function remedyForReply(reply: string, reason: string): string {
  if (/unknown command/i.test(reason)) {
    return 'This server lacks the command, or has it renamed. Redis 6.2 or later has all commands that docs/redis.md lists.'
  }
  if (/DB index/i.test(reason)) return 'Check the number of the database in the option `redis`.'
  return byReply[reply] ?? 'See to the server, or to the option `redis`.'
}

/** What to do where there is no answer, by the code that Node gives; with a space before it, empty if nothing is known. */
export function remedyForAbsence(error: unknown): string {
  const { code, errors } = (error ?? {}) as { code?: unknown; errors?: unknown }
  const inner = Array.isArray(errors) ? (errors[0] as { code?: unknown } | undefined)?.code : undefined
  const remedy = byCode[String(code ?? inner)]
  return remedy ? ` ${remedy}` : ''
}

const address = 'Check that Redis runs, and the host and the port in the option `redis`.'
const tls = 'Check whether the server speaks TLS: rediss:// in a URL, or the option `tls`.'
const byCode: Readonly<Record<string, string>> = {
  ECONNREFUSED: address,
  ENOTFOUND: 'Check the name of the host in the option `redis`.',
  EAI_AGAIN: 'Check the name of the host in the option `redis`, and the DNS.',
  EHOSTUNREACH: address,
  ENETUNREACH: address,
  ETIMEDOUT: address,
  ECONNRESET: tls,
  EPROTO: tls,
}
