import { type Need, needs } from './setups'

/** What was not run for want of what this machine lacks, why, and what would change it. */
export function leftOutText(missing: ReadonlyMap<Need, string>, projects: readonly string[], isMac: boolean): string {
  const kinds = Array.from(missing.keys(), (which) => needs[which])
  const install = isMac
    ? `brew install ${kinds.map(({ packages }) => packages.brew).join(' ')}`
    : `sudo apt-get install --yes ${kinds.map(({ packages }) => packages.apt).join(' ')}`
  return [
    `These tests were not run, for want of ${kinds.map(({ name }) => name).join(' and ')}:`,
    ...projects.map((project) => `  ${project}`),
    'Why:',
    ...Array.from(missing, ([which, reason]) => `  ${needs[which].name}: ${reason.replaceAll('\n', '\n    ')}`),
    `To run them as well: ${install}${missing.has('better-sqlite3') ? ' && npm ci' : ''}`,
  ].join('\n')
}
