import { reasonOf } from './reason'
import type { Server, Source, StartOptions } from './server'

/** Tries the sources in their order; if all fail, one error tells the whole story. */
export async function startFromFirstWorkingSource(
  what: string,
  sources: readonly Source[],
  options: StartOptions,
): Promise<Server> {
  const failures: string[] = []
  for (const source of sources) {
    try {
      return await source.start(options)
    } catch (error) {
      failures.push(`${source.name}: ${reasonOf(error).trim()}`)
    }
  }
  throw new Error(
    `No ${what} could be started for the tests. Tried, in this order:\n${list(failures)}\n` +
      `Any one of these helps:\n${list(sources.map((source) => source.help))}`,
  )
}

function list(lines: readonly string[]): string {
  return lines.map((line) => `  - ${line.replaceAll('\n', '\n    ')}`).join('\n')
}
