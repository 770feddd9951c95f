import type { DataSource } from 'typeorm'

/** Whether a result has binary columns, which are lost on their way through JSON. */
export function holdsBinary(rows: string, { options }: DataSource): boolean {
  return buffer.test(rows) || (options.type === 'sqljs' && objectInRow.test(rows))
}

/** As JSON has a Buffer, or a plain Uint8Array. Quotes within texts have a backslash. */
const buffer = /\{"type":"Buffer","data":\[|:\{"0":-?\d/

/** sql.js gives no other objects than Uint8Arrays, and nothing tells an empty one. */
const objectInRow = /(?<!\\)":\{/
