/** A load that is told, and remembers, how often it was called. */
export function counting<Value>(value: (call: number) => Value | Promise<Value>): jest.Mock<Promise<Value>, []> {
  let calls = 0
  return jest.fn(async () => value(++calls))
}
