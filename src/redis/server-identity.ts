import type { Redis } from 'ioredis'
import { clusterUnsupported } from './failure'

/**
 * What tells a Redis process from others, and its time as a master from other times: `run_id` survives a demotion, in
 * which other tokens replace its own, and `master_replid` is a new one after each promotion.
 * @returns `undefined` where the service hides it
 * @throws for a replica, which may have missed a bump; ClusterUnsupportedError
 */
export async function identityOf(client: Redis): Promise<string | undefined> {
  // Redis before 7 takes one section in one INFO.
  const [server, replication] = await Promise.all([client.info('server'), client.info('replication')])
  if (isOfCluster(server)) throw clusterUnsupported()
  const role = infoField(replication, 'role')
  if (role !== undefined && role !== 'master') {
    throw new Error(`the server is a replica (role '${role}'), but tokens are read only from a master`)
  }
  const [runId, replicationId] = [infoField(server, 'run_id'), infoField(replication, 'master_replid')]
  return runId && replicationId ? `${runId}.${replicationId}` : undefined
}

/** Whether `INFO server` is that of a node of a Cluster. Valkey has another word for the mode than Redis. */
export function isOfCluster(info: string): boolean {
  return ['redis_mode', 'server_mode'].some((name) => infoField(info, name) === 'cluster')
}

export function infoField(info: string, name: string): string | undefined {
  return new RegExp(`^${name}:([\\w-]+)`, 'm').exec(info)?.[1]
}
