import { anyParentIdentifier } from '../../identifiers/identifier'
import type { Dialect, Value } from '../../sql/statement'
import type { Parameters } from './execution'
import { combinations } from './keyed-rows'
import type { NamedBy } from './row-namings'
import type { Alternative, NamingWithValues } from './rows-read'
import { mayBeSpliced, possibleValues } from './statement-values'
import type { MappedRead } from './tables-read'

/** More rows are their table: each is one more token to read. */
export const MOST_IN_PLACE = 50
export const MOST_IN_QUERY = 100

/** What changes whenever a row does that matters in one place of a query. */
export interface PlaceDependency {
  readonly read: MappedRead
  /** The widest way by which they are named. */
  readonly by: NamedBy
  readonly identifiers: readonly string[]
}

/** What a query depends on. */
export interface IdentifiersRead {
  readonly places: readonly PlaceDependency[]
  /** Each once. */
  readonly all: readonly string[]
  /** Whether they depend on the parameters. */
  readonly haveRows: boolean
}

/**
 * What a query depends on: in each place where it reads a table, on the narrowest that its conditions name.
 * @param parameters `undefined` when they can't be told
 */
export function identifiersRead(
  reads: readonly MappedRead[],
  parameters: Parameters | undefined,
  dialect: Dialect,
): IdentifiersRead {
  const known = parameters && !mayBeSpliced(parameters, dialect) ? parameters : undefined
  const named = reads.map((read) => dependencyOf(read, known))
  return joinedPlaces(named) ?? (joinedPlaces(reads.map(wholeTable)) as IdentifiersRead)
}

/**
 * Each change of a row changes its table, and not the tables of the rows that it belongs to.
 * @returns `undefined` where these are too many
 */
function joinedPlaces(places: readonly PlaceDependency[]): IdentifiersRead | undefined {
  const whole = new Set(places.filter(({ by }) => by === 'table').map(({ read }) => read.table))
  const counting = places.filter(({ by, read }) => by === 'table' || !whole.has(read.table))
  const all = new Set(counting.flatMap(({ identifiers }) => identifiers))
  const haveRows = counting.some(({ by }) => by !== 'table')
  if (haveRows && all.size > MOST_IN_QUERY) return undefined
  for (const { by, read } of counting)
    if (by === 'parent' || by === 'join') all.add(anyParentIdentifier(read.table.text))
  return { places, all: [...all], haveRows }
}

function dependencyOf(read: MappedRead, parameters: Parameters | undefined): PlaceDependency {
  const { alternatives } = read
  if (!parameters || !alternatives || alternatives.length > MOST_IN_PLACE) return wholeTable(read)
  const identifiers = new Set<string>()
  let by: NamedBy = 'row'
  for (const alternative of alternatives) {
    const named = nameAlternative(alternative, parameters)
    if (!named) return wholeTable(read)
    for (const identifier of named.identifiers) identifiers.add(identifier)
    if (widths.indexOf(named.by) > widths.indexOf(by)) by = named.by
  }
  // Of none, nothing would say that the query reads the table.
  if (identifiers.size === 0 || identifiers.size > MOST_IN_PLACE) return wholeTable(read)
  return { read, by, identifiers: [...identifiers] }
}

const widths: readonly NamedBy[] = ['row', 'scope', 'join', 'parent', 'table']

function wholeTable(read: MappedRead): PlaceDependency {
  return { read, by: 'table', identifiers: [read.table.identifier] }
}

interface Named {
  readonly by: NamedBy
  readonly identifiers: readonly string[]
}

function nameAlternative({ ways }: Alternative, parameters: Parameters): Named | undefined {
  for (const way of ways) {
    const identifiers = identifiersBy(way, parameters)
    if (identifiers) return { by: way.isCarried && way.naming.by === 'parent' ? 'join' : way.naming.by, identifiers }
  }
  return undefined
}

/** What a naming makes of values; `undefined` where it does not tell for all of them. */
export function identifiersBy(
  { naming, values }: Pick<NamingWithValues, 'naming' | 'values'>,
  parameters: Parameters,
): readonly string[] | undefined {
  const keys = combinations(values.map((value) => comparedWith(value, parameters, naming.takesNull)))
  if (!keys || keys.length > MOST_IN_PLACE) return undefined
  const identifiers: string[] = []
  for (const key of keys) {
    const identifier = naming.identifierOf(key)
    if (identifier === undefined) return undefined
    identifiers.push(identifier)
  }
  return identifiers
}

/** Nothing is equal to NULL. */
function comparedWith(value: Value, parameters: Parameters, takesNull: boolean): readonly unknown[] | undefined {
  if (value.kind === 'null') return takesNull ? [null] : undefined
  return possibleValues(value, parameters)?.filter((one) => one !== null)
}
