import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { libraries } from '../compare/libraries/all'
import { alkeyCacheTrue, alkeyRemember } from '../compare/libraries/alkey'
import { byHand } from '../compare/libraries/by-hand'
import { measureAll } from '../compare/measure-all'
import { reportInPage, reportOf } from '../compare/report'
import { columnsOf, rowsOf } from '../compare/table'
import { writes } from '../compare/writes'
import { sharedUrl } from '../support/servers/shared-url'
import { REPOSITORY, readPackageJson } from './support/repository'

// One of the writes starts a process, for each library.
jest.setTimeout(180_000)

/** The cells of the table on the page, row by row. */
async function tableInPage(): Promise<string[][]> {
  const lines = (await reportInPage()).split('\n').filter((line) => line.startsWith('|'))
  const [head = [], , ...body] = lines.map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  )
  return [head, ...body]
}

test('the page has the columns, rows and setups that the script knows', async () => {
  const [head, ...body] = await tableInPage()
  expect(head).toEqual(columnsOf(libraries))
  expect(body.map(([title]) => title)).toEqual(rowsOf(writes))
  const report = await reportInPage()
  for (const { name, setup, packages } of libraries) {
    expect(report).toContain(`- **${name}**: ${setup}`)
    for (const [one, version] of Object.entries(packages)) expect(report).toContain(`${one} ${version}`)
  }
  expect(report).toContain(`typeorm-alkey ${readPackageJson().version}`)
})

test('the README says the same', async () => {
  const table = await tableInPage()
  const stale = table.find(([title]) => title === '**stale**') ?? []
  const lines = (await readFile(join(REPOSITORY, 'README.md'), 'utf8')).split('\n')
  const at = lines.findIndex((line) => line.startsWith('| TypeORM `cache: true` '))
  const [names, , totals] = [lines[at], lines[at + 1], lines[at + 2]].map((line) =>
    (line ?? '').split('|').map((cell) => cell.trim()),
  )
  const said = names?.map((name, i) => [name, totals?.[i]]).slice(1, -1) ?? []
  expect(said.length).toBeGreaterThan(4)
  expect(said).toEqual(said.map(([name = '']) => [name, stale[table[0]?.indexOf(name) ?? -1]]))
  expect(lines.join('\n')).toContain(`${writes.length} ways to write`)
})

// The others need packages, or a visitor who waits in vain for a repair.
test('the page says what is measured, of a subscriber by hand and of this library', async () => {
  const servers = { databaseUrl: sharedUrl('DATABASE_URL'), redisUrl: sharedUrl('REDIS_URL') }
  const results = await measureAll([byHand, alkeyRemember, alkeyCacheTrue], servers)
  const [head = [], ...body] = await tableInPage()
  for (const { library, outcomes } of results) {
    const column = head.indexOf(library.name)
    const said = body.slice(0, writes.length).map((row) => [row[0], row[column]])
    expect([library.name, said]).toEqual([
      library.name,
      writes.map(({ title }, i) => [title, outcomes[i]?.isStale ? '**stale**' : 'ok']),
    ])
  }
  const ours = results.filter(({ library }) => library.name.startsWith('typeorm-alkey'))
  expect(ours.flatMap(({ outcomes }) => outcomes.filter(({ isStale }) => isStale))).toEqual([])
})

test('a library that can not be installed is said, and not left out', async () => {
  const servers = { databaseUrl: sharedUrl('DATABASE_URL'), redisUrl: sharedUrl('REDIS_URL') }
  const unknown = { ...byHand, name: 'missing', packages: { missing: 'file:/nowhere.tgz' } }
  const [result] = await measureAll([unknown], servers)
  expect(result?.outcomes).toEqual([])
  const report = reportOf(result ? [result] : [], {})
  expect(report).toMatch(/^\| way to write +\| missing +\|$/m)
  expect(report).toContain('**missing** could not be installed')
  expect(report).toContain('ENOENT')
  expect(result?.reason).toContain('missing@file:/nowhere.tgz')
})
