import { testIdEquality } from '../../support/column-types/id-equality'

// A column's type is an affinity: values are converted to it where that loses nothing, and kept where not. Integers that
// JavaScript rounds are left out: the drivers read them rounded.

testIdEquality({
  integer: {
    column: { type: 'integer' },
    values: [7, '7', '007', ' 7 ', '+7', '7.0', '70e-1', 7n, 8, -7, '-7', 0, '-0'],
  },
  varchar: {
    column: { type: 'varchar', length: 20 },
    values: ['tea', 'TEA', 'tea ', 'téa', '1', 1, 1n, '01', '1.0', ''],
  },
  text: { column: { type: 'text' }, values: ['tea', 'TEA', 'tea ', '1', 1, 1n, 'é', 'e\u0301'] },
  'text whose case does not count': {
    column: { type: 'text', collation: 'NOCASE' },
    values: ['tea', 'TEA', 'Tea', 'tea ', 'É', 'é', 'straße', 'STRASSE', '1', 1],
  },
  'text whose trailing blanks do not count': {
    column: { type: 'text', collation: 'RTRIM' },
    values: ['tea', 'TEA', 'tea ', 'tea  ', ' tea', 'tea\t'],
  },
  numeric: {
    column: { type: 'numeric', precision: 10, scale: 2 },
    values: [1, '1', '1.00', '1.004', '100e-2', 1n, 1.01, '1.01', 0, '-0', '1e3', 1000],
  },
  blob: { column: { type: 'blob' }, values: [Buffer.from('tea'), Buffer.from('TEA'), Buffer.from([116, 101, 97])] },
  date: {
    column: { type: 'date' },
    values: ['2026-11-22', new Date(2026, 10, 22, 12), new Date(2026, 10, 22, 13), '2026-11-23'],
  },
  datetime: {
    column: { type: 'datetime' },
    values: [
      ...[new Date('2026-11-22T10:00:00.123Z'), new Date('2026-11-22T10:00:00.124Z')],
      ...['2026-11-22T10:00:00.123Z', '2026-11-22T12:00:00.123+02:00'],
    ],
  },
})
