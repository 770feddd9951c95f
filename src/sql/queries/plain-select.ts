import type { WritingFunctions } from '../writes/writing-functions'

/** Tells the texts that are certainly one SELECT which writes and sets nothing, without reading them; most are. */
export class PlainSelect {
  /** Words without which it does neither; `undefined` when capitals may hide one of them. */
  readonly #telling: RegExp | undefined

  constructor({ pattern }: WritingFunctions) {
    if (pattern === '') this.#telling = telling
    else if (pattern !== undefined) this.#telling = new RegExp(`${telling.source}|${pattern}`, 'i')
  }

  test(sql: string): boolean {
    return this.#telling !== undefined && select.test(sql) && isOne(sql) && !this.#telling.test(sql)
  }
}

const select = /^\s*select(?![\w$\u0080-\uffff])/i
/** `SELECT … INTO`, and what a SELECT may set. */
const telling = /into|set_config|pg_temp|sql_calc_found_rows/i
const anyExecutedComment = /\/\*M?!/i

/** Signs are looked for one by one, which takes a fraction of the time of a pattern with all of them. */
function isOne(sql: string): boolean {
  const end = sql.indexOf(';')
  if (end >= 0 && sql.slice(end + 1).trim() !== '') return false
  // A comment that MySQL executes may hold anything.
  return !sql.includes('/*') || !anyExecutedComment.test(sql)
}
