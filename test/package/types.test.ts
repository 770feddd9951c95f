import { readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { CONSUMERS, makeProject, readConsumer } from './support/consumer-project'
import { usePackage } from './support/packed'
import { installed } from './support/repository'

const packed = usePackage()

const resolutions = [
  { moduleResolution: 'node16', module: 'node16' },
  { moduleResolution: 'bundler', module: 'esnext' },
  { moduleResolution: 'node10', module: 'commonjs', ignoreDeprecations: '6.0' },
]

describe.each([
  ['1', 'typeorm'],
  ['0.3', 'typeorm03'],
])('with TypeORM %s', (version, typeorm) => {
  it.each(resolutions)('infers and refuses what it should under moduleResolution $moduleResolution', (options) => {
    const project = makeProject(packed(), `${version}-${options.moduleResolution}`, typeorm)
    expect(complaints(project, options, CONSUMERS.map(readConsumer))).toEqual([])
  })
})

it('takes its decorator for one with experimentalDecorators, too', () => {
  const project = makeProject(packed(), 'experimental-decorators', 'typeorm')
  const options = { moduleResolution: 'node16', module: 'node16', experimentalDecorators: true }
  expect(complaints(project, options, [readConsumer('computed-types')])).toEqual([])
})

describe.each([{ strict: true }, { strict: false, exactOptionalPropertyTypes: false }])(
  'for compilers that are set to ES2017, with %j',
  (strictness) => {
    it.each(resolutions)('needs no newer library under moduleResolution $moduleResolution', (options) => {
      const project = makeProject(packed(), `es2017-${options.moduleResolution}-${strictness.strict}`, 'typeorm')
      const source = ['', '/fragmented-keys', '/testing', '/http']
        .map((path) => `export * from 'typeorm-alkey${path}'`)
        .join('\n')
      const old = { target: 'es2017', lib: ['es2017'], ...strictness }
      expect(complaints(project, { ...old, ...options }, [source])).toEqual([])
    })
  },
)

it('adds to the types of Express and Fastify, where these are installed', () => {
  const project = makeProject(packed(), 'frameworks', 'typeorm')
  for (const name of ['@types/express', 'fastify']) symlinkSync(installed(name), join(project, 'node_modules', name))
  const sources = ['express-types', 'fastify-types'].map(readConsumer)
  expect(complaints(project, { moduleResolution: 'node16', module: 'node16' }, sources)).toEqual([])
})

it("doesn't let a mistake of its user pass for want of types", () => {
  const project = makeProject(packed(), 'mistake', 'typeorm')
  const source = readConsumer('types').replace('{ idd: 1 }', '{ id: 1 }')
  expect(complaints(project, { moduleResolution: 'node16', module: 'node16' }, [source])).toEqual([
    expect.stringContaining("Unused '@ts-expect-error' directive"),
  ])
})

it('never says any in its declarations', () => {
  const found = packed()
    .files.filter((file) => file.endsWith('.d.ts'))
    .flatMap((file) => {
      const text = readFileSync(join(packed().directory, file), 'utf8')
      return anysIn(ts.createSourceFile(file, text, ts.ScriptTarget.Latest))
    })
  expect(found).toEqual([])
})

/** What the compiler says about the files of a user and our declarations; those of others are theirs. */
function complaints(project: string, json: object, sources: readonly string[]): string[] {
  const files = new Map(sources.map((source, at) => [join(project, `user${at}.ts`), source]))
  const { options, errors } = ts.convertCompilerOptionsFromJson(
    {
      target: 'es2022',
      lib: ['es2022'],
      types: ['node'],
      strict: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: false,
      noEmit: true,
      ...json,
    },
    project,
  )
  const host = ts.createCompilerHost(options)
  const read = host.getSourceFile.bind(host)
  host.getSourceFile = (name, language, ...rest) => {
    const source = files.get(name)
    return source === undefined ? read(name, language, ...rest) : ts.createSourceFile(name, source, language)
  }
  host.getCurrentDirectory = () => project
  const program = ts.createProgram([...files.keys()], options, host)
  const ours = program
    .getSourceFiles()
    .filter(({ fileName }) => files.has(fileName) || fileName.includes('/node_modules/typeorm-alkey/'))
  if (ours.length < files.size + 2) throw new Error(`The package was not found from ${project}`)
  return [
    ...errors,
    ...program.getOptionsDiagnostics(),
    ...ours.flatMap((one) => [...program.getSyntacticDiagnostics(one), ...program.getSemanticDiagnostics(one)]),
  ].map((diagnostic) => ts.formatDiagnostic(diagnostic, host).trim())
}

function anysIn(source: ts.SourceFile): string[] {
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    if (node.kind === ts.SyntaxKind.AnyKeyword) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart(source))
      found.push(`${source.fileName}:${line + 1}`)
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}
