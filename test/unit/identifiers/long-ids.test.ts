import { decimalForm, paddedBinaryForm, paddedTextForm } from '../../../src/identifiers/id-form'
import { withoutTrailing } from '../../../src/identifiers/trailing'
import { parseVersion } from '../../../src/fragmented-keys/version-text'
import { decimalFit } from '../../../src/typeorm/entities/column-range'

// Whatever an id holds, it is read in a time that grows with its length. A pattern that tries again from each place
// takes minutes for these.

const LONG = 1_000_000

describe('a long id that only seems to end soon', () => {
  test.each<[string, () => unknown, unknown]>([
    ['blanks', () => paddedTextForm(`a${' '.repeat(LONG)}b`)?.length, LONG + 2],
    ['zero bytes', () => paddedBinaryForm(`\\x${'00'.repeat(LONG)}01`)?.length, 2 * LONG + 2],
    ['digits', () => decimalFit(5)(`${'0'.repeat(LONG)}x`), false],
    ['digits of a version', () => parseVersion(`${'1'.repeat(LONG)}x`), undefined],
    ['digits of a version, apart', () => parseVersion(`${'1_'.repeat(LONG)}x`), undefined],
  ])('of %s is read in one go', (_, read, expected) => {
    expect(read()).toBe(expected)
  })
})

test('what a text ends in is taken off, however often', () => {
  expect(withoutTrailing('a00b000', '00')).toBe('a00b0')
  expect(withoutTrailing('0000', '00')).toBe('')
  expect(withoutTrailing('', '0')).toBe('')
  expect(paddedTextForm(' a  ')).toBe(' a')
  expect(paddedBinaryForm('\\x0a0000')).toBe('0a')
  expect(decimalForm(undefined)('1.500')).toBe('1.5')
})

test('versions are read as before', () => {
  const texts = ['1', '1.', '1.5', '1_0.2_5', '.5', '1e5', '1_', '_1', '1..5', '1__0', '']
  expect(texts.map(parseVersion)).toEqual([
    1,
    1,
    1.5,
    10.25,
    0.5,
    100_000,
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ])
})

test('zeros before a decimal do not count as its digits', () => {
  expect([decimalFit(2)('0012'), decimalFit(2)('123'), decimalFit(2)('-12.5'), decimalFit(0)('0')]).toEqual([
    true,
    false,
    true,
    true,
  ])
})
