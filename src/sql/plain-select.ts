import type { WritingFunctions } from './writing-functions'

const select = /^\s*select(?![\w$\u0080-\uffff])/i

/** Tells the texts that are certainly one SELECT which writes nothing, without reading them; most are. */
export class PlainSelect {
  readonly #mayDoMore: RegExp | undefined

  constructor(functions: WritingFunctions) {
    const { pattern } = functions
    const words = ['into', ...(pattern ? [pattern] : [])].join('|')
    // A comment that MySQL executes may hold anything.
    if (pattern !== undefined) this.#mayDoMore = new RegExp(`;(?!\\s*$)|/\\*M?!|${words}`, 'i')
  }

  test(sql: string): boolean {
    return this.#mayDoMore !== undefined && select.test(sql) && !this.#mayDoMore.test(sql)
  }
}
