import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { GLOBAL, literal, ref } from '../../../src'
import { TagDelivery } from '../../../src/changes/tag-delivery'
import { EventHub } from '../../../src/events'
import { ConstantTag, MemoryHandler, StandardTag } from '../../../src/fragmented-keys'
import { KEY_FORMAT, CacheKeyGenerator } from '../../../src/keys/cache-key-generator'
import { PartsEncoder } from '../../../src/keys/parts-encoder'
import { UnattachedResolver } from '../../../src/keys/unattached-resolver'
import { RecordingTokenSource } from '../../support/watching/recording-token-source'

const FILE = join(__dirname, 'golden-keys.json')
const REGENERATE = 'ALKEY_WRITE_GOLDEN_KEYS'

interface GoldenKeys {
  readonly format: number
  readonly keys: Readonly<Record<string, string>>
}

const versions = new MemoryHandler()
void versions.set('city_chicagoDefaultPrefix', '1700000000123.25')

const samples: Record<string, readonly unknown[]> = {
  nothing: [],
  'a row': [ref('users', 1)],
  'a row with a composite key': ['alkey:order_lines#7,3'],
  'a row with hostile text': [ref('sales.docs', '#*~,%.\0\ud800🙂')],
  'a table': ['alkey:users#*'],
  'a table in bulk': ['alkey:users#~'],
  anything: [GLOBAL],
  strings: ['', 'a', 'é', '🙂', '\ud800', '\0'],
  numbers: [0, -0, 1, -1.5, 1e21, NaN, Infinity, 2n ** 64n],
  'the rest of the simple values': [true, false, null, undefined],
  'dates and addresses': [new Date(0), new URL('https://example.org/?q=1')],
  'binary data': [Buffer.from('a'), new Uint8Array([1, 2]), new Float64Array([1.5]), new DataView(new ArrayBuffer(2))],
  arrays: [[], [1, [2, undefined]], new Array(2)],
  objects: [{}, { b: 1, a: { c: undefined } }, Object.assign(Object.create(null), { a: 1 })],
  'maps and sets': [
    new Map<unknown, unknown>([
      ['b', 1],
      ['a', [2]],
    ]),
    new Set<unknown>([2, 1, 'a']),
  ],
  'nested dependencies': [{ rows: [ref('users', 1), new Set([ref('users', 2)])] }],
  tags: ['alkey:@city#chicago', 'alkey:@universe#'],
  'tags of cache handlers': [
    new StandardTag('city', 'chicago', { handler: versions }),
    new ConstantTag('template', 'mail', { version: 2 }),
  ],
  literals: [literal('alkey:users#1'), literal({ toJSON: () => ({ a: 1 }) })],
  'a usual key': [ref('users', 1), 'alkey:orders#*', 'dashboard', { page: 2 }],
}

async function keysNow(): Promise<GoldenKeys> {
  const generator = new CacheKeyGenerator({
    namespace: 'golden',
    parts: new PartsEncoder(new UnattachedResolver('shape')),
    source: new RecordingTokenSource(),
    tags: new TagDelivery(500, new EventHub()),
    events: new EventHub(),
  })
  const keys = await Promise.all(
    Object.entries(samples).map(async ([name, parts]) => [name, await generator.generate(parts)] as const),
  )
  return { format: KEY_FORMAT, keys: Object.fromEntries(keys) }
}

function changedKeys(golden: GoldenKeys, now: GoldenKeys): string[] {
  return Object.keys(golden.keys).filter((name) => golden.keys[name] !== now.keys[name])
}

/** Throws when deployed keys would be read by code that means something else by them. */
function check(golden: GoldenKeys, now: GoldenKeys): void {
  const regenerate = `regenerate the file: ${REGENERATE}=1 npx jest golden-keys --selectProjects unit`
  const changed = changedKeys(golden, now)
  if (golden.format === now.format && changed.length > 0) {
    throw new Error(
      `The key format changed (${changed.join(', ')}): raise KEY_FORMAT in src/keys/key-generator.ts and ${regenerate}`,
    )
  }
  if (golden.format !== now.format || Object.keys(now.keys).some((name) => !(name in golden.keys))) {
    throw new Error(`The golden keys are of format ${golden.format} or incomplete: ${regenerate}`)
  }
}

/** What to write to the file. New samples are welcome, other keys for old ones only under a higher format. */
function regenerated(golden: GoldenKeys | undefined, now: GoldenKeys): string {
  const changed = golden ? changedKeys(golden, now) : []
  if (golden && now.format <= golden.format && changed.length > 0) {
    throw new Error(
      `Not regenerated, because ${changed.join(', ')} changed: raise KEY_FORMAT in src/keys/key-generator.ts above ${golden.format}.`,
    )
  }
  return `${JSON.stringify(now, null, 2)}\n`
}

function readGolden(): GoldenKeys | undefined {
  return existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as GoldenKeys) : undefined
}

test('the same parts and tokens give the same keys as in every release of this format', async () => {
  const now = await keysNow()
  if (process.env[REGENERATE]) writeFileSync(FILE, regenerated(readGolden(), now))
  const golden = readGolden()
  if (!golden) throw new Error(`${FILE} is missing.`)
  check(golden, now)
  expect(new Set(Object.values(golden.keys)).size).toBe(Object.keys(samples).length)
})

describe('the file of golden keys', () => {
  const golden: GoldenKeys = { format: 1, keys: { one: 'alkey:a', two: 'alkey:b' } }

  const cases: Record<string, { now: GoldenKeys; failsCheck: RegExp | undefined; isRegenerated: boolean }> = {
    'nothing changed': { now: golden, failsCheck: undefined, isRegenerated: true },
    'a key changed': {
      now: { format: 1, keys: { ...golden.keys, two: 'alkey:c' } },
      failsCheck: /key format changed \(two\): raise KEY_FORMAT in src\/keys\/key-generator\.ts/,
      isRegenerated: false,
    },
    'a sample is gone': {
      now: { format: 1, keys: { one: 'alkey:a' } },
      failsCheck: /key format changed \(two\)/,
      isRegenerated: false,
    },
    'a key changed and the format was lowered': {
      now: { format: 0, keys: { one: 'alkey:c' } },
      failsCheck: /of format 1/,
      isRegenerated: false,
    },
    'a sample is new': {
      now: { format: 1, keys: { ...golden.keys, three: 'alkey:d' } },
      failsCheck: /incomplete: regenerate/,
      isRegenerated: true,
    },
    'a key changed and the format was raised': {
      now: { format: 2, keys: { ...golden.keys, two: 'alkey:c' } },
      failsCheck: /of format 1.*ALKEY_WRITE_GOLDEN_KEYS=1/,
      isRegenerated: true,
    },
  }

  test.each(Object.entries(cases))('when %s', (_, { now, failsCheck, isRegenerated }) => {
    if (failsCheck) expect(() => { check(golden, now) }).toThrow(failsCheck) // prettier-ignore
    else expect(() => { check(golden, now) }).not.toThrow() // prettier-ignore

    if (isRegenerated) expect(JSON.parse(regenerated(golden, now))).toEqual(now)
    else expect(() => regenerated(golden, now)).toThrow(/Not regenerated.*raise KEY_FORMAT/)
  })
})
