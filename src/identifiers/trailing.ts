/** The text without what it ends in, however often. A pattern would try at each place that only looks like the end. */
export function withoutTrailing(text: string, end: string): string {
  let { length } = text
  while (text.endsWith(end, length)) length -= end.length
  return text.slice(0, length)
}
