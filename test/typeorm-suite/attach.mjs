// Loaded before TypeORM's own suite, in the folder of its checkout: gives each data source that the suite opens an Alkey
// of its own, in one of three ways. In JavaScript, because the suite runs without a compiler.
import { writeFileSync } from 'node:fs'
import Module, { createRequire } from 'node:module'
import { join } from 'node:path'
import process from 'node:process'

const SUPPORTED = new Set(['postgres', 'mysql', 'mariadb', 'better-sqlite3', 'sqljs'])
const { ALKEY_SUITE: mode, ALKEY_SUITE_CPU: cpuFile } = process.env

if (mode !== 'bare') {
  const require = createRequire(import.meta.url)
  const typeorm = join(process.cwd(), 'build', 'compiled', 'src', 'index.js')
  const resolve = Module._resolveFilename
  // The library's TypeORM must be the one of the suite.
  Module._resolveFilename = function (request, ...others) {
    return resolve.call(this, request === 'typeorm' ? typeorm : request, ...others)
  }
  const { DataSource } = require(typeorm)
  const { Alkey, MemoryTokenStore } = require('../../dist/index.js')
  const { initialize, destroy } = DataSource.prototype
  const alkeys = new WeakMap()

  DataSource.prototype.initialize = async function () {
    if (!SUPPORTED.has(this.options.type) || this.isInitialized) return initialize.call(this)
    // A data source with replicas is refused where nothing is said of them.
    const alkey = new Alkey({ store: new MemoryTokenStore(), replicas: 'never-fill' })
    const { options, queryResultCache } = this
    try {
      if (mode === 'subscriber') this.options = { ...options, subscribers: withOurs(options.subscribers, alkey) }
      if (mode === 'cached') {
        const cache = typeof options.cache === 'object' ? options.cache : {}
        this.options = { ...options, cache: { ...cache, alwaysEnabled: true } }
        this.queryResultCache = alkey.queryResultCache()
      }
      await initialize.call(this)
      alkey.attach(this)
      alkeys.set(this, { alkey, options, queryResultCache })
    } catch (error) {
      Object.assign(this, { options, queryResultCache })
      await alkey.close()
      throw error
    }
    return this
  }

  DataSource.prototype.destroy = async function () {
    await destroy.call(this)
    const attached = alkeys.get(this)
    if (!attached) return
    const { alkey, ...before } = attached
    alkeys.delete(this)
    Object.assign(this, before)
    await alkey.close()
  }
}

function withOurs(subscribers = [], { subscriber }) {
  return [...(Array.isArray(subscribers) ? subscribers : Object.values(subscribers)), subscriber]
}

process.once('exit', () => {
  const { user, system } = process.cpuUsage()
  writeFileSync(cpuFile, String((user + system) / 1e6))
})
