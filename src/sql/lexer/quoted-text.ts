import type { Dialect } from '../statement'

/** What stands between two quotes. */
export interface QuotedText {
  readonly text: string
  /** Where the text goes on. */
  readonly end: number
  readonly hasBackslash: boolean
  readonly isTerminated: boolean
}

/** Reads from behind an opening quote to behind the closing one; a doubled quote is one that belongs to the text. */
export function readQuoted(sql: string, from: number, quote: string, escapesByBackslash: boolean): QuotedText {
  const closing = escapesByBackslash ? closingByBackslash(sql, from, quote) : closingQuote(sql, from, quote)
  const isTerminated = closing >= 0
  const raw = sql.slice(from, isTerminated ? closing : sql.length)
  return {
    text: raw.includes(quote) ? raw.replaceAll(quote + quote, quote) : raw,
    end: isTerminated ? closing + 1 : sql.length,
    hasBackslash: raw.includes('\\'),
    isTerminated,
  }
}

function closingQuote(sql: string, from: number, quote: string): number {
  let at = sql.indexOf(quote, from)
  while (at >= 0 && sql.startsWith(quote, at + 1)) at = sql.indexOf(quote, at + 2)
  return at
}

function closingByBackslash(sql: string, from: number, quote: string): number {
  const code = quote.charCodeAt(0)
  for (let at = from; at < sql.length; at++) {
    const current = sql.charCodeAt(at)
    if (current === 0x5c) at++
    else if (current === code) {
      if (sql.charCodeAt(at + 1) !== code) return at
      at++
    }
  }
  return -1
}

const dollarTag = /\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y

/** PostgreSQL's `$tag$ … $tag$`; `undefined` when none begins here. */
export function readDollarQuoted(sql: string, from: number): QuotedText | undefined {
  dollarTag.lastIndex = from
  const tag = dollarTag.exec(sql)?.[0]
  if (tag === undefined) return undefined
  const start = from + tag.length
  const closing = sql.indexOf(tag, start)
  return {
    text: sql.slice(start, closing < 0 ? sql.length : closing),
    end: closing < 0 ? sql.length : closing + tag.length,
    hasBackslash: false,
    isTerminated: closing >= 0,
  }
}

/** The closing quote of a quoted name that begins with this character, if one does. */
export function closingQuoteOfName(dialect: Dialect, opening: string): string | undefined {
  if (opening === '"') return dialect === 'mysql' ? undefined : '"'
  if (opening === '`') return dialect === 'postgres' ? undefined : '`'
  return opening === '[' && dialect === 'sqlite' ? ']' : undefined
}
