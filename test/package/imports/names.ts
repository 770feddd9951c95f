import ts from 'typescript'
import type { Sources } from './source-imports'

/** Types and functions that several files define by one name, and what else they export by one: a word is for one thing. */
export function namesDefinedTwice(sources: Sources): string[] {
  const files = new Map<string, Set<string>>()
  for (const [file, text] of sources)
    for (const name of namesDefined(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)))
      files.set(name, (files.get(name) ?? new Set<string>()).add(file))
  return [...files].filter(([, all]) => all.size > 1).map(([name, all]) => `${name}: ${[...all].sort().join(', ')}`)
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
