import type { DataSource } from 'typeorm'
import { Alkey } from '../../../src'
import { closeDataSource, type openDataSource as open, openDataSource } from '../databases/data-source'
import { sharedRedis } from '../redis/redis'

type Options = Parameters<typeof open>[1]

/** What a program does without the library and with it, each time on a database of its own. */
export interface Both<Outcome> {
  readonly without: Outcome
  readonly attached: Outcome
}

/**
 * Runs an application's program twice: without the library, and with it attached.
 * @param prepare fills the tables, before the library is attached
 */
export async function withAndWithout<Outcome>(
  entities: Parameters<typeof open>[0],
  prepare: (dataSource: DataSource) => Promise<unknown>,
  program: (dataSource: DataSource) => Promise<Outcome>,
  options: Options = {},
): Promise<Both<Outcome>> {
  const run = async (isAttached: boolean): Promise<Outcome> => {
    const dataSource = await openDataSource(entities, options)
    const alkey = isAttached ? new Alkey(sharedRedis()) : undefined
    try {
      await prepare(dataSource)
      alkey?.attach(dataSource)
      return await program(dataSource)
    } finally {
      await closeDataSource(dataSource)
      await alkey?.close()
    }
  }
  return { without: await run(false), attached: await run(true) }
}

/** The codes of the errors that came, each once. */
export class ErrorCodes {
  readonly #codes = new Set<string>()

  /** Runs what may fail as databases fail. @returns whether it did not */
  async allow(work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work()
      return true
    } catch (error) {
      const { code, message } = error as { code?: unknown; message: string }
      this.#codes.add(typeof code === 'string' ? code : message)
      return false
    }
  }

  get all(): string[] {
    return [...this.#codes].sort()
  }
}
