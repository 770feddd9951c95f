import type { Dialect, Value } from '../../sql/statement'
import type { EntityTable } from '../entities/entity-table'
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
  /** The tables whose rows are named by the rows that they belong to; those are in `all`. */
  readonly byParents: readonly EntityTable[]
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
  const narrow = joinedPlaces(named)
  return narrow.all.length <= MOST_IN_QUERY ? narrow : joinedPlaces(reads.map(wholeTable))
}

/** Each change of a row changes its table, and not the tables of the rows that it belongs to. */
function joinedPlaces(places: readonly PlaceDependency[]): IdentifiersRead {
  const whole = new Set(places.filter(({ by }) => by === 'table').map(({ read }) => read.table))
  const counting = places.filter(({ by, read }) => by === 'table' || !whole.has(read.table))
  const byParents = new Set(counting.filter(({ by }) => by === 'parent' || by === 'join').map(({ read }) => read.table))
  const all = new Set(counting.flatMap(({ identifiers }) => identifiers))
  return { places, all: [...all], byParents: [...byParents], haveRows: counting.some(({ by }) => by !== 'table') }
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

function identifiersBy({ naming, values }: NamingWithValues, parameters: Parameters): readonly string[] | undefined {
  const keys = combinations(values.map((value) => comparedWith(value, parameters)))
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
function comparedWith(value: Value, parameters: Parameters): readonly unknown[] | undefined {
  return possibleValues(value, parameters)?.filter((one) => one !== null)
}
