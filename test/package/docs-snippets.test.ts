import { globals } from './docs/globals'
import { useProgramFolder } from './docs/programs'
import { fileNameOf, moduleOf, programOf } from './docs/snippets'
import { pagesIn, promisedLines, snippetsIn } from './support/pages'

// What the documentation shows is compiled, and what it says to print is run, as somebody would who copies it.

const folder = useProgramFolder()
const snippets = pagesIn().flatMap((page) => snippetsIn(page))
const printing = snippets.filter((snippet) => promisedLines(snippet).length > 0)

test('every snippet compiles under strict settings', async () => {
  expect(new Set(snippets.map(({ page }) => page)).size).toBeGreaterThan(8)
  const files = [await folder.write('globals.d.ts', globals)]
  for (const [i, snippet] of snippets.entries()) {
    files.push(await folder.write(fileNameOf(snippet, i), moduleOf(snippet)))
  }
  await folder.compile(...files)
}, 120_000)

test('the README has a quick start that prints three lines', () => {
  const [quickStart] = printing.filter(({ page, mark }) => page === 'README.md' && mark === 'quick start')
  expect(quickStart && promisedLines(quickStart)).toHaveLength(3)
})

test.each(printing.map((snippet, i) => [snippet.page, i, snippet] as const))(
  'what %s shows prints what its comments say (%i)',
  async (_page, i, snippet) => {
    const file = await folder.write(`run-${i}.ts`, programOf(snippet))
    expect(await folder.run(file)).toEqual(promisedLines(snippet))
  },
  90_000,
)

test("the tests that show how to test one's application pass", async () => {
  const [shown, service] = ['a test', 'dashboards'].map((wanted) => snippets.find(({ mark }) => mark === wanted))
  await folder.write('dashboards.ts', service?.code ?? '')
  const lines = await folder.run(await folder.write('shown.ts', shown?.code ?? ''))
  expect(lines.map((line) => line.replace(/^\W+/, ''))).toEqual(expect.arrayContaining(['pass 3', 'fail 0']))
}, 90_000)

test('the token store of the documentation keeps the contract', async () => {
  const [store, suite] = snippets.filter(({ page }) => page === 'docs/token-stores.md')
  await folder.write('map-token-store.ts', store?.code ?? '')
  const cases = (suite?.code ?? '').replace('test(name, run)', 'cases.push({ name, run })')
  const file = await folder.write(
    'contract.ts',
    `import assert from 'node:assert'
    ${cases.replace('for (', 'const cases: { name: string; run: () => Promise<void> }[] = []\nfor (')}
    async function main() { assert(cases.length > 10); for (const { run } of cases) await run(); console.log('kept') }
    void main()`,
  )
  expect(await folder.run(file)).toEqual(['kept'])
}, 90_000)
