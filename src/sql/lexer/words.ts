/** A set of words, or of signs, that are written one after the other: `words('FROM USING')`. */
export function words(text: string): ReadonlySet<string> {
  return new Set(text.split(' '))
}
