import { attach } from './attach'
import type { Benchmark } from './bench'
import { eventLoop } from './event-loop'
import { flat } from './flat'
import { hooks } from './hooks'
import { idle } from './idle'
import { keys } from './keys'
import { memory } from './memory'
import { mixed } from './mixed'
import { near } from './near'
import { peers } from './peers'
import { precise } from './precise'
import { queryCache } from './query-cache'
import { sql } from './sql'
import { values } from './values'
import { waits } from './waits'
import { writes } from './writes'

/** By the name that `npm run bench -- <name>` takes, with what each measures, in the order in which all run. */
export const benchmarks: Readonly<Record<string, readonly [what: string, run: Benchmark]>> = {
  keys: ['a key whose tokens exist', keys],
  near: ['keys and hits with nearCache', near],
  values: ['a hit of remember, also with localValues', values],
  'query-cache': ['a hit of cache: true', queryCache],
  peers: ['the same hit by other libraries, which are installed from npm', peers],
  mixed: ['throughput and stale reads of two processes, also with other libraries', mixed],
  precise: ['hits and throughput of cached queries where other rows of their tables are written', precise],
  waits: ['how long a write of few rows, and invalidate, take longer', waits],
  writes: ['CPU time of writes and reads of many rows', writes],
  hooks: ['CPU time of the subscriber', hooks],
  attach: ['CPU time of attaching', attach],
  flat: ['whether more rows, entries and dependencies cost more', flat],
  'event-loop': ['how long the event loop stands still under many callers', eventLoop],
  memory: ['bytes in Redis', memory],
  idle: ['commands of a program that does nothing', idle],
  sql: ['reading SQL, and what parsers of npm take', sql],
}
