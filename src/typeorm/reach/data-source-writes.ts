import type { DataSource, EntityMetadata } from 'typeorm'
import { EVERYTHING } from '../../identifiers/identifier'
import type { ResolvedOptions } from '../../options'
import { SqlReader } from '../../sql/sql-reader'
import type { Dialect, Statement } from '../../sql/statement'
import { dialectOf } from '../dialect'
import { EntityCatalog } from '../entities/entity-catalog'
import type { EntityTable } from '../entities/entity-table'
import type { KnownGroups } from './known-groups'
import type { Execution } from './execution'
import { ResolvedRules, type Rules } from './resolved-rules'
import { type Reach, WriteReach, reachOf } from './write-reach'

/** The options that decide what a statement changes. */
export type WriteOptions = Rules & Pick<ResolvedOptions, 'writingFunctions' | 'onUnknownWrite' | 'replicas'>

/** What statements mean on one DataSource. */
export class DataSourceWrites {
  readonly dialect: Dialect
  /** Reads what the DataSource sends. */
  readonly sql: SqlReader
  readonly #dataSource: DataSource
  readonly #options: WriteOptions
  #rules: ResolvedRules | undefined
  #reach: WriteReach | undefined
  readonly #ofUnknown: readonly string[]
  /** The tables of which it must be known what the database fills by itself. */
  readonly wantedDefaults = new Set<EntityTable>()

  private constructor(dataSource: DataSource, options: WriteOptions) {
    const takesOne = dataSource.options.type === 'sqljs'
    this.dialect = dialectOf(dataSource)
    this.sql = new SqlReader(this.dialect, options.writingFunctions, takesOne)
    this.#dataSource = dataSource
    this.#options = options
    this.#ofUnknown = options.onUnknownWrite === 'everything' ? [EVERYTHING] : []
  }

  /** Gives those of a DataSource, made anew when it is initialized again. */
  static withOptions(options: WriteOptions): (dataSource: DataSource) => DataSourceWrites {
    const known = new WeakMap<readonly EntityMetadata[], DataSourceWrites>()
    return (dataSource) => {
      let writes = known.get(dataSource.entityMetadatas)
      if (!writes) known.set(dataSource.entityMetadatas, (writes = new DataSourceWrites(dataSource, options)))
      return writes
    }
  }

  // Made for the first write: where there are only reads, they cost nothing.

  get catalog(): EntityCatalog {
    return EntityCatalog.of(this.#dataSource)
  }

  get rules(): ResolvedRules {
    return (this.#rules ??= new ResolvedRules(this.#dataSource, this.#options))
  }

  get reach(): WriteReach {
    return (this.#reach ??= new WriteReach(this.catalog, this.rules))
  }

  /** What a statement changes: one reach for each table. */
  reachOf(statement: Statement, execution: Execution, known?: KnownGroups): readonly Reach[] {
    switch (statement.kind) {
      case 'write':
        return statement.writes.map((write) => this.reach.of(write, execution, known))
      case 'unknown':
        return [reachOf(this.#ofUnknown)]
      case 'everything':
        return [reachOf([EVERYTHING])]
      default:
        return []
    }
  }
}
