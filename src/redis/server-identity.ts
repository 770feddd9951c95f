import type { Redis } from 'ioredis'

/**
 * What tells a Redis process from others, and its time as a master from other times: `run_id` survives a demotion, in
 * which other tokens replace its own, and `master_replid` is a new one after each promotion.
 * @returns `undefined` where the service hides it
 * @throws for a replica, which may have missed a bump
 */
export async function identityOf(client: Redis): Promise<string | undefined> {
  // Redis before 7 takes one section in one INFO.
  const [server, replication] = await Promise.all([client.info('server'), client.info('replication')])
  const role = field(replication, 'role')
  if (role !== undefined && role !== 'master') {
    throw new Error(`the server is a replica (its role is '${role}'), and tokens are read from a master only`)
  }
  const [runId, replicationId] = [field(server, 'run_id'), field(replication, 'master_replid')]
  return runId && replicationId ? `${runId}.${replicationId}` : undefined
}

/** Whether a master's command reached a replica, told by itself or by a script. */
export function isFromReplica(error: unknown): boolean {
  return error instanceof Error && /\bREADONLY\b/.test(error.message)
}

function field(info: string, name: string): string | undefined {
  return new RegExp(`^${name}:(\\w+)`, 'm').exec(info)?.[1]
}
