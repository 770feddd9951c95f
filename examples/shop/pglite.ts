import { PGliteDriver } from 'typeorm-pglite'

const { Pool } = new PGliteDriver().driver

type ConnectCallback = Parameters<InstanceType<typeof Pool>['connect']>[0]

/**
 * Lends PGlite's one connection to one query runner at a time, as a pool of PostgreSQL connections does. By itself
 * typeorm-pglite lends it to all at once: they see each other's open transactions, and Alkey then has to change keys
 * after a rollback, too.
 */
class PoolOfOne extends Pool {
  #isFree: Promise<unknown> = Promise.resolve()

  override async connect(callback: ConnectCallback): Promise<void> {
    const isFree = this.#isFree
    let release = (): void => undefined
    this.#isFree = new Promise<void>((resolve) => (release = resolve))
    await isFree
    await super.connect((error, pool) => {
      if (!pool) release()
      callback(error, pool && Object.assign(new Pool(), { release }), release)
    })
  }
}

/** For the option `driver` of a DataSource of type `postgres`. */
export const pglite = { Pool: PoolOfOne }
