import { AssertionError } from 'node:assert'
import type { Alkey } from '../alkey'
import { InvalidPartError, show } from '../errors'
import type { Explanation } from '../keys/explanation'
import type { KeyPart } from '../keys/key-part'
import { showPart } from '../keys/show-part'

/** What is asked of an `Alkey` to tell what changes. */
export type WatchedAlkey = Pick<Alkey, 'keyGenerator' | 'on'>

/** Which identifiers changed while something ran. */
export interface WatchedTokens {
  readonly changed: readonly string[]
  readonly unchanged: readonly string[]
  /** Those that this process has changed, whoever asks for them. */
  readonly bumped: readonly string[]
  /** Whether `flush()` was called, or the store was emptied: that changes every key. */
  readonly isFlushed: boolean
  /** Whether they are what a value of `computed` was made of, and not among the parts. */
  readonly isValue: boolean
}

/** Which identifiers are watched where the parts hold a dependency: these alone, or what is inside of the value as well. */
export type Watched = 'parts' | 'value'

/**
 * Runs `work`, and tells whether the tokens of `parts` are others after it.
 *
 * @param caller as messages name it
 * @throws InvalidPartError
 */
export async function watchWork<Result>(
  caller: string,
  alkey: WatchedAlkey,
  parts: readonly KeyPart[],
  work: () => Result | PromiseLike<Result>,
  watched: Watched,
): Promise<{ readonly result: Result; readonly outcome: WatchedTokens }> {
  checkWatching(caller, parts, work)
  const explain = async (asked: readonly KeyPart[]): Promise<Explanation> => {
    const explanation = await alkey.keyGenerator.fresh.explain(...asked)
    if (explanation.cacheable) return explanation
    throw new AssertionError({ message: unreadableTokens(caller, explanation.reason), operator: caller })
  }
  const explanation = await explain(parts)
  const declared = tokensIn(explanation.parts)
  const isValue = declared.size === 0
  const within = isValue || watched === 'value' ? [...tokensIn(explanation.madeOf ?? []).keys()] : []
  const before = new Map([...tokensIn((await explain(within)).parts), ...declared])
  // The key of a text alone changes with a flush, and with nothing else.
  const generation = (): Promise<string> => alkey.keyGenerator.fresh(caller)
  const generationBefore = await generation()
  if (before.size === 0) throw nothingToChange(caller, parts)
  const bumped = new Set<string>()
  const stop = alkey.on('bumped', ({ identifiers }) => {
    for (const identifier of identifiers) bumped.add(identifier)
  })
  let result: Result
  try {
    result = await work()
  } finally {
    stop()
  }
  const after = isValue ? new Map<string, string>() : tokensIn((await explain(parts)).parts)
  // Those of a value, and of an entity that was another row before.
  const others = [...before.keys()].filter((identifier) => !after.has(identifier))
  if (others.length > 0)
    for (const [identifier, token] of tokensIn((await explain(others)).parts)) after.set(identifier, token)
  const isFlushed = (await generation()) !== generationBefore
  const hasChanged = (identifier: string): boolean => isFlushed || after.get(identifier) !== before.get(identifier)
  const changed = [...before.keys()].filter(hasChanged)
  const unchanged = [...before.keys()].filter((one) => !hasChanged(one))
  return { result, outcome: { changed, unchanged, bumped: [...bumped], isFlushed, isValue } }
}

function checkWatching(caller: string, parts: unknown, work: unknown): void {
  if (!Array.isArray(parts))
    throw new InvalidPartError(`The second argument of ${caller} must be an array of parts, not ${show(parts)}.`)
  if (typeof work !== 'function')
    throw new InvalidPartError(
      `The third argument of ${caller} must be a function that writes, like () => users.rename(1, 'Ann'), not ${show(work)}.`,
    )
}

/** Of each dependency. */
function tokensIn(parts: Explanation['parts']): Map<string, string> {
  return new Map(parts.flatMap(({ identifier, token = '' }) => (identifier === undefined ? [] : [[identifier, token]])))
}

function nothingToChange(caller: string, parts: readonly KeyPart[]): InvalidPartError {
  return new InvalidPartError(
    `${caller}: [${parts.map(showPart).join(', ')}] holds no dependency, and no value of computed() is stored for these parts, so ` +
      'nothing can change. Add an entity, a class, a ref or a tag, or load the value before.',
  )
}

function unreadableTokens(caller: string, reason: Explanation['reason']): string {
  const why =
    reason === 'open-transaction' || reason === 'isolation'
      ? 'A transaction is open. Call it outside of transactions: nothing changes before the commit.'
      : 'Is the token store running?'
  return `${caller}: the tokens can't be read (${String(reason)}). ${why}`
}
