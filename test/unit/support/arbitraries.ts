import fc from 'fast-check'

const hostile = ['#', '*', '~', ',', '%', '.', ':', '\0', ' ', '\n', 'alkey:', '%2E', '\ud800', '\udc00', 'é', '🙂', '']

/** Any JavaScript string, and often one that means something to the grammar or to UTF-8. */
export const anyText = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
  fc.array(fc.constantFrom(...hostile, 'a', '1')).map((pieces) => pieces.join('')),
)

const digits = fc
  .array(fc.constantFrom('0', '0', '1', '2', '5', '7', '9'), { minLength: 1, maxLength: 8 })
  .map((each) => each.join(''))

/** A number in SQL, spelled as people, programs and nobody at all do. */
export const numberLiteral = fc
  .record({
    sign: fc.constantFrom('', '', '-', '+'),
    body: fc.oneof(
      digits,
      digits.map((whole) => `${whole}.`),
      digits.map((fraction) => `.${fraction}`),
      fc.tuple(digits, digits).map((both) => both.join('.')),
    ),
    exponent: fc.oneof(
      fc.constant(''),
      fc
        .record({ e: fc.constantFrom('e', 'E'), power: fc.integer({ min: -9, max: 9 }) })
        .map(({ e, power }) => `${e}${power}`),
    ),
  })
  .map(({ sign, body, exponent }) => `${sign}${body}${exponent}`)
