import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readPage } from './support/pages'
import { REPOSITORY } from './support/repository'

const reference = readPage('docs/reference.md')

function readSource(file: string): string {
  return readFileSync(join(REPOSITORY, 'src', file), 'utf8')
}

/** What a file of the sources names, by a pattern. */
function namesIn(file: string, pattern: RegExp): readonly string[] {
  return Array.from(readSource(file).matchAll(pattern), ([, name = '']) => name).sort()
}

function membersOf(file: string, type: string): readonly string[] {
  const [, body = ''] = new RegExp(`^export interface ${type}\\b[^{]*\\{([^]*?)^\\}`, 'm').exec(readSource(file)) ?? []
  return Array.from(body.matchAll(/^ {2}readonly (\w+)\??:/gm), ([, name = '']) => name)
}

/** Whether code in a text begins with a name, or has it behind a point. */
function isNamed(name: string, text: string): boolean {
  return new RegExp(`\`(?:[^\`\n]*[ .{(])?${name}\\b`).test(text)
}

function sectionUnder(heading: string, text: string): string {
  const [, after = ''] = text.split(`\n## ${heading}\n`)
  return after.split('\n## ')[0] ?? ''
}

/** What stands first in the rows of the table under a heading. */
function tableUnder(heading: string, page: string): readonly string[] {
  return Array.from(sectionUnder(heading, readPage(page)).matchAll(/^\| `(\w+)` /gm), ([, name = '']) => name).sort()
}

describe('the reference has, and has nothing else than,', () => {
  it('all options', () => {
    const options = [...membersOf('options.ts', 'AlkeyOptions')].sort()
    expect(options.length).toBeGreaterThan(10)
    expect(tableUnder('Options', 'docs/reference.md')).toEqual(options)
  })

  it('all events', () => {
    const events = namesIn('events.ts', /^ {2}readonly (\w+): \{/gm)
    expect(events.length).toBeGreaterThan(10)
    expect(tableUnder('Events', 'docs/reference.md')).toEqual(events)
  })

  it('all codes of errors', () => {
    const codes = namesIn('errors.ts', /^ {2}\| '(ALKEY_\w+)'/gm)
    expect(codes.length).toBeGreaterThan(10)
    expect(tableUnder('Errors', 'docs/reference.md')).toEqual(codes)
  })
})

test.each([
  ['index.ts', 30],
  ['fragmented-keys/index.ts', 10],
  ['testing/index.ts', 1],
  ['http/index.ts', 10],
  ['express/index.ts', 4],
  ['fastify/index.ts', 4],
])('every name that %s exports is in the reference', (file, least) => {
  const names = Array.from(readSource(file).matchAll(/^export (?:type )?\{([^}]*)\}/gm), ([, list = '']) => list)
    .flatMap((list) => list.split(','))
    .map((name) => name.trim().split(' ').at(-1) ?? '')
    .filter((name) => name !== '')
  expect(names.length).toBeGreaterThan(least)
  expect(names.filter((name) => !isNamed(name, reference))).toEqual([])
})

test.each([
  ['values/memory-value-store.ts', 'MemoryValueStoreOptions', 'Options elsewhere'],
  ['tokens/memory-token-store.ts', 'MemoryTokenStoreOptions', 'Options elsewhere'],
  ['redis/redis-token-store.ts', 'RedisTokenStoreOptions', 'Options elsewhere'],
  ['typeorm/result-cache/cache-options.ts', 'QueryResultCacheOptions', 'Options elsewhere'],
  ['keys/explanation.ts', 'Explanation', 'What `explain` returns'],
  ['keys/explanation.ts', 'ExplainedPart', 'What `explain` returns'],
  ['values/local-entries.ts', 'LocalValuesOptions', 'Options'],
  ['entity-rules.ts', 'UntypedTouchRules', 'Options'],
])('the reference has all that %s says of %s, under %s', (file, type, heading) => {
  const members = membersOf(file, type)
  expect(members.length).toBeGreaterThan(0)
  expect(members.filter((name) => !isNamed(name, sectionUnder(heading, reference)))).toEqual([])
})

test('the options of responses are on the page of Express', () => {
  const options = [...membersOf('http/cache-options.ts', 'HttpCacheOptions')].sort()
  expect(tableUnder('Options', 'docs/express.md')).toEqual(options)
})

test('what the reference says of an event names all that its listeners get', () => {
  const events = Array.from(readSource('events.ts').matchAll(/^ {2}readonly (\w+): (\{[^}]*\})/gm))
  const missing = events.flatMap(([, event = '', type = '']) => {
    const row = reference.split('\n').find((line) => line.startsWith(`| \`${event}\` `)) ?? ''
    const members = Array.from(type.matchAll(/readonly (\w+)\??:/g), ([, name = '']) => name)
    return members.filter((name) => !isNamed(name, row)).map((name) => `${event}: ${name}`)
  })
  expect(missing).toEqual([])
})

test('every class of errors stands beside its code, and what it has of its own', () => {
  const classes = Array.from(
    readSource('errors.ts').matchAll(
      /^export class (\w+) extends AlkeyError \{\n {2}readonly code = '(\w+)'([^]*?)^\}/gm,
    ),
  )
  expect(classes.length).toBeGreaterThan(10)
  const missing = classes.filter(([, name, code, body = '']) => {
    const row = reference.split('\n').find((line) => line.startsWith(`| \`${code}\` `)) ?? ''
    const members = Array.from(body.matchAll(/^ {2}readonly (\w+):/gm), ([, member = '']) => member)
    return ![name ?? '', ...members].every((one) => isNamed(one, row))
  })
  expect(missing.map(([, name]) => name)).toEqual([])
})

test('every option of remember and every reason not to store is on the page of cached values', () => {
  const page = readPage('docs/cached-values.md')
  const events = readSource('events.ts')
  const reasons = /NotStoredReason =[^]*?export interface/.exec(events)?.[0] ?? ''
  const names = [
    ...membersOf('values/remember-options.ts', 'RememberOptions'),
    ...Array.from(reasons.matchAll(/^ {2}\| '([\w-]+)'/gm), ([, name = '']) => name),
  ]
  expect(names.length).toBeGreaterThan(20)
  expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([])
})

test('every reason of an uncacheable key is in the reference', () => {
  const events = readSource('events.ts')
  const reasons = /UncacheableReason =[^]*?NotStoredReason/.exec(events)?.[0] ?? ''
  const names = Array.from(reasons.matchAll(/^ {2}\| '([\w-]+)'/gm), ([, name = '']) => name)
  expect(names.length).toBeGreaterThan(4)
  expect(names.filter((name) => !reference.includes(`\`${name}\``))).toEqual([])
})

test('the README is short enough to be read', () => {
  expect(readPage('README.md').trim().split(/\s+/).length).toBeLessThanOrEqual(1_150)
})
