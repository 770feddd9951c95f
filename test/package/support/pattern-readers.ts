import ts from 'typescript'
import type { Sources } from '../imports/source-imports'

/**
 * What each file outside `src/sql` reads by regular expressions: never SQL, which only the lexer can tell apart from
 * what is quoted or commented in it. Ask `src/sql` for what is to be known of a text, or say here what else is read.
 */
export const readByPatterns: Readonly<Record<string, string>> = {
  'credentials.ts': 'messages of errors, and URLs in them',
  'redis/failure.ts': 'what Redis says when it refuses',
  'redis/remedies.ts': 'what Redis says when it refuses',
  'typeorm/connections/servers/mysql-connection.ts': 'addresses in the list of processes',
  'typeorm/connections/servers/named-connection.ts': 'addresses of sockets',
  'typeorm/entities/database-identity.ts': 'paths of databases',
  'typeorm/entities/driver-clock.ts': 'time zones in options of drivers',
  'typeorm/entities/table-text.ts': 'names of tables, by their letters',
  'fragmented-keys/ring-accessors.ts': 'names of properties',
  'fragmented-keys/version-text.ts': 'numbers of versions',
  'http/cache-options.ts': 'names and values of headers',
  'identifiers/id-form.ts': 'values of keys',
  'identifiers/identifier.ts': 'identifiers',
  'identifiers/percent-encoding.ts': 'names and values to be encoded',
  'keys/encoding.ts': 'the text of a function, which may be a class',
  'option-checks.ts': 'values of options',
  'redis/open-client.ts': 'protocols of URLs',
  'redis/redis-from-environment.ts': 'environment variables',
  'redis/server-identity.ts': "Redis's INFO, and messages of its errors",
  'values/graph-json.ts': 'nothing: it makes those that were stored again',
  'values/place-in.ts': 'names of properties',
  'values/value-types.ts': 'nothing: it names the type of regular expressions',
  'values/entry.ts': 'what stands before a stored value',
  'values/duration.ts': 'units of durations',
  'warnings/event-warnings.ts': 'the full stop of a reason',
  'typeorm/connections/isolation.ts': 'names of isolation levels',
  'typeorm/connections/statement-outcome.ts': 'SQLSTATEs',
  'typeorm/entities/column-range.ts': 'values of keys',
  'typeorm/entities/id-form-of-column.ts': 'names of collations, and values of keys',
  'typeorm/result-cache/query-text.ts': 'dates among parameters',
  'typeorm/reach/inserted-rows.ts': 'numbers among inserted values',
  'typeorm/reach/statement-values.ts': 'numbers among inserted values',
}

/** Regular expressions outside `src/sql` in files that don't say what they read, and files that say so without need. */
export function undeclaredPatterns(sources: Sources, declared = readByPatterns): string[] {
  const found = new Map<string, string[]>()
  for (const [file, text] of sources) {
    const patterns = file.startsWith('sql/') ? [] : patternsIn(file, text)
    if (patterns.length > 0) found.set(file, patterns)
  }
  const undeclared = [...found].flatMap(([file, patterns]) => (file in declared ? [] : patterns))
  const needless = Object.keys(declared).filter((file) => !found.has(file))
  return [...undeclared, ...needless.map((file) => `src/${file} has no regular expression: take it off the list`)]
}

function patternsIn(file: string, text: string): string[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest)
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    if (isPattern(node)) {
      const line = source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1
      found.push(`src/${file}:${line} reads something by ${node.getText(source)}`)
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

/** However it is written: also as a text for methods that make one of it, or by the name `RegExp` in any other place. */
function isPattern(node: ts.Node): boolean {
  if (ts.isRegularExpressionLiteral(node)) return true
  if (ts.isIdentifier(node) && node.text === 'RegExp') return true
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return false
  return ['match', 'matchAll', 'search'].includes(node.expression.name.text)
}
