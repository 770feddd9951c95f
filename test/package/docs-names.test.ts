import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readPage } from './support/pages'
import { REPOSITORY } from './support/repository'

/** What a file of the sources names, by a pattern. */
function namesIn(file: string, pattern: RegExp): readonly string[] {
  const text = readFileSync(join(REPOSITORY, 'src', file), 'utf8')
  return Array.from(text.matchAll(pattern), ([, name = '']) => name).sort()
}

/** What stands first in the rows of the table under a heading. */
function tableUnder(heading: string, page: string): readonly string[] {
  const [, after = ''] = readPage(page).split(`\n## ${heading}\n`)
  const [section = ''] = after.split('\n## ')
  return Array.from(section.matchAll(/^\| `(\w+)` /gm), ([, name = '']) => name).sort()
}

describe('the reference has, and has nothing else than,', () => {
  it('all options', () => {
    const given = readFileSync(join(REPOSITORY, 'src', 'options.ts'), 'utf8').split(
      'export interface ResolvedOptions',
    )[0]
    const options = Array.from((given ?? '').matchAll(/^ {2}readonly (\w+)\?:/gm), ([, name = '']) => name).sort()
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

test('every option of remember and every reason not to store is on the page of cached values', () => {
  const page = readPage('docs/cached-values.md')
  const events = readFileSync(join(REPOSITORY, 'src', 'events.ts'), 'utf8')
  const reasons = /NotStoredReason =[^]*?export interface/.exec(events)?.[0] ?? ''
  const names = [
    ...namesIn('values/remember-options.ts', /^ {2}readonly (\w+)\?:/gm),
    ...Array.from(reasons.matchAll(/^ {2}\| '([\w-]+)'/gm), ([, name = '']) => name),
  ]
  expect(names.length).toBeGreaterThan(20)
  expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([])
})

test('every reason of an uncacheable key is in the reference', () => {
  const events = readFileSync(join(REPOSITORY, 'src', 'events.ts'), 'utf8')
  const reasons = /UncacheableReason =[^]*?NotStoredReason/.exec(events)?.[0] ?? ''
  const names = Array.from(reasons.matchAll(/^ {2}\| '([\w-]+)'/gm), ([, name = '']) => name)
  expect(names.length).toBeGreaterThan(4)
  expect(names.filter((name) => !readPage('docs/reference.md').includes(`\`${name}\``))).toEqual([])
})

test('the README is short enough to be read', () => {
  expect(readPage('README.md').trim().split(/\s+/).length).toBeLessThanOrEqual(1_150)
})
