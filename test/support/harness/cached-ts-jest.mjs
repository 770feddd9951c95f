import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import process from 'node:process'

const require = createRequire(import.meta.url)
const tsconfig = readFileSync(join(import.meta.dirname, '..', '..', '..', 'tsconfig.json'), 'utf8')
const versions = ['ts-jest', 'typescript'].map((name) => require(`${name}/package.json`).version)

/**
 * ts-jest, which compiles each file once. Jest keeps what was compiled apart for each project, though none of their settings
 * makes a difference to it, and a new worker would load the compiler to learn that there is nothing to compile.
 */
let compiler
const compile = (...file) => (compiler ??= require('ts-jest').default.createTransformer()).process(...file).code

const keyOf = (text, path) =>
  createHash('sha256')
    .update(JSON.stringify([versions, tsconfig, path, text]))
    .digest('hex')

export default {
  getCacheKey: keyOf,

  process(text, path, options) {
    const file = join(options.config.cacheDirectory, 'ts-jest', `${keyOf(text, path)}.js`)
    const compiled = readIfThere(file)
    if (compiled !== undefined) return { code: compiled }
    const code = compile(text, path, options)
    write(file, code)
    return { code }
  },
}

function readIfThere(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (error.code === 'ENOENT') return undefined
    throw error
  }
}

/** Another worker may write it as well, and must not read a part. */
function write(file, code) {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(`${file}.${process.pid}`, code)
  renameSync(`${file}.${process.pid}`, file)
}
