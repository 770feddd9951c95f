import { typeormUnderTest } from '../databases/under-test'
import type { Sample } from './sample'

const integers = ['int', 'integer', 'tinyint', 'smallint', 'mediumint', 'bigint', 'unsigned big int', 'int2', 'int8']
const texts = ['character', 'varchar', 'varying character', 'nchar', 'native character', 'nvarchar', 'text', 'clob']
const numbers = ['real', 'double', 'double precision', 'float', 'numeric', 'decimal']

/** Every type that TypeORM knows. SQLite keeps what it gets in most of them. */
export const sqliteSamples: readonly Sample[] = [
  ...integers.map((type) => ({ type, literals: ['0', '-128', '9007199254740991', "'text'"] }) as Sample),
  ...texts.map(
    (type) =>
      ({
        type,
        literals: ["''", "'ünï \u{1f375}'", "'~d1700000000000'", `'{"type":"Buffer","data":[1]}'`, "x'00ff'"],
      }) as Sample,
  ),
  { type: 'blob', literals: ["x''", "x'00ff80'", "'text'", '1'] },
  ...numbers.map((type) => ({ type, literals: ['0.1', '-0.0', '9e999', '-9e999'] }) as Sample),
  { type: 'boolean', literals: ['1', '0'] },
  { type: Boolean, literals: ['1'] },
  { type: 'date', literals: ["'2024-05-06'"] },
  { type: 'time', literals: ["'07:08:09'"] },
  { type: 'datetime', literals: ["'2024-05-06 07:08:09.123'", "'2024-05-06T07:08:09.123Z'"] },
  { type: Date, literals: ["'2024-05-06 07:08:09'"] },
  { type: 'json', literals: [`'{"a":1,"__proto__":{"c":1}}'`, `'"text"'`] },
  // TypeORM 0.3 has none.
  ...(typeormUnderTest === '1' ? [{ type: 'jsonb', literals: [`jsonb('{"a":1}')`] } as const] : []),
  { type: 'simple-array', literals: ["'a,b'", "''"] },
  { type: 'simple-json', literals: [`'{"a":1}'`] },
  { type: 'simple-enum', enum: ['open', 'closed'], literals: ["'open'"] },
]
