import {
  type Fit,
  bytesFit,
  decimalFit,
  instantFit,
  integerFit,
  lengthOf,
  textFit,
} from '../../../../src/typeorm/entities/column-range'
import type { ColumnMetadata } from '../../../../src/typeorm/metadata'

const time = (text: string) => new Date(`2026-01-01T12:00:${text}Z`)

const cases: Record<string, { fit: Fit | undefined; holds: unknown[]; cuts: unknown[] }> = {
  tinyint: { fit: integerFit('tinyint', false), holds: [-128, 127, '127', 127n, 0], cuts: [-129, 128, '128', 128n] },
  'tinyint unsigned': { fit: integerFit('tinyint', true), holds: [0, 255, '-0', ' +255 '], cuts: [-1, 256, '-1'] },
  smallint: { fit: integerFit('smallint', false), holds: [-32_768, 32_767], cuts: [-32_769, 32_768] },
  mediumint: { fit: integerFit('mediumint', false), holds: [-8_388_608, 8_388_607], cuts: [-8_388_609, 8_388_608] },
  int: { fit: integerFit('int', false), holds: [-(2 ** 31), 2 ** 31 - 1], cuts: [-(2 ** 31) - 1, 2 ** 31] },
  bigint: {
    fit: integerFit('bigint', false),
    holds: ['-9223372036854775808', '9223372036854775807', 9223372036854775807n, Number.MAX_SAFE_INTEGER],
    cuts: ['-9223372036854775809', '9223372036854775808', 9223372036854775808n, '9'.repeat(31)],
  },
  'bigint unsigned': {
    fit: integerFit('bigint', true),
    holds: [0, '18446744073709551615'],
    cuts: [-1, '18446744073709551616'],
  },
  'integers of what is none': {
    fit: integerFit('int', false),
    holds: ['007'],
    cuts: [1.5, '1.5', '1e3', '', 'x', NaN, Infinity, 2 ** 53, null, undefined, new Date(0)],
  },
  'varchar(3)': { fit: textFit(3), holds: ['', 'abc', '💥💥💥', 'ab ', 7, null], cuts: ['abcd', 'abc ', '💥💥💥💥'] },
  text: { fit: textFit(Infinity), holds: ['x'.repeat(100_000)], cuts: [] },
  'varbinary(2)': {
    fit: bytesFit(2),
    holds: [Buffer.from('ab'), new Uint8Array(2), Buffer.alloc(0), 'abc'],
    cuts: [Buffer.from('abc'), new Uint8Array(3)],
  },
  'datetime(0)': {
    fit: instantFit(0),
    holds: [time('00'), new Date(-1000), '12:00:00.7'],
    cuts: [time('00.700'), time('00.001'), new Date(-1)],
  },
  'datetime(2)': { fit: instantFit(2), holds: [time('00.120')], cuts: [time('00.123')] },
  'datetime(3)': { fit: instantFit(3), holds: [time('00.123')], cuts: [] },
  'datetime(6)': { fit: instantFit(6), holds: [time('00.123')], cuts: [] },
  'decimal(5,2)': {
    fit: decimalFit(3),
    holds: [999, -999, '999.99', '000999', '+999', '999.', '.5', 0, 999n],
    cuts: [1000, '-1000', '1000.0', 1000n, '1e3', 'x', NaN, Infinity],
  },
  'decimal(2,2)': { fit: decimalFit(0), holds: ['0.99', '.99', 0], cuts: [1, '1.0'] },
}

describe.each(Object.entries(cases))('%s', (_, { fit, holds, cuts }) => {
  test('holds', () => {
    expect(holds.filter((value) => fit?.(value) !== true)).toEqual([])
  })

  test('does not hold', () => {
    expect(cuts.filter((value) => fit?.(value) !== false)).toEqual([])
  })
})

test('types that are no integers have no such range', () => {
  expect(['varchar', 'float', 'numeric', ''].map((type) => integerFit(type, false))).toEqual(Array(4).fill(undefined))
})

test('the length of a column is that of its type where it has none', () => {
  const lengths = ['3', '', undefined].map((length) => lengthOf({ length } as unknown as ColumnMetadata, 255))
  expect(lengths).toEqual([3, 255, 255])
})
