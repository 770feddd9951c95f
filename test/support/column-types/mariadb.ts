import type { Sample } from './sample'

const texts = [
  "''",
  "'ünï \u{1f375}'",
  "'~d1700000000000'",
  "'2024-05-06T07:08:09.000Z'",
  `'{"type":"Buffer","data":[1]}'`,
]
const spatial = (text: string): string[] => [`ST_GeomFromText('${text}')`]

/** Every type that TypeORM knows. */
export const mariadbSamples: readonly Sample[] = [
  { type: 'bit', literals: ["b'1'", "b'0'"] },
  ...['int', 'integer', 'tinyint', 'smallint', 'mediumint'].map(
    (type) => ({ type, literals: ['0', '-128'] }) as Sample,
  ),
  { type: 'bigint', literals: ['1', '9223372036854775807'] },
  { type: 'bigint', unsigned: true, literals: ['18446744073709551615'] },
  ...['float', 'double', 'double precision', 'real'].map((type) => ({ type, literals: ['0.1', '-0e0'] }) as Sample),
  ...['decimal', 'dec', 'numeric', 'fixed'].map(
    (type) => ({ type, precision: 30, scale: 2, literals: ['1.50', '123456789012345678901.5'] }) as Sample,
  ),
  ...['bool', 'boolean'].map((type) => ({ type, literals: ['true', 'false'] }) as Sample),
  { type: Boolean, literals: ['true'] },
  { type: Number, literals: ['1'] },
  { type: 'date', literals: ["'2024-05-06'", "'1000-01-01'", "'9999-12-31'"] },
  {
    type: 'datetime',
    precision: 6,
    literals: ["'2024-05-06 07:08:09.123456'", "'2024-05-06'", "'9999-12-31 23:59:59'"],
  },
  { type: Date, literals: ["'2024-05-06 07:08:09'"] },
  { type: 'timestamp', literals: ["'2024-05-06 07:08:09'", "'2038-01-01'"] },
  { type: 'time', literals: ["'07:08:09'", "'-838:59:59'"] },
  { type: 'year', literals: ['2024'] },
  ...['char', 'nchar', 'varchar', 'nvarchar', 'national varchar'].map(
    (type) => ({ type, length: 60, literals: texts }) as Sample,
  ),
  ...['text', 'tinytext', 'mediumtext', 'longtext'].map((type) => ({ type, literals: texts }) as Sample),
  ...['blob', 'tinyblob', 'mediumblob', 'longblob'].map((type) => ({ type, literals: ["''", "x'00ff80'"] }) as Sample),
  { type: 'binary', length: 3, literals: ["x'00ff80'"] },
  { type: 'varbinary', length: 3, literals: ["''", "x'00ff'"] },
  { type: 'enum', enum: ['open', 'closed'], literals: ["'open'"] },
  { type: 'simple-enum', enum: ['open', 'closed'], literals: ["'open'"] },
  { type: 'set', enum: ['a', 'b'], literals: ["'a,b'", "''"] },
  {
    type: 'json',
    literals: [`'{"a":[1,null],"__proto__":{"c":1},"":"~d1"}'`, `'"text"'`, "'null'", "'12345678901234567890'"],
  },
  { type: 'geometry', literals: spatial('POINT(1.5 -2)') },
  { type: 'point', literals: spatial('POINT(1.5 -2)') },
  { type: 'linestring', literals: spatial('LINESTRING(1 2,3 4)') },
  { type: 'polygon', literals: spatial('POLYGON((0 0,0 1,1 1,0 0))') },
  { type: 'multipoint', literals: spatial('MULTIPOINT((1 2),(3 4))') },
  { type: 'multilinestring', literals: spatial('MULTILINESTRING((1 2,3 4))') },
  { type: 'multipolygon', literals: spatial('MULTIPOLYGON(((0 0,0 1,1 1,0 0)))') },
  { type: 'geometrycollection', literals: spatial('GEOMETRYCOLLECTION(POINT(1 2))') },
  { type: 'simple-array', literals: ["'a,b'", "''"] },
  { type: 'simple-json', literals: [`'{"a":1}'`] },
]
