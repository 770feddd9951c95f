import { testIdEquality } from '../../support/column-types/id-equality'

// What a collation joins is joined in keys too: MariaDB's default ignores case, accents and blanks at the end.

const uuid = '6ff5e1b6-1c3c-4b7e-9d0a-0123456789ab'
const letters = [
  'tea',
  'TEA',
  'Tea',
  'tea ',
  'téa',
  'te\u0301a',
  'ted',
  'straße',
  'STRASE',
  'strasse',
  '',
  ' ',
  'tea\t',
]

testIdEquality({
  int: { column: { type: 'int' }, values: [7, '7', '007', ' 7 ', '+7', 7n, 8, -7, '-7', 0, '-0'] },
  bigint: {
    column: { type: 'bigint' },
    values: ['9007199254740993', 9007199254740993n, '+9007199254740993', '9007199254740992', 1, '01', 1n],
  },
  'decimal(10,2)': {
    column: { type: 'decimal', precision: 10, scale: 2 },
    values: [
      1,
      '1',
      '1.00',
      '1.004',
      '100e-2',
      1n,
      '1.005',
      1.01,
      '0.995',
      '-1.005',
      '-1.01',
      0,
      '-0.004',
      '1e3',
      1000,
    ],
  },
  varchar: { column: { type: 'varchar', length: 20 }, values: [...letters, '1', 1, '💥', '🍵', 'İ', 'i', 'I', 'ı'] },
  'char(8)': { column: { type: 'char', length: 8 }, values: letters },
  'varchar compared by bytes': {
    column: { type: 'varchar', length: 20, collation: 'utf8mb4_bin' },
    values: [...letters, '1', 1],
  },
  'varchar by the rules of Unicode': {
    column: { type: 'varchar', length: 20, collation: 'utf8mb4_unicode_ci' },
    values: [...letters, 'ae', 'æ', 'か', 'カ', 'a\u00ad', 'a'],
  },
  'varchar in which blanks count': {
    column: { type: 'varchar', length: 20, collation: 'utf8mb4_nopad_bin' },
    values: ['tea', 'tea ', 'TEA', '1', 1],
  },
  'uuid as text': {
    column: { type: 'varchar', length: 36 },
    values: [uuid, uuid.toUpperCase(), uuid.replace('6', '7')],
  },
  'binary(4)': {
    column: { type: 'binary', length: 4 },
    values: [Buffer.from([1]), Buffer.from([1, 0]), Buffer.from([1, 0, 0, 0]), Buffer.from([2])],
  },
  'varbinary(4)': {
    column: { type: 'varbinary', length: 4 },
    values: [Buffer.from('tea'), Buffer.from('tea'), 'tea', Buffer.from('TEA'), Buffer.from('tea ')],
  },
  date: {
    column: { type: 'date' },
    values: ['2026-11-22', '2026-11-22 10:00:00', new Date(2026, 10, 22, 12), '2026-11-23', '2026-1-2', '2026-01-02'],
  },
  'datetime(3)': {
    column: { type: 'datetime', precision: 3 },
    values: [
      ...[new Date('2026-11-22T10:00:00.123Z'), new Date('2026-11-22T10:00:00.124Z'), new Date('2026-11-22T10:00:00Z')],
      ...['2026-11-22T10:00:00.123Z', '2026-11-22T12:00:00.123+02:00', '2026-11-22T10:00:00Z'],
    ],
  },
  boolean: { column: { type: 'boolean' }, values: [true, 1, '1', false, 0, '0'] },
  tinyint: { column: { type: 'tinyint' }, values: [true, 1, '1', false, 0, '0', 2] },
})
