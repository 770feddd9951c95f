import { report } from '../../changes/report'
import { InvalidPartError } from '../../errors'
import { anyParentIdentifier } from '../../identifiers/identifier'
import { namesWithin } from '../../sql/names-within'
import { LoadScope } from '../../values/load-scope'
import type { PlaceOfQuery, ReadTracer } from '../../values/trace'
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
  const trace = scope?.owner === context.owner ? scope.trace : undefined
  if (!scope || !trace) return undefined
  trace.see(event.query, event.queryRunner)
  try {
    return scope.isVetoed ? undefined : tokensBefore(event, trace, context)
  } catch (cause) {
    // A view that reads no table, or a defect of this package.
    if (cause instanceof InvalidPartError) context.notices.uncachedQuery(event.query, cause.message)
    else report(context.ledger.events, 'What a query of a load reads could not be told', cause)
    trace.unknown('unknown-reads', event.query)
    return undefined
  }
}

function tokensBefore(
  { query, parameters, queryRunner }: QueryEvent,
  trace: ReadTracer,
  { writesOf, queryRunners, notices }: SubscriberContext,
): Promise<void> | undefined {
  const writes = writesOf(dataSourceOf(queryRunner))
  // Those veto by themselves, but for what bounds transactions.
  if (writes.sql.statementsIn(query).length > 0) return undefined
  if (writes.sql.settingsIn(query).isAll) {
    // In SQLite a setting may be a figure of the database.
    const mayRead = writes.dialect === 'sqlite' || namesWithin(writes.dialect, query).has('select')
    if (mayRead) trace.unknown('unknown-reads', query)
    return undefined
  }
  if (mayNamesBeMoved(queryRunner, queryRunners.get(queryRunner)?.transaction)) {
    trace.unknown('moved-names', query)
    return undefined
  }
  const known = Array.isArray(parameters) || parameters === undefined ? (parameters ?? []) : undefined
  const read = queryDependencies(query, known, writes)
  if ('unknown' in read) {
    notices.uncachedQuery(query, read.unknown)
    trace.unknown('unknown-reads', query)
    return undefined
  }
  if (read.locks) trace.unknown('locked-rows', query)
  return trace.read(read.places.map(placeOfQuery), query)
}

function placeOfQuery({ by, identifiers, read: { table } }: PlaceDependency): PlaceOfQuery {
  const isByParents = by === 'parent' || by === 'join'
  return {
    identifiers: isByParents ? [...identifiers, anyParentIdentifier(table.text)] : identifiers,
    table: table.identifier,
  }
}
