import type { Alkey } from '../alkey'
import type { SubscriberClass } from '../typeorm/hooks/subscriber-class'
import type { AlkeyQueryResultCache } from '../typeorm/result-cache/query-result-cache'

/** What `alkeyTypeOrm` gives to the options of a DataSource. */
export interface AlkeyTypeOrmOptions {
  readonly subscribers: SubscriberClass[]
  readonly cache: { readonly provider: () => AlkeyQueryResultCache }
}

/**
 * Options for `TypeOrmModule`: the subscriber, which also sees what migrations and `synchronize` write while the DataSource
 * is initialized, and the provider of `cache: true`.
 *
 * @example
 * TypeOrmModule.forRootAsync({
 *   inject: [Alkey],
 *   useFactory: (alkey: Alkey) => ({ type: 'postgres', url, autoLoadEntities: true, ...alkeyTypeOrm(alkey) }),
 * })
 */
export function alkeyTypeOrm(alkey: Alkey): AlkeyTypeOrmOptions {
  return { subscribers: [alkey.subscriber], cache: { provider: () => alkey.queryResultCache() } }
}
