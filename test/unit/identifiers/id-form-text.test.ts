import { foldedTextForm, paddedTextForm, textForm } from '../../../src/identifiers/id-form'

const everyCharacter = Array.from({ length: 0x110000 }, (_, code) => code)
  .filter((code) => code < 0xd800 || code > 0xdfff)
  .map((code) => String.fromCodePoint(code))

describe('the form of text', () => {
  test.each(['', ' a ', 'É', 'e\u0301', 'A', '\0', '\ud800', '007'])('is %j itself', (text) => {
    expect(textForm(text)).toBe(text)
  })

  test('is what drivers write for numbers and truth values', () => {
    expect([7, 7n, true, -0].map(textForm)).toEqual(['7', '7', 'true', '0'])
  })

  test.each([[null], [undefined], [{}], [new Date(0)], [Buffer.from('a')], [Symbol('a')]])(
    'is none for %p',
    (value) => {
      expect([textForm, paddedTextForm, foldedTextForm].map((form) => form(value))).toEqual([
        undefined,
        undefined,
        undefined,
      ])
    },
  )
})

describe('the form of padded text', () => {
  test.each([
    ['ab', 'ab   '],
    ['', '     '],
    [' ab', ' ab '],
    ['ab\t', 'ab\t'],
    ['ab\u00a0', 'ab\u00a0 '],
  ])('is %j without its padding', (text, padded) => {
    expect(paddedTextForm(padded)).toBe(text)
  })
})

describe('the form of text without regard to case', () => {
  test.each([
    ['capitals', 'Tea', 'tEA'],
    ['the sharp s and its two letters', 'STRASSE', 'straße'],
    ['the capital sharp s', 'STRAẞE', 'straße'],
    ['the Turkish letters, as locales differ', 'İıI', 'iii'],
    ['the final sigma', 'ΟΔΟΣ', 'οδος'],
    ['a sigma within a word', 'ΟΔΟΣ.Α', 'οδοσ.α'],
    ['accents', 'CAFÉ', 'cafe'],
    ['composed and decomposed letters', 'é', 'e\u0301'],
    ['full width', 'ＡＢＣ', 'abc'],
    ['ligatures', 'ﬁsh', 'FISH'],
    ['the Kelvin sign', '\u212a', 'k'],
    ['trailing blanks', 'tea', 'tea  '],
  ])('joins %s', (_, one, other) => {
    expect(foldedTextForm(one)).toBe(foldedTextForm(other))
  })

  test.each([
    ['letters', 'tea', 'ted'],
    ['blanks within', 'te a', 'tea'],
    ['digits', '1', '2'],
  ])('keeps apart %s', (_, one, other) => {
    expect(foldedTextForm(one)).not.toBe(foldedTextForm(other))
  })

  test.each([
    ['in small letters', (text: string) => text.toLowerCase()],
    ['in capitals', (text: string) => text.toUpperCase()],
    ['in small Turkish letters', (text: string) => text.toLocaleLowerCase('tr')],
    ['in small Lithuanian letters', (text: string) => text.toLocaleLowerCase('lt')],
    ['composed', (text: string) => text.normalize('NFC')],
    ['decomposed', (text: string) => text.normalize('NFD')],
    ['brought to form again', (text: string) => foldedTextForm(text) as string],
  ])('is the same for every character of Unicode %s', (_, respell) => {
    const respelled = everyCharacter.filter((text) => respell(text) !== text)
    expect(respelled.filter((text) => foldedTextForm(respell(text)) !== foldedTextForm(text))).toEqual([])
  })
})
