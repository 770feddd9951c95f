import { SCOPES, parseIdentifier, scopeBulkIdentifier, tableIdentifier } from '../identifiers/identifier'
import type { Agreement, ScopeAgreement } from './scope-agreement'
import type { SourceReading, TokenSource } from './token-source'

/**
 * Reads the token of a scope only while all processes that change tokens keep the scope, else that of its table. Which of
 * them do is known by the token that stands for their list, from the same read: so it costs no trip while that stays.
 *
 * A process that joins them replaces that token before its first write returns. A read from before has the earlier token, and
 * so has the key that is made of it: who reads later makes another key. A read from after finds a token that it doesn't know,
 * and asks for the list. If the processes change again meanwhile, the table's token is read: it is always right.
 */
export class AgreedScopesSource implements TokenSource {
  readonly #source: TokenSource
  readonly #agreement: ScopeAgreement
  /** Of arrays that can't change. */
  readonly #plans = new WeakMap<readonly string[], Plan>()

  constructor(source: TokenSource, agreement: ScopeAgreement) {
    this.#source = source
    this.#agreement = agreement
  }

  read(identifiers: readonly string[]): SourceReading | Promise<SourceReading> {
    // Each scope has it beside its own.
    if (!identifiers.includes(SCOPES)) return this.#source.read(identifiers)
    const plan = this.#plan(identifiers, this.#agreement.last ?? hoped)
    const reading = this.#source.read(plan.asked)
    return reading instanceof Promise
      ? reading.then((read) => this.#judged(identifiers, plan, read))
      : this.#judged(identifiers, plan, reading)
  }

  #judged(identifiers: readonly string[], plan: Plan, reading: SourceReading): SourceReading | Promise<SourceReading> {
    if ('unavailable' in reading) return reading
    const token = reading.tokens[plan.at]
    const agreement = this.#agreement.known(token)
    return agreement && agreement === plan.agreement
      ? this.#answer(plan, reading)
      : this.#readAgain(identifiers, plan, reading, token)
  }

  /** The processes have changed since the plan was made. */
  async #readAgain(
    identifiers: readonly string[],
    earlier: Plan,
    reading: Tokens,
    token: string | undefined,
  ): Promise<SourceReading> {
    const agreement = await this.#agreement.learn(token)
    if (agreement) {
      const plan = this.#plan(identifiers, agreement)
      if (readsSame(plan.asked, earlier.asked)) return this.#answer(plan, reading)
      const again = await this.#source.read(plan.asked)
      if ('unavailable' in again) return again
      if (again.tokens[plan.at] === token) return this.#answer(plan, again)
    }
    const plan = planFor(identifiers, undefined)
    const again = await this.#source.read(plan.asked)
    return 'unavailable' in again ? again : arranged(plan, again)
  }

  #answer(plan: Plan, reading: Tokens): Tokens {
    if (plan.agreement && plan.unused.length > 0) this.#agreement.tell(plan.agreement, plan.unused)
    return arranged(plan, reading)
  }

  #plan(identifiers: readonly string[], agreement: Agreement | undefined): Plan {
    const known = this.#plans.get(identifiers)
    if (known && known.agreement === agreement) return known
    const plan = planFor(identifiers, agreement)
    if (Object.isFrozen(identifiers)) this.#plans.set(identifiers, plan)
    return plan
  }
}

/** Nothing is known yet. Mostly all processes keep all scopes, so that what is read by it need not be read again. */
const hoped: Agreement = { token: '', keeps: () => true }

type Tokens = Exclude<SourceReading, { readonly unavailable: unknown }>

/** What is read for some identifiers, under an agreement; without one, no scope is. */
interface Plan {
  readonly agreement: Agreement | undefined
  /** Each once. Frozen, so that what reads them can go by the array. */
  readonly asked: readonly string[]
  /** Where the token of each identifier is among them; `undefined` when they are the identifiers themselves. */
  readonly positions: readonly number[] | undefined
  /** Where the token is that stands for the list of processes. */
  readonly at: number
  /** The scopes whose tables are read in their place, by their bulk identifiers. */
  readonly unused: readonly string[]
}

function planFor(identifiers: readonly string[], agreement: Agreement | undefined): Plan {
  const unused = new Set<string>()
  const wanted = identifiers.map((identifier) => {
    const scope = scopeOf(identifier)
    if (!scope || agreement?.keeps(scope.bulk)) return identifier
    unused.add(scope.bulk)
    return tableIdentifier(scope.table)
  })
  const at = identifiers.indexOf(SCOPES)
  if (unused.size === 0) return { agreement, asked: identifiers, positions: undefined, at, unused: [] }
  const asked = [...new Set(wanted)]
  const places = new Map(asked.map((identifier, i) => [identifier, i]))
  const positions = wanted.map((identifier) => places.get(identifier) as number)
  return { agreement, asked: Object.freeze(asked), positions, at: positions[at] as number, unused: [...unused] }
}

function scopeOf(identifier: string): { readonly bulk: string; readonly table: string } | undefined {
  if (!identifier.includes('#?') || identifier === SCOPES) return undefined
  const parsed = parseIdentifier(identifier)
  if (parsed?.kind !== 'scope') return undefined
  return { bulk: scopeBulkIdentifier(parsed.table, parsed.columns), table: parsed.table }
}

/** Each token at the place of its identifier. */
function arranged({ positions }: Plan, reading: Tokens): Tokens {
  return positions ? { ...reading, tokens: positions.map((at) => reading.tokens[at]) } : reading
}

function readsSame(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((one, i) => one === others[i])
}
