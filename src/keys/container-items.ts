import { InvalidPartError, show } from '../errors'

/** Holes count as `undefined`. Named properties would be lost, and with them a difference. */
export function arrayItems(array: readonly unknown[]): readonly unknown[] {
  refuseSymbols(array)
  // Indices come first among the keys.
  const last = Object.keys(array).at(-1)
  if (last !== undefined && !(String(Number(last) >>> 0) === last && Number(last) < array.length)) {
    throw new InvalidPartError(
      `An array with a property '${last}' can't be part of a key: ${show(array)}. Pass a copy: [...array].`,
    )
  }
  return array
}

/** Sorted by name. */
export function plainEntries(value: object, keys: string[]): [string, unknown][] {
  refuseSymbols(value)
  return keys.sort().map((key) => [key, (value as Record<string, unknown>)[key]])
}

function refuseSymbols(value: object): void {
  const [symbol] = Object.getOwnPropertySymbols(value)
  if (symbol) {
    throw new InvalidPartError(
      `An object with the symbol ${symbol.toString()} as a key can't be part of a key: ${show(value)}. Pass a copy without it.`,
    )
  }
}
