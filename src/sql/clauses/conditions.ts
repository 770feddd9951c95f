import { type Matches, readComparison } from './comparisons'
import type { Cursor } from '../lexer/cursor'
import type { NamedTable } from '../lexer/names'
import type { TableWrite, Value } from '../statement'
import { words } from '../lexer/words'

type Condition = Pick<TableWrite, 'matches' | 'areAllMatched'>

/** What a WHERE clause says of the rows of one table. @param isAll whether nothing besides leaves rows out */
export function readCondition(cursor: Cursor, target: NamedTable, isAll: boolean): Condition {
  const reader = new ConditionReader(target)
  const matches = reader.read(cursor, 0)
  return { matches, areAllMatched: isAll && matches !== undefined && reader.isWhole }
}

/** What conditions that are all met say of the rows of one table. */
export function readConditions(conditions: readonly Cursor[], target: NamedTable): Matches | undefined {
  return new ConditionReader(target).readAll(conditions)
}

/** The terms of a condition that all hold; none where that can't be told. */
export function conjunctsOf(condition: Cursor, depth = 0): readonly Cursor[] {
  let content = condition
  while (content.isGroup) content = content.group() as Cursor
  const [terms, ...others] = (depth > DEEPEST ? undefined : readAlternatives(content)) ?? []
  if (!terms || others.length > 0) return []
  return terms.flatMap((term) => (term.isGroup ? conjunctsOf(term, depth + 1) : [term]))
}

class ConditionReader {
  readonly #target: NamedTable
  #budget = MOST_MERGED
  /** Whether nothing was left out that was said. */
  isWhole = true

  constructor(target: NamedTable) {
    this.#target = target
  }

  readAll(conditions: readonly Cursor[]): Matches | undefined {
    return this.#each(conditions, (condition) => this.read(condition, 0))
  }

  read(cursor: Cursor, depth: number): Matches | undefined {
    let content = cursor
    while (content.isGroup) content = content.group() as Cursor
    if (depth > DEEPEST) return undefined
    const alternatives = readAlternatives(content)
    return alternatives && this.#either(alternatives, depth)
  }

  #either(alternatives: readonly (readonly Cursor[])[], depth: number): Matches | undefined {
    const all: ReadonlyMap<string, Value>[] = []
    for (const terms of alternatives) {
      const found = this.#allOf(terms, depth)
      if (!found) return undefined
      for (const one of found) all.push(one)
    }
    return all
  }

  #allOf(terms: readonly Cursor[], depth: number): Matches | undefined {
    return this.#each(terms, (term) => (term.isGroup ? this.read(term, depth + 1) : readComparison(term, this.#target)))
  }

  #each(terms: readonly Cursor[], read: (term: Cursor) => Matches | undefined): Matches | undefined {
    let all: Matches | undefined
    for (const term of terms) {
      const found = read(term)
      if (!found) this.isWhole = false
      all = all && found ? this.#merge(all, found) : (all ?? found)
    }
    return all
  }

  /** Where both hold; one of them alone is true as well, and enough where the product would grow large. */
  #merge(left: Matches, right: Matches): Matches {
    const cost = left.length * right.length * ((left[0]?.size ?? 0) + (right[0]?.size ?? 0))
    if (cost > this.#budget) {
      this.isWhole = false
      return left.length <= right.length ? left : right
    }
    this.#budget -= cost
    return left.flatMap((one) =>
      right.map((other) => {
        const both = new Map([...one, ...other, ...one])
        if (both.size < one.size + other.size) this.isWhole = false
        return both
      }),
    )
  }
}

/** What all the conjunctions of one condition may cost together. */
const MOST_MERGED = 20_000

/** Parentheses within others. */
const DEEPEST = 50

/** The terms between AND in what stands between OR; `undefined` when the words can't be told apart by their order. */
function readAlternatives(cursor: Cursor): readonly (readonly Cursor[])[] | undefined {
  const alternatives: Cursor[][] = [[]]
  for (;;) {
    const term = readTerm(cursor)
    if (!term) return undefined
    alternatives.at(-1)?.push(term)
    const connective = cursor.next()
    if (!connective) return alternatives
    if (connective.key === 'OR') alternatives.push([])
  }
}

/** What comes before the next AND or OR; the first AND behind BETWEEN belongs to it. */
function readTerm(cursor: Cursor): Cursor | undefined {
  const whole = cursor.rest()
  let length = 0
  for (let between = 0; ;) {
    length += cursor.until(connectives).length
    const key = cursor.lexeme?.key
    if (key === 'BETWEEN') between++
    else if (key === 'AND' && between > 0) between--
    else if (key === undefined || key === 'AND' || key === 'OR') return whole.first(length)
    else if (key !== '|' || cursor.dialect === 'mysql') return undefined
    cursor.next()
    length++
  }
}

/** CASE has its own words up to END; in MySQL `||` is an OR, and `&&`, XOR and `:=` bind in their own way. */
const connectives = words('AND OR BETWEEN CASE XOR |')
