import ts from 'typescript'
import type { Sources } from './source-imports'

/** What each framework has by the same name: its users know that of their own alone. */
const OF_FRAMEWORKS = /^httpCache: ((express|fastify|nestjs)\/[\w/.-]+(, |$))+$/

/** Types and functions that several files define by one name, and what else they export by one: a word is for one thing. */
export function namesDefinedTwice(sources: Sources): string[] {
  const files = new Map<string, Set<string>>()
  for (const [file, text] of sources)
    for (const name of namesDefined(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)))
      files.set(name, (files.get(name) ?? new Set<string>()).add(file))
  const twice = [...files].filter(([, all]) => all.size > 1)
  return twice
    .map(([name, all]) => `${name}: ${[...all].sort().join(', ')}`)
    .filter((found) => !OF_FRAMEWORKS.test(found))
}

function namesDefined(source: ts.SourceFile): string[] {
  return source.statements.flatMap((statement) => {
    if (ts.isVariableStatement(statement)) {
      const isExported = statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true
      return isExported ? statement.declarationList.declarations.map(({ name }) => name.getText()) : []
    }
    const isNamed =
      ts.isFunctionDeclaration(statement) ||
      ts.isClassDeclaration(statement) ||
      ts.isInterfaceDeclaration(statement) ||
      ts.isTypeAliasDeclaration(statement)
    return isNamed && statement.name ? [statement.name.text] : []
  })
}
