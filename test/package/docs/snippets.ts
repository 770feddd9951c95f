import { basename } from 'node:path'
import type { Snippet } from '../support/pages'

/** What a file of the world gives to a snippet that is run, in place of the declarations. */
const world = `
import { Alkey, GLOBAL, literal, ref } from 'typeorm-alkey'
import { Order, User, inWorld } from '../docs/world'
`

/** The name of the file for a snippet: other snippets may import a whole module by its mark. */
export function fileNameOf({ page, mark }: Snippet, at: number): string {
  return mark === undefined ? `${basename(page, '.md')}-${at}.ts` : `${mark.replaceAll(' ', '-')}.ts`
}

/** A whole program as it is; a part of one in a function, its imports before that. */
export function moduleOf({ code, mark }: Snippet): string {
  if (mark !== undefined) return code
  const { imports, body } = partsOf(code)
  return `${imports}\nexport async function snippet() {\n${body}\n}\n`
}

/** A program that runs the snippet where what it takes for granted is there. */
export function programOf({ code, mark }: Snippet): string {
  if (mark !== undefined) return code
  const { imports, body } = partsOf(code)
  return `${imports}${world}\nvoid inWorld(async ({ alkey, dataSource, manager }) => {\n${body}\n})\n`
}

function partsOf(code: string): { imports: string; body: string } {
  const lines = code.split('\n')
  const [imports, others] = [true, false].map((wanted) =>
    lines.filter((line) => line.startsWith('import ') === wanted).join('\n'),
  ) as [string, string]
  return { imports, body: others }
}
