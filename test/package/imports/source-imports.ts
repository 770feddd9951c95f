import { readFileSync, readdirSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import ts from 'typescript'
import { REPOSITORY } from '../support/repository'

/** Source texts by their path in `src`, with forward slashes: `redis/deferred.ts`. */
export type Sources = ReadonlyMap<string, string>

export interface Import {
  readonly file: string
  readonly line: number
  readonly specifier: string
  /** When it loads the module: never, with the file, or when a function is called. */
  readonly loads: 'never' | 'with the file' | 'when called'
}

export function readSources(): Sources {
  const src = join(REPOSITORY, 'src')
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))
  return new Map(
    files.map((name) => join(src, name)).map((path) => [posix(relative(src, path)), readFileSync(path, 'utf8')]),
  )
}

/** Every import in the sources, in whatever form: `import`, `export … from`, `import()`, `import('x').T`, `require`. */
export function importsOf(sources: Sources): Import[] {
  return [...sources].flatMap(([file, text]) => {
    const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest)
    const found: Import[] = []
    const visit = (node: ts.Node, isInFunction: boolean): void => {
      const specifier = specifierOf(node)
      if (specifier) {
        const line = source.getLineAndCharacterOfPosition(specifier.getStart(source)).line + 1
        const loads = isTypeOnly(node) ? 'never' : isInFunction ? 'when called' : 'with the file'
        found.push({ file, line, specifier: specifier.text, loads })
      }
      ts.forEachChild(node, (child) => {
        visit(child, isInFunction || ts.isFunctionLike(node))
      })
    }
    visit(source, false)
    return found
  })
}

function specifierOf(node: ts.Node): ts.StringLiteralLike | undefined {
  const specifier = specifierNodeOf(node)
  return specifier && ts.isStringLiteralLike(specifier) ? specifier : undefined
}

function specifierNodeOf(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier
  if (ts.isExternalModuleReference(node)) return node.expression
  if (ts.isImportTypeNode(node)) return ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined
  if (!ts.isCallExpression(node)) return undefined
  const { expression } = node
  const isRequire = ts.isIdentifier(expression) && expression.text === 'require'
  return isRequire || expression.kind === ts.SyntaxKind.ImportKeyword ? node.arguments[0] : undefined
}

function isTypeOnly(node: ts.Node): boolean {
  if (ts.isImportTypeNode(node)) return true
  if (ts.isExportDeclaration(node)) {
    return (
      node.isTypeOnly || areTypesOnly(node.exportClause && ts.isNamedExports(node.exportClause) && node.exportClause)
    )
  }
  if (!ts.isImportDeclaration(node) || !node.importClause) return false
  const { phaseModifier, name, namedBindings } = node.importClause
  if (phaseModifier === ts.SyntaxKind.TypeKeyword) return true
  return !name && areTypesOnly(namedBindings && ts.isNamedImports(namedBindings) && namedBindings)
}

function areTypesOnly(bindings: ts.NamedImports | ts.NamedExports | false | undefined): boolean {
  return Boolean(bindings) && (bindings as ts.NamedImports).elements.every(({ isTypeOnly }) => isTypeOnly)
}

function posix(path: string): string {
  return path.split(sep).join('/')
}
