import type { Lexeme } from './lexeme'
import { words } from './words'

/** Whether a block of MySQL's begins here, outside of a routine: which of its statements are executed can't be told. */
export function beginsBlock(lexemes: readonly Lexeme[], at: number): boolean {
  const key = lexemes[at]?.key ?? ''
  return compounds.has(key) || (key === 'BEGIN' && lexemes[at + 1]?.key === 'NOT')
}

/** Behind the END of the block that begins here. */
export function endOfBlock(lexemes: readonly Lexeme[], begin: number): number | undefined {
  const open: ('block' | 'expression')[] = ['block']
  let isHandler = false
  for (let at = begin + 1; at < lexemes.length; at++) {
    const key = lexemes[at]?.key ?? ''
    const before = lexemes[at - 1]?.key ?? ''
    if (before === ';') isHandler = false
    if (key === 'HANDLER') isHandler = true
    // In an expression IF and REPEAT are functions.
    const isBlock = blockWords.has(key) && open.at(-1) === 'block' && beforeBlocks.has(before)
    if (isBlock || (key === 'BEGIN' && isHandler)) open.push('block')
    else if (key === 'CASE') open.push('expression')
    if (key !== 'END' || before === '.') continue
    open.pop()
    if (blockWords.has(lexemes[at + 1]?.key ?? '')) at++
    if (open.length === 0) return at + 1
  }
  return undefined
}

const compounds = words('IF CASE FOR LOOP WHILE REPEAT')
const blockWords: ReadonlySet<string> = new Set([...compounds, 'BEGIN'])
const beforeBlocks = words('; : BEGIN ATOMIC THEN ELSE DO LOOP REPEAT')
