import { existsSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { anchorsOf, linksIn, pagesIn, readPage } from './support/pages'
import { usePackage } from './support/packed'
import { REPOSITORY } from './support/repository'

const packed = usePackage()

/** Links to files or headings that are not there; one sentence for each. */
function brokenLinks(root: string): readonly string[] {
  return pagesIn(root).flatMap((page) =>
    linksIn(readPage(page, root))
      .filter((target) => !/^\w+:/.test(target))
      .flatMap((target) => {
        const [path = '', anchor] = target.split('#')
        const file = path === '' ? page : posix.join(dirname(page), path)
        if (!existsSync(join(root, file))) return [`${page} links to ${target}, which is not there`]
        if (anchor === undefined || anchorsOf(readPage(file, root)).has(anchor)) return []
        return [`${page} links to ${target}, and ${file} has no such heading`]
      }),
  )
}

test('every link of the documentation resolves in the repository', () => {
  expect(pagesIn().flatMap((page) => linksIn(readPage(page))).length).toBeGreaterThan(50)
  expect(brokenLinks(REPOSITORY)).toEqual([])
})

test('every link of the documentation resolves in the package', () => {
  expect(pagesIn(packed().directory)).toEqual(pagesIn())
  expect(brokenLinks(packed().directory)).toEqual([])
})

test('every page of the handbook is in its table of contents', () => {
  const listed = linksIn(readPage('docs/README.md')).map((target) => posix.join('docs', target))
  expect(
    pagesIn().filter((page) => page.startsWith('docs/') && page !== 'docs/README.md' && !listed.includes(page)),
  ).toEqual([])
})

test('every file of the repository that the documentation names is there', () => {
  const named = pagesIn().flatMap((page) =>
    Array.from(readPage(page).matchAll(/`((?:src|test|examples)\/[\w./-]+)`/g), ([, path = '']) => ({ page, path })),
  )
  expect(named.length).toBeGreaterThan(30)
  expect(named.filter(({ path }) => !existsSync(join(REPOSITORY, path)))).toEqual([])
})

describe('the check itself finds', () => {
  it('headings as they are linked to', () => {
    const text =
      "# What can't be seen\n```sh\n# no heading\n```\n## `remember` and TypeORM's cache\n## Options\n### Options\n"
    expect([...anchorsOf(text)]).toEqual(['what-cant-be-seen', 'remember-and-typeorms-cache', 'options', 'options-1'])
  })

  it('links and pictures, and none in code', () => {
    expect(linksIn('[a](b.md#c) ![d](e.svg)\n```ts\n[f](g)\n```\n')).toEqual(['b.md#c', 'e.svg'])
  })
})
