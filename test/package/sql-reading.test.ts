import { readSources } from './imports/source-imports'
import { undeclaredPatterns } from './support/pattern-readers'

const sources = readSources()

describe('the sources', () => {
  it('read SQL in src/sql only, and by regular expressions only what is none', () => {
    expect(undeclaredPatterns(sources)).toEqual([])
  })
})

describe('the check itself finds', () => {
  const found = (file: string, line: string): string[] => undeclaredPatterns(new Map([[file, line]]), {})

  it.each([
    'const isFetch = /^fetch/.test(sql)',
    "const isFetch = new RegExp('^fetch').test(sql)",
    "const isFetch = RegExp('^fetch').test(sql)",
    "const Pattern = RegExp, isFetch = new Pattern('^fetch').test(sql)",
    "const isFetch = new globalThis.RegExp('^fetch').test(sql)",
    "const isFetch = sql.search('fetch') === 0",
    "const isFetch = sql.match('^fetch')",
  ])('%s', (line) => {
    expect(found('typeorm/new-file.ts', line)).toEqual([expect.stringContaining('src/typeorm/new-file.ts:1 reads')])
    expect(found('sql/new-file.ts', line)).toEqual([])
  })

  it('a declaration that is no longer needed', () => {
    expect(undeclaredPatterns(new Map([['a.ts', '']]), { 'a.ts': 'names' })).toEqual([
      'src/a.ts has no regular expression: take it off the list',
    ])
  })
})
