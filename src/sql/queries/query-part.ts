import { readCommonTableExpression, takesRecursive } from '../clauses/common-table-expressions'
import type { Cursor } from '../lexer/cursor'
import { readPath } from '../lexer/names'
import { readMeaning, skipBeforeTable } from './query-words'
import type { Scope } from './scope'
import { type RowsRead, anyRow, rowsOfTables } from './rows-of-tables'
import { isTableFunction } from './table-functions'
import type { Lexeme } from '../lexer/lexeme'
import { words } from '../lexer/words'

/** What stands in brackets, if not a query: in an `argument` a FROM may stand that begins no clause. */
type Content = 'query' | 'tables' | 'expression' | 'argument'

/**
 * How far a part is read: before a query or a table that must come, in the list behind SELECT, behind a table of a FROM
 * clause, or where no more tables come.
 */
type Place = 'query' | 'table' | 'list' | 'joins' | 'rest'

/** A table where a query reads it. */
export interface TablePlace {
  readonly path: readonly string[]
  readonly rows: RowsRead
}

/** A statement without what is in its brackets, or one pair of brackets without those within. */
export class QueryPart {
  readonly tables: TablePlace[] = []
  readonly inner: QueryPart[] = []
  locks = false
  readonly #content: Content
  readonly #cursor: Cursor
  #scope: Scope
  #place: Place = 'rest'
  /** Of the SELECT that is being read. */
  #rows: ReadonlyMap<Lexeme, RowsRead> = new Map()

  constructor(content: Content, cursor: Cursor, scope: Scope) {
    this.#content = content
    this.#cursor = cursor
    this.#scope = scope
  }

  /** @returns whether it can be told what it reads */
  read(): boolean {
    if (this.#cursor.takes('WITH')) {
      if (!this.#readWith()) return false
      this.#place = 'query'
    } else if (this.#content === 'query' || this.#isQueryNext()) this.#place = 'query'
    else if (this.#content === 'tables') this.#place = 'table'
    while (this.#cursor.lexeme) if (!this.#readNext()) return false
    return this.#place !== 'query' && this.#place !== 'table'
  }

  #readWith(): boolean {
    const isRecursive = takesRecursive(this.#cursor)
    let scope = this.#scope.inner()
    if (scope.depth > DEEPEST) return false
    do {
      const expression = readCommonTableExpression(this.#cursor)
      if (!expression) return false
      const next = scope.with(expression.name)
      this.inner.push(new QueryPart('query', expression.body, isRecursive ? next : scope))
      scope = next
    } while (this.#cursor.takes(','))
    this.#scope = scope
    return true
  }

  #isQueryNext(): boolean {
    const cursor = this.#cursor
    return cursor.is('SELECT') || cursor.is('TABLE') || cursor.is('VALUES', '(') || cursor.is('VALUES', 'ROW', '(')
  }

  #readNext(): boolean {
    if (this.#place === 'query') return this.#readQuery()
    if (this.#place === 'table') return this.#readTable()
    return this.#enter('expression') || this.#enter('expression', '[') || this.#readLexeme()
  }

  #readQuery(): boolean {
    this.#place = 'rest'
    if (this.#enter('query')) return true
    if (!this.#isQueryNext()) return false
    const verb = this.#cursor.next()?.key
    if (verb === 'SELECT') this.#place = 'list'
    if (verb !== 'TABLE') return true
    const isTold = this.#readTable()
    this.#place = 'rest'
    return isTold
  }

  #readTable(): boolean {
    this.#place = 'joins'
    skipBeforeTable(this.#cursor)
    if (this.#enter('tables')) return true
    const name = this.#cursor.lexeme
    const path = readPath(this.#cursor)
    if (!name || !path) return false
    if (this.#enter('expression')) return isTableFunction(this.#cursor.dialect, path)
    if (this.#isTable(name, path)) this.tables.push({ path, rows: this.#rows.get(name) ?? anyRow })
    return true
  }

  #isTable(name: Lexeme, path: readonly string[]): boolean {
    if (path.length > 1) return true
    return !this.#scope.has(name) && !(this.#cursor.dialect === 'mysql' && name.key === 'DUAL')
  }

  /** What is in the brackets that come next is a part of its own. */
  #enter(content: Content, opening?: '['): boolean {
    const brackets = this.#cursor.group(opening)
    if (brackets) this.inner.push(new QueryPart(content, brackets, this.#scope))
    return brackets !== undefined
  }

  /** @returns false if the tables of a query with this lexeme here can't be known */
  #readLexeme(): boolean {
    switch (readMeaning(this.#cursor)) {
      case 'nothing':
        return true
      case 'comma':
        this.#goes('joins', 'table')
        return true
      case 'join':
        // MySQL takes `SELECT STRAIGHT_JOIN …`.
        return this.#goes('joins', 'table') || this.#place === 'list'
      case 'from':
        return this.#readFrom() || (this.#content === 'argument' && this.#place === 'rest')
      case 'function with from':
        return this.#enter('argument')
      case 'set operation':
        this.#cursor.takesOneOf(quantifiers)
        this.#place = 'query'
        return true
      case 'clause':
        this.#goes('joins', 'rest')
        return true
      case 'lock':
        this.locks = true
        this.#goes('joins', 'rest')
        return true
      case 'untold':
        return false
    }
  }

  #readFrom(): boolean {
    const isClause = this.#goes('list', 'table')
    if (isClause) this.#rows = rowsOfTables(this.#cursor.rest(), (name, path) => this.#isTable(name, path))
    return isClause
  }

  /** @returns whether it was at the first of these places */
  #goes(from: Place, to: Place): boolean {
    if (this.#place !== from) return false
    this.#place = to
    return true
  }
}

/** WITH within others. */
const DEEPEST = 50

const quantifiers = words('ALL DISTINCT')
