import { report } from '../../changes/report'
import { InvalidPartError } from '../../errors'
import { anyParentIdentifier } from '../../identifiers/identifier'
import { namesWithin } from '../../sql/names-within'
import { LoadScope } from '../../values/load-scope'
import type { PlaceOfQuery } from '../../values/trace'
import { mayNamesBeMoved } from '../connections/changed-settings'
import type { QueryEvent } from '../connections/query-events'
import type { PlaceDependency } from '../reach/identifiers-read'
import { queryDependencies } from '../reach/query-dependencies'
import { dataSourceOf } from '../versions'
import type { SubscriberContext } from './subscriber-context'

/**
 * A load that finds its dependencies by its queries is about to send a statement.
 *
 * @returns what the statement must wait for: the tokens of what it reads; never rejects
 */
export function tracing(event: QueryEvent, context: SubscriberContext): Promise<void> | undefined {
  const scope = LoadScope.current
  if (!scope?.trace || scope.owner !== context.owner) return undefined
  scope.trace.see(event.query, event.queryRunner)
  try {
    return tokensBefore(event, scope, context)
  } catch (cause) {
    // A view that reads no table, or a defect of this package.
    if (cause instanceof InvalidPartError) context.notices.uncachedQuery(event.query, cause.message)
    else report(context.ledger.events, 'What a query of a load reads could not be told', cause)
    scope.veto('unknown-reads', event.query)
    return undefined
  }
}

function tokensBefore(
  { query, parameters, queryRunner }: QueryEvent,
  scope: LoadScope,
  { writesOf, queryRunners, notices }: SubscriberContext,
): Promise<void> | undefined {
  const writes = writesOf(dataSourceOf(queryRunner))
  // Those veto by themselves, but for what bounds transactions.
  if (scope.isVetoed || writes.sql.statementsIn(query).length > 0) return undefined
  if (writes.sql.settingsIn(query).isAll) {
    // In SQLite a setting may be a figure of the database.
    const mayRead = writes.dialect === 'sqlite' || namesWithin(writes.dialect, query).has('select')
    if (mayRead) scope.veto('unknown-reads', query)
    return undefined
  }
  if (mayNamesBeMoved(queryRunner, queryRunners.get(queryRunner)?.transaction)) {
    scope.veto('moved-names', query)
    return undefined
  }
  const known = Array.isArray(parameters) || parameters === undefined ? (parameters ?? []) : undefined
  const read = queryDependencies(query, known, writes)
  if ('unknown' in read) {
    notices.uncachedQuery(query, read.unknown)
    scope.veto('unknown-reads', query)
    return undefined
  }
  if (read.locks) scope.veto('locked-rows', query)
  return scope.trace?.read(read.places.map(placeOfQuery), query)
}

function placeOfQuery({ by, identifiers, read: { table } }: PlaceDependency): PlaceOfQuery {
  const isByParents = by === 'parent' || by === 'join'
  return {
    identifiers: isByParents ? [...identifiers, anyParentIdentifier(table.text)] : identifiers,
    table: table.identifier,
  }
}
