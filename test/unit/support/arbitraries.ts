import fc from 'fast-check'

const hostile = ['#', '*', '~', ',', '%', '.', ':', '\0', ' ', '\n', 'alkey:', '%2E', '\ud800', '\udc00', 'é', '🙂', '']

/** Any JavaScript string, and often one that means something to the grammar or to UTF-8. */
export const anyText = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
  fc.array(fc.constantFrom(...hostile, 'a', '1')).map((pieces) => pieces.join('')),
)
