import { AssertionError } from 'node:assert'
import type { KeyPart } from '../keys/key-part'
import { showPart } from '../keys/show-part'
import { type WatchedTokens, type WatchedAlkey, watchWork } from './watched-work'

/**
 * Runs `work`, and throws an `AssertionError` unless every dependency among `parts` has changed by then, so that each value
 * made of one of them is reloaded. The message names the identifiers that changed and those that did not, and what
 * this process changed meanwhile.
 *
 * Where the parts name a value of `computed` and no dependency, the value itself must be reloaded: one of the dependencies that
 * were found must have changed. Load it first.
 *
 * @param parts as for `keyGenerator`: entities, classes, `ref(…)`, tags, identifiers; texts and other plain values don't count
 * @param work writes; awaited
 * @returns what `work` returned
 * @throws AssertionError, also when the tokens can't be read; what `work` throws; InvalidPartError when nothing can change
 * @example
 * await expectChanges(alkey, [ref(User, 1), Order], () => orders.cancel(7))
 */
export async function expectChanges<Result>(
  alkey: WatchedAlkey,
  parts: readonly KeyPart[],
  work: () => Result | PromiseLike<Result>,
): Promise<Result> {
  const { result, outcome } = await watchWork('expectChanges', alkey, parts, work)
  const { changed, unchanged, isValue } = outcome
  const isMet = isValue ? changed.length > 0 : unchanged.length === 0
  if (isMet) return result
  const what = isValue
    ? `the value of [${parts.map(showPart).join(', ')}] is not reloaded, because none of what it is made of changed`
    : `${countOf(unchanged.length, outcome)} did not change`
  throw failure('expectChanges', what, outcome, isValue ? unchanged.slice(0, 1) : unchanged)
}

/**
 * Runs `work`, and throws an `AssertionError` if any dependency among `parts` has changed by then. Everything else is as with
 * `expectChanges`. Other writers, such as a test that runs at the same time on the same database, count too.
 *
 * @example
 * await expectNoChanges(alkey, [User], () => orders.cancel(7))
 */
export async function expectNoChanges<Result>(
  alkey: WatchedAlkey,
  parts: readonly KeyPart[],
  work: () => Result | PromiseLike<Result>,
): Promise<Result> {
  const { result, outcome } = await watchWork('expectNoChanges', alkey, parts, work)
  const { changed, isValue } = outcome
  if (changed.length === 0) return result
  const what = isValue
    ? `the value of [${parts.map(showPart).join(', ')}] is reloaded, because something that it is made of changed`
    : `${countOf(changed.length, outcome)} changed`
  throw failure('expectNoChanges', what, outcome, changed)
}

/** The most identifiers that a message lists. */
const MOST = 30

function countOf(count: number, { changed, unchanged }: WatchedTokens): string {
  const all = changed.length + unchanged.length
  return all === 1 ? 'the dependency' : `${count} of ${all} dependencies`
}

function failure(operator: string, what: string, outcome: WatchedTokens, wrong: readonly string[]): AssertionError {
  const { changed, unchanged, bumped } = outcome
  const isChanged = (identifier: string): boolean => changed.includes(identifier)
  const state = (is: (identifier: string) => boolean): Record<string, string> =>
    Object.fromEntries([...changed, ...unchanged].map((one) => [one, is(one) ? 'changed' : 'unchanged']))
  const lines = [
    `${operator}: ${what}.`,
    ...changed.slice(0, MOST).map((identifier) => `  changed    ${identifier}`),
    ...unchanged.slice(0, MOST).map((identifier) => `  unchanged  ${identifier}`),
    bumped.length === 0
      ? 'Meanwhile this process changed nothing: it committed no write through the attached DataSource.'
      : `Meanwhile this process changed: ${bumped.slice(0, MOST).join(', ')}${bumped.length > MOST ? ', …' : ''}.`,
  ]
  return new AssertionError({
    message: lines.join('\n'),
    actual: state(isChanged),
    expected: state((identifier) => isChanged(identifier) !== wrong.includes(identifier)),
    operator,
    stackStartFn: operator === 'expectChanges' ? expectChanges : expectNoChanges,
  })
}
