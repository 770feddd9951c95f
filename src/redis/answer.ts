import type { Redis } from 'ioredis'

/** What is asked of a server. */
export type Commands<Value> = (client: Redis) => Promise<Value>

/** What it gave. */
export interface Answer<Value> {
  readonly value: Value
  /** Of the server that gave it. */
  readonly identity: string
}
