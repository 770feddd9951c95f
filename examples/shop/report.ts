import type { Step } from './steps'
import type { Fate, Watched } from './watched'

const NAME_WIDTH = 18
const FATE_WIDTH = 10

/** Prints a step with its keys. @returns how many of them did not do what they must */
export function reportStep(number: number, { title, why, keys }: Step, fates: ReadonlyMap<Watched, Fate>): number {
  console.log(`\n${number}. ${title}\n   ${why}\n`)
  let surprises = 0
  for (const [name, fate] of fates) {
    const isExpected = fate === keys[name]
    if (!isExpected) surprises++
    reportRow(name, fate, isExpected ? '' : `expected: ${String(keys[name])}`)
  }
  return surprises
}

/** Prints one line with its columns aligned. */
export function reportRow(...[name, value, remark]: [string, string, string]): void {
  console.log(`     ${name.padEnd(NAME_WIDTH)}${value.padEnd(FATE_WIDTH)}${remark}`.trimEnd())
}
