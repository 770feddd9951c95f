import fc from 'fast-check'
import type { Dialect } from '../../../../src/sql/statement'

const piece =
  /\s+|'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|@@?[\w.$]*|:\w+|\?\d*|\$\d+|(?:\d+\.?\d*|\.\d+)(?:e\d+)?|[\p{L}_][\p{L}\w$]*|./gsu

/** What has lexemes of its own that a simple pattern does not tell from others. */
const intricate = /\\|--|\/\*|#|\$\D|\$$|\[|\b[ebxnu]&?'|\?\?|\d\p{L}|\d_|\p{L}\$|\0|\ufeff/iu

/** The lexemes of a statement, if it holds nothing intricate and all of its quotes are closed. */
export function piecesOf(sql: string): readonly string[] | undefined {
  if (intricate.test(sql)) return undefined
  const pieces = sql.match(piece)?.filter((text) => text.trim() !== '') ?? []
  return pieces.some((text) => /^['"`]$/.test(text)) ? undefined : pieces
}

/** The same statement with other blanks, comments and capitals. */
export function respelled(dialect: Dialect, pieces: readonly string[]): fc.Arbitrary<string> {
  const gap = fc.constantFrom(...gaps[dialect])
  return fc
    .array(fc.tuple(gap, fc.boolean()), { minLength: pieces.length, maxLength: pieces.length })
    .map((choices) => {
      const spelled = pieces.map((text, at) => {
        const [before, isCapital] = choices[at] ?? [' ', false]
        return before + (/^\w+$/.test(text) ? (isCapital ? text.toUpperCase() : text.toLowerCase()) : text)
      })
      return `${spelled.join('')} `
    })
}

const common = [' ', '\n', '\t \r\n', '/* ; */', "/* it's DELETE FROM x */", ' -- ; UPDATE x\n']

const gaps: Readonly<Record<Dialect, readonly string[]>> = {
  postgres: [...common, '/* a /* b */ WHERE */', ' -- x\r'],
  mysql: [...common, '# SET b = 1\n', '/*+ hint */', ' --\n'],
  sqlite: [...common, '/* /* */', ' --;\n', ' \ufeff'],
}
