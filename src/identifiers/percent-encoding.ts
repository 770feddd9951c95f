// Percent encoding over UTF-8 in which a lone surrogate is its three bytes, so that every JavaScript string has one
// encoding and no two strings share it. `encodeURIComponent` throws on lone surrogates and leaves `*` and `~` alone.

const plain = /^[A-Za-z0-9_.:-]*$/
const plainCharacter = /[A-Za-z0-9_.:-]/

/** Encodes every character outside `A-Z a-z 0-9 _ . - :` as capital hex bytes. */
export function percentEncode(text: string): string {
  if (plain.test(text)) return text
  let encoded = ''
  for (const character of text) {
    encoded += plainCharacter.test(character) ? character : hexBytes(character.codePointAt(0) as number)
  }
  return encoded
}

/** The text that `encoded` stands for, in any spelling; `undefined` when it holds a bare character or is no UTF-8. */
export function percentDecode(encoded: string): string | undefined {
  if (plain.test(encoded)) return encoded
  if (!/^(?:[A-Za-z0-9_.:-]|%[0-9A-Fa-f]{2})*$/.test(encoded)) return undefined
  let text = ''
  for (let at = 0; at < encoded.length;) {
    if (encoded[at] !== '%') {
      text += encoded.charAt(at++)
      continue
    }
    const lead = byteAt(encoded, at)
    const length = lead < 0x80 ? 1 : lead >= 0xc2 && lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0
    if (length === 0 || (lead >= 0x80 && lead < 0xc2)) return undefined
    let codePoint = length === 1 ? lead : lead & (0xff >> (length + 1))
    for (let i = 1; i < length; i++) {
      const byte = byteAt(encoded, at + 3 * i)
      if ((byte & 0xc0) !== 0x80) return undefined
      codePoint = (codePoint << 6) | (byte & 0x3f)
    }
    if (codePoint > 0x10ffff || codePoint < (shortest[length] as number)) return undefined
    text += String.fromCodePoint(codePoint)
    at += 3 * length
  }
  return text
}

/** The smallest code point that needs so many bytes: fewer would be an overlong form. */
const shortest = [0, 0, 0x80, 0x800, 0x10000]

function byteAt(encoded: string, at: number): number {
  return encoded[at] === '%' ? Number.parseInt(encoded.slice(at + 1, at + 3), 16) : -1
}

function hexBytes(codePoint: number): string {
  if (codePoint < 0x80) return hex(codePoint)
  if (codePoint < 0x800) return hex(0xc0 | (codePoint >> 6)) + tail(codePoint)
  if (codePoint < 0x10000) return hex(0xe0 | (codePoint >> 12)) + tail(codePoint >> 6) + tail(codePoint)
  return hex(0xf0 | (codePoint >> 18)) + tail(codePoint >> 12) + tail(codePoint >> 6) + tail(codePoint)
}

function tail(bits: number): string {
  return hex(0x80 | (bits & 0x3f))
}

function hex(byte: number): string {
  return `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
}
