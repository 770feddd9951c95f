import { type Outcome, paths } from './visits'

const TITLE_WIDTH = 43
const WIDTH = 6
const GAP = '  '

export function printHead(): void {
  const names = ['all', 'no. 1', 'no. 2'].map((name) => name.padEnd(WIDTH)).join('')
  printLine('', `by hand`.padEnd(WIDTH * paths.length), 'alkey')
  printLine('Pages of products, after …', names, names)
}

export function printOutcomes(title: string, ...sites: readonly (readonly Outcome[])[]): void {
  printLine(title, ...sites.map((outcomes) => outcomes.map((outcome) => outcome.padEnd(WIDTH)).join('')))
}

export function printLine(title: string, ...columns: readonly string[]): void {
  console.log([title.padEnd(TITLE_WIDTH), ...columns].join(GAP).trimEnd())
}
