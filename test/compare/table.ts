import type { Library } from './library'
import type { Outcome } from './measure'
import type { Result } from './measure-all'
import type { Write } from './writes'

const TOTALS = { isStale: '**stale**', isOtherReloaded: 'another page reloaded' } as const

export function columnsOf(libraries: readonly Library[]): readonly string[] {
  return ['way to write', ...libraries.map(({ name }) => name)]
}

/** The heads of the rows. */
export function rowsOf(writes: readonly Write[]): readonly string[] {
  return [...writes.map(({ title }) => title), ...Object.values(TOTALS)]
}

/** A Markdown table: a row for each way to write, a column for each library, and totals. */
export function tableOf(results: readonly Result[], writes: readonly Write[]): string {
  const columns = results.map(({ outcomes }) => [
    ...writes.map((_, i) => outcomeShown(outcomes[i])),
    ...(['isStale', 'isOtherReloaded'] as const).map((what) => totalShown(outcomes, what)),
  ])
  const rows = rowsOf(writes).map((title, i) => [title, ...columns.map((column) => column[i] ?? '')])
  return markdown([columnsOf(results.map(({ library }) => library)), ...rows])
}

function outcomeShown(outcome: Outcome | undefined): string {
  if (!outcome) return '?'
  return outcome.isStale ? '**stale**' : 'ok'
}

function totalShown(outcomes: readonly Outcome[], what: keyof typeof TOTALS): string {
  return outcomes.length === 0 ? '?' : `${outcomes.filter((one) => one[what]).length} of ${outcomes.length}`
}

/** With its columns aligned, as Prettier wants it. */
function markdown(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)))
  const [head, ...body] = rows.map((row) => `| ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`)
  return [head, `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...body].join('\n')
}
