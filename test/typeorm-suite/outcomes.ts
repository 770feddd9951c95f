import { readFileSync } from 'node:fs'

const OUTCOMES = ['passed', 'failed', 'pending'] as const

export type Outcome = (typeof OUTCOMES)[number]

export interface Result {
  readonly outcome: Outcome
  readonly message: string | undefined
}

export type Results = ReadonlyMap<string, Result>

interface Reported {
  readonly file: string
  readonly fullTitle: string
  readonly err?: { readonly message?: string }
}

interface Report {
  readonly passes: readonly Reported[]
  readonly failures: readonly Reported[]
  readonly pending: readonly Reported[]
}

/** What Mocha's reporter `json` has written, by the test's file and title; the second test of one title gets a number. */
export function readOutcomes(file: string): Results {
  const report = JSON.parse(readFileSync(file, 'utf8')) as Report
  const lists = { passed: report.passes, failed: report.failures, pending: report.pending }
  const results = new Map<string, Result>()
  for (const outcome of OUTCOMES) {
    for (const { file: source, fullTitle, err } of lists[outcome]) {
      const title = `${source.replace(/^.*\/compiled\/test\//, '')}: ${fullTitle}`
      let key = title
      for (let number = 2; results.has(key); number++) key = `${title} (${number})`
      results.set(key, { outcome, message: err?.message })
    }
  }
  return results
}

/** How many there are of each outcome. */
export function countsOf(results: Results): string {
  const count = (outcome: Outcome) => [...results.values()].filter((result) => result.outcome === outcome).length
  return [`${results.size} tests`, ...OUTCOMES.map((outcome) => `${count(outcome)} ${outcome}`)].join(', ')
}

/** A test that ends in another way. */
export interface Difference {
  readonly title: string
  readonly outcomes: string
  /** What it said, in one line. */
  readonly message: string
}

/** The tests that end in `results` as in none of the runs before, with what became of them. */
export function differences(before: readonly Results[], results: Results): Difference[] {
  const titles = new Set([...before, results].flatMap((run) => [...run.keys()]))
  return [...titles].flatMap((title) => {
    const outcomes = before.map((run) => run.get(title)?.outcome)
    const after = results.get(title)
    if (outcomes.includes(after?.outcome)) return []
    const [message = ''] = (after?.message ?? before[0]?.get(title)?.message ?? '').split('\n')
    return [{ title, outcomes: `${outcomes[0] ?? 'absent'} → ${after?.outcome ?? 'absent'}`, message }]
  })
}
