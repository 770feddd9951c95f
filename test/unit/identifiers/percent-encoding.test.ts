import fc from 'fast-check'
import { percentDecode, percentEncode } from '../../../src/identifiers/percent-encoding'
import { anyText } from '../support/arbitraries'
import { runs } from '../../support/random-runs'

const spelled: Record<string, { text: string; encoded: string }> = {
  'nothing at all': { text: '', encoded: '' },
  'every character that stands for itself': { text: 'AZaz09_.-:', encoded: 'AZaz09_.-:' },
  'the characters of the grammar': { text: '#*~,%', encoded: '%23%2A%7E%2C%25' },
  'control characters': { text: '\0\n\x7f', encoded: '%00%0A%7F' },
  'two bytes': { text: 'é', encoded: '%C3%A9' },
  'three bytes': { text: '€', encoded: '%E2%82%AC' },
  'four bytes': { text: '🙂', encoded: '%F0%9F%99%82' },
  'the last character of all': { text: '\u{10ffff}', encoded: '%F4%8F%BF%BF' },
  'a lone high surrogate': { text: '\ud800', encoded: '%ED%A0%80' },
  'a lone low surrogate': { text: '\udfff', encoded: '%ED%BF%BF' },
  'surrogates in the wrong order': { text: '\udc00\ud800', encoded: '%ED%B0%80%ED%A0%80' },
  'text that is encoded already': { text: '%2E', encoded: '%252E' },
}

const refused: Record<string, string> = {
  'a character that must be encoded': 'a#b',
  'a character beyond ASCII': 'é',
  'a line feed at the end': 'a\n',
  'a bare percent sign': '%',
  'a cut percent sign': 'a%4',
  'no hex': '%GG',
  'a stray continuation byte': '%80',
  'a byte that UTF-8 does not know': '%FF',
  'an overlong slash of two bytes': '%C0%AF',
  'an overlong slash of three bytes': '%E0%80%AF',
  'an overlong slash of four bytes': '%F0%80%80%AF',
  'more than Unicode has': '%F4%90%80%80',
  'a cut character': '%E2%82',
  'a character cut by a plain one': '%E2%82a',
  'a lead byte after a lead byte': '%E2%C3%A9',
}

describe('percent encoding', () => {
  test.each(Object.entries(spelled))('%s has one spelling', (_, { text, encoded }) => {
    expect(percentEncode(text)).toBe(encoded)
    expect(percentDecode(encoded)).toBe(text)
  })

  test.each(Object.entries(refused))('%s is refused', (_, encoded) => {
    expect(percentDecode(encoded)).toBeUndefined()
  })

  test.each([
    ['small letters in hex', '%c3%a9', 'é'],
    ['a letter that needs no encoding', '%41', 'A'],
  ])('reads %s, too', (_, encoded, text) => {
    expect(percentDecode(encoded)).toBe(text)
  })

  test('gives every text back, in characters that are safe everywhere', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const encoded = percentEncode(text)
        expect(encoded).toMatch(/^(?:[A-Za-z0-9_.:-]|%[0-9A-F]{2})*$/)
        expect(percentDecode(encoded)).toBe(text)
      }),
      runs(2_000),
    )
  })

  test('agrees with the standard where that has an answer', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        fc.pre(text.isWellFormed())
        expect(decodeURIComponent(percentEncode(text))).toBe(text)
      }),
      runs(100),
    )
  })

  test('takes ten thousand characters', () => {
    const text = 'a#€🙂\ud800'.repeat(2_000)
    expect(percentDecode(percentEncode(text))).toBe(text)
  })
})
