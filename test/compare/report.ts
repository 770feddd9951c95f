import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Library } from './library'
import type { Result } from './measure-all'
import { tableOf } from './table'
import { writes } from './writes'

const PAGE = join(__dirname, '..', '..', 'docs', 'compared.md')
const BEGIN = '<!-- written by: npm run compare -- --write -->'
const END = '<!-- end of what the script writes -->'

/** What the page says of this run, in Markdown. */
export function reportOf(results: readonly Result[], versions: Readonly<Record<string, string>>): string {
  const names = Object.entries(versions).map(([name, version]) => `${name} ${version}`)
  const failures = results.flatMap(({ library, reason }) =>
    reason === undefined ? [] : [`**${library.name}** could not be installed:\n\n\`\`\`\n${reason.trim()}\n\`\`\``],
  )
  const paragraphs = [
    `Measured on ${new Date().toISOString().slice(0, 10)} with ${names.join(', ')}.`,
    tableOf(results, writes),
    ...failures,
    results.map(({ library }) => setupOf(library)).join('\n'),
  ]
  return paragraphs.join('\n\n')
}

function setupOf({ name, setup, packages }: Library): string {
  const versions = Object.entries(packages).map(([one, version]) => `${one} ${version}`)
  return `- **${name}**: ${setup}${versions.length > 0 ? ` Installed: ${versions.join(', ')}.` : ''}`
}

/** The part of the page that the script writes. */
export async function reportInPage(): Promise<string> {
  return (await parts()).report
}

export async function writeToPage(report: string): Promise<void> {
  const { before, after } = await parts()
  await writeFile(PAGE, `${before}${BEGIN}\n\n${report}\n\n${END}${after}`)
}

async function parts(): Promise<{ before: string; report: string; after: string }> {
  const text = await readFile(PAGE, 'utf8')
  const [before, rest, ...others] = text.split(BEGIN)
  const [report, after, ...more] = (rest ?? '').split(END)
  if (before === undefined || report === undefined || after === undefined || others.length + more.length > 0) {
    throw new Error(`${PAGE} must have '${BEGIN}' and then '${END}', once each.`)
  }
  return { before, report: report.trim(), after }
}
