/** What to do about what Redis answers, by the name that it gives the error. */
const byReply: Readonly<Record<string, string>> = {
  OOM: 'Redis is full. Raise maxmemory, or let Redis evict: maxmemory-policy allkeys-lru.',
  NOPERM: 'Allow this user the commands and keys that docs/redis.md lists (ACL SETUSER).',
  WRONGTYPE:
    'Another program uses the same keys. Give each program its own namespace, or delete the keys of this namespace.',
  NOREPLICAS:
    'Fewer replicas are connected than min-replicas-to-write requires. Reconnect replicas, or lower the setting.',
  MISCONF:
    'Redis could not save its data, so it refuses writes. Check its disk, or set stop-writes-on-bgsave-error no.',
  READONLY:
    'The server is a replica, or has become one. Set the option `redis` to the address of the master, or of Sentinel.',
  NOAUTH: 'The server needs a password. Add it to the option `redis`: redis://user:password@host, percent-encoded.',
  WRONGPASS: 'Check the user and the password in the option `redis`. In a URL they must be percent-encoded.',
  LOADING: 'Redis is loading its data from disk. Wait; nothing else needs to be done.',
  BUSY: 'A script blocks Redis. Stop it with SCRIPT KILL.',
  MASTERDOWN: 'The server is a replica that has lost its master. Set the option `redis` to the address of the master.',
}

export function remedyForReply(reply: string, reason: string): string {
  if (/unknown command/i.test(reason)) {
    return 'This server lacks the command, or has renamed it. Use Redis 6.2 or later, with the commands that docs/redis.md lists.'
  }
  if (/DB index/i.test(reason)) return 'Check the number of the database in the option `redis`.'
  return byReply[reply] ?? 'Check the server, and the option `redis`.'
}

/** What to do where there is no answer, by the code that Node gives; with a space before it, empty if nothing is known. */
export function remedyForAbsence(error: unknown): string {
  const { code, errors } = (error ?? {}) as { code?: unknown; errors?: unknown }
  const inner = Array.isArray(errors) ? (errors[0] as { code?: unknown } | undefined)?.code : undefined
  const remedy = byCode[String(code ?? inner)]
  return remedy ? ` ${remedy}` : ''
}

const address = 'Check that Redis is running, and the host and the port in the option `redis`.'
const tls = 'Check whether the server uses TLS: then write rediss:// in the URL, or set the option `tls`.'
const byCode: Readonly<Record<string, string>> = {
  ECONNREFUSED: address,
  ENOTFOUND: 'Check the name of the host in the option `redis`.',
  EAI_AGAIN: 'Check the name of the host in the option `redis`, and DNS.',
  EHOSTUNREACH: address,
  ENETUNREACH: address,
  ETIMEDOUT: address,
  ECONNRESET: tls,
  EPROTO: tls,
}
