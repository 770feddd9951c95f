import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { REPOSITORY } from './repository'

/** A block of TypeScript on a page. */
export interface Snippet {
  readonly page: string
  readonly code: string
  /** Of a whole program or module: the comment before it, which names it. What has none is part of a program. */
  readonly mark: string | undefined
}

/** What people read, in the repository or in the package: paths from its root. */
export function pagesIn(root = REPOSITORY): readonly string[] {
  const docs = readdirSync(join(root, 'docs')).map((name) => `docs/${name}`)
  return ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...docs]
    .filter((page) => page.endsWith('.md') && existsSync(join(root, page)))
    .sort()
}

export function readPage(page: string, root = REPOSITORY): string {
  return readFileSync(join(root, page), 'utf8')
}

export function snippetsIn(page: string): readonly Snippet[] {
  const blocks = readPage(page).matchAll(/(?:<!-- ([\w -]+) -->\n\n)?```ts\n([\s\S]*?)```/g)
  return Array.from(blocks, ([, mark, code = '']) => ({ page, code, mark }))
}

/** What a snippet says that it prints, line by line. */
export function promisedLines({ code }: Snippet): readonly string[] {
  return Array.from(code.matchAll(/(?:console\.log|await tell)\(.*\) \/\/ (.*)$/gm), ([, line = '']) => line)
}

/** Headings as they are linked to, with `#` before them in a link. */
export function anchorsOf(text: string): ReadonlySet<string> {
  const anchors = new Set<string>()
  for (const [, heading = ''] of withoutCode(text).matchAll(/^#+ (.*)$/gm)) {
    const slug = heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-')
    let anchor = slug
    for (let i = 1; anchors.has(anchor); i++) anchor = `${slug}-${i}`
    anchors.add(anchor)
  }
  return anchors
}

/** Where a page links to, pictures included. */
export function linksIn(text: string): readonly string[] {
  return Array.from(withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g), ([, target = '']) => target)
}

function withoutCode(text: string): string {
  return text.replace(/^```[\s\S]*?^```/gm, '')
}
