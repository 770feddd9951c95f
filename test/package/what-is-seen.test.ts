import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { succeed } from '../support/processes/execute'
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

test('its snippets compile', async () => {
  const prelude = `
    import type { DataSource, EntityManager, QueryRunner } from 'typeorm'
    import { Alkey, ref } from 'typeorm-alkey'
    declare class Task { id: number; title: string; views: number }
    declare class Project { id: number }
    declare const redis: string
    declare const alkey: Alkey
    declare const manager: EntityManager
    declare const queryRunner: QueryRunner
  `
  const snippets = Array.from(page.matchAll(/```ts\n([\s\S]*?)```/g), ([, code]) => code)
  expect(snippets.length).toBeGreaterThan(0)
  const folder = await mkdtemp(join(__dirname, '.readme-'))
  try {
    const functions = snippets.map((code, i) => `export async function snippet${i}() {\n${String(code)}\n}`)
    await writeFile(join(folder, 'snippets.ts'), prelude + functions.join('\n'))
    const options = '--noEmit --strict --target es2022 --module nodenext --skipLibCheck --types node --ignoreConfig'
    await succeed(join(root, 'node_modules/.bin/tsc'), [...options.split(' '), 'snippets.ts'], { cwd: folder })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}, 60_000)
