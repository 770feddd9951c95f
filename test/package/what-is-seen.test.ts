import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { docsConditions, docsTable } from '../support/write-paths/docs-table'
import { themes } from '../support/write-paths/themes'

// The page says what the tests of write paths prove, no more and no less.

const root = join(__dirname, '..', '..')
let page: string

beforeAll(async () => {
  page = await readFile(join(root, 'docs', 'what-is-seen.md'), 'utf8')
})

/** The text under each heading, up to the next one. */
function sections(): Map<string, string> {
  const parts = page.split(/^#+ (.*)$/m).slice(1)
  return new Map(parts.flatMap((heading, i) => (i % 2 === 0 ? [[heading, parts[i + 1] ?? ''] as const] : [])))
}

/** The cells of the table in a text, without its head. */
function tableIn(text = ''): string[][] {
  const rows = text.split('\n').filter((line) => line.startsWith('|'))
  return rows.slice(2).map((row) =>
    row
      .slice(1, -1)
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim()),
  )
}

test.each(themes.map((theme) => [theme.title, theme] as const))('%s', (title, theme) => {
  const section = sections().get(title)
  expect(tableIn(section)).toEqual(docsTable(theme))
  for (const condition of docsConditions(theme)) expect(section).toContain(condition)
  expect(page.replaceAll(/\s+/g, ' ')).toContain(theme.world.about)
})

test('every table of the page is one of the tests', () => {
  const described = [...sections()]
    .filter(([, text]) => /^\| path +\| what changes/m.test(text))
    .map(([heading]) => heading)
  expect(described).toEqual(themes.map(({ title }) => title))
})
