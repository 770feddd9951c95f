import { circles, eagerPackages, longFiles, wrongDirections } from './imports/import-rules'
import { namesDefinedTwice } from './imports/names'
import { type Sources, readSources } from './imports/source-imports'

const sources = readSources()

describe('the sources', () => {
  it('import inwards only', () => {
    expect(wrongDirections(sources)).toEqual([])
  })

  it('import nothing in a circle, types included', () => {
    expect(circles(sources)).toEqual([])
  })

  it('load neither TypeORM nor ioredis for those who do not use them', () => {
    expect(eagerPackages(sources)).toEqual([])
  })

  it('are a screen or two each', () => {
    expect(longFiles(sources)).toEqual([])
  })

  it('have one word for one thing', () => {
    expect(namesDefinedTwice(sources)).toEqual([])
  })
})

describe('the check itself finds', () => {
  /** The files of src, all empty but for this line, so that a mistake in one of them shows only once. */
  const withLine = (file: string, line: string): Sources =>
    new Map([...[...sources.keys()].map((name) => [name, ''] as const), [file, line]])

  it.each([
    ['redis/redis-token-store.ts', "import type { Dependency } from '../keys/dependency'", "must not know 'keys'"],
    ['redis/chunks.ts', "export * from '../changes/delivery'", "must not know 'changes'"],
    ['typeorm/metadata.ts', "import '../redis/chunks'", "must not know 'redis'"],
    ['keys/digest.ts', "type A = import('../changes/delivery').Delivery", "must not know 'changes'"],
    [
      'changes/delivery.ts',
      "export type { CacheKeyGenerator } from '../keys/cache-key-generator'",
      "must not know 'keys'",
    ],
    ['tokens/token-store.ts', "const late = () => require('../redis/chunks')", "must not know 'redis'"],
    ['identifiers/ref.ts', "const late = () => import('../tokens/token-store')", "must not know 'tokens'"],
    ['errors.ts', "import type { AlkeyEvents } from './events'", "must not know 'events'"],
    ['options.ts', "import { MemoryTokenStore } from './tokens/memory-token-store'", "only types of 'tokens'"],
    ['alkey.ts', "import { GLOBAL } from './index'", "must not know 'index'"],
    ['index.ts', "export * from './testing'", "must not know 'testing'"],
    ['testing/index.ts', "import type { Core } from '../core'", "must not know 'core'"],
    ['plugins/remember.ts', "import '../errors'", "'plugins' has no place in the order yet"],
    [
      'fragmented-keys/standard-tag.ts',
      "import type { CacheKeyGenerator } from '../keys/cache-key-generator'",
      "must not know 'keys'",
    ],
    ['alkey.ts', "import { StandardTag } from './fragmented-keys'", "must not know 'fragmented-keys'"],
    ['typeorm/reach/cascades.ts', "import '../hooks/notices'", "the room 'reach' must not know 'hooks'"],
    ['typeorm/entities/primary-key.ts', "import '../attachment'", "the room 'entities' must not know 'attachment'"],
    ['sql/lexer/cursor.ts', "import '../writes/insert'", "the room 'lexer' must not know 'writes'"],
    ['sql/statement.ts', "import './lexer/cursor'", "the room 'statement' must not know 'lexer'"],
    ['sql/plans/plan.ts', "import '../statement'", "the room 'plans' has no place in the order yet"],
    ['errors.ts', "import './nowhere'", 'which is no file of src'],
  ])('a wrong direction in %s: %s', (file, line, complaint) => {
    const [message = '', ...others] = wrongDirections(withLine(file, line))
    expect(others).toEqual([])
    expect(message).toContain(`src/${file}:1 imports '`)
    expect(message).toContain(complaint)
  })

  it('a circle of types', () => {
    const circular = new Map([
      ['keys/a.ts', "import type { B } from './b'"],
      ['keys/b.ts', "export { type C } from './c'"],
      ['keys/c.ts', "import { a } from './a'"],
    ])
    expect(circles(circular)).toEqual(['keys/a.ts → keys/b.ts → keys/c.ts → keys/a.ts'])
  })

  it.each([
    "import { DataSource } from 'typeorm'",
    "import 'ioredis'",
    "import Redis, { type RedisOptions } from 'ioredis'",
    "export * from 'typeorm/browser'",
    "const ioredis = require('ioredis') as object",
    "import ioredis = require('ioredis')",
  ])('an eager import: %s', (line) => {
    expect(eagerPackages(withLine('redis/chunks.ts', line))).toEqual([
      expect.stringContaining("src/redis/chunks.ts:1 imports '"),
    ])
  })

  it.each([
    "import type { DataSource } from 'typeorm'",
    "import { type Redis, type RedisOptions } from 'ioredis'",
    "export type * from 'typeorm'",
    "function late() { return require('ioredis') }",
  ])('nothing wrong with %s', (line) => {
    expect(eagerPackages(withLine('redis/chunks.ts', line))).toEqual([])
  })

  it('a file that is too long', () => {
    expect(longFiles(new Map([['long.ts', '\n'.repeat(250) + 'end']]))).toEqual([
      'long.ts has 251 lines; 250 are the most',
    ])
  })

  it('a name that two files define', () => {
    const two = new Map([
      ['redis/a.ts', 'interface Told {}\nconst words = 1'],
      ['sql/b.ts', 'export type Told = string\nconst words = 2'],
    ])
    expect(namesDefinedTwice(two)).toEqual(['Told: redis/a.ts, sql/b.ts'])
  })
})
