import type { ChainableCommander, Redis } from 'ioredis'
import { CHUNK, chunks } from './chunks'

/** Sends commands together; one that fails fails them all. */
export async function pipelined(client: Redis, fill: (pipeline: ChainableCommander) => void): Promise<void> {
  const pipeline = client.pipeline()
  fill(pipeline)
  for (const [error] of (await pipeline.exec()) ?? []) if (error) throw error
}

/** Removes keys in chunks, between which Redis can serve others. */
export function unlinkAll(pipeline: ChainableCommander, keys: readonly string[]): void {
  for (const chunk of chunks(keys, CHUNK)) pipeline.unlink(...chunk)
}
