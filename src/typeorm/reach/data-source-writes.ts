import type { DataSource, EntityMetadata } from 'typeorm'
import { EVERYTHING } from '../../identifiers/identifier'
import type { ResolvedOptions } from '../../options'
import { Classifier } from '../../sql/classifier'
import { QueryReader, type QueryReading } from '../../sql/query-reader'
import { type Settings, SettingsReader } from '../../sql/settings-reader'
import type { Statement } from '../../sql/statement'
import { dialectOf } from '../dialect'
import { EntityCatalog } from '../entities/entity-catalog'
import type { KnownParents } from './known-parents'
import type { Execution } from './execution'
import { ResolvedRules, type Rules } from './resolved-rules'
import { type Reach, WriteReach, reachOf } from './write-reach'

/** The options that decide what a statement changes. */
export type WriteOptions = Rules & Pick<ResolvedOptions, 'writingFunctions' | 'onUnknownWrite' | 'replicas'>

/** What statements mean on one DataSource. */
export class DataSourceWrites {
  readonly #classifier: Classifier
  readonly #settingsReader: SettingsReader
  readonly #queryReader: QueryReader
  /** sql.js executes the first statement of a text and leaves the others out. */
  readonly #takesOne: boolean
  readonly #dataSource: DataSource
  readonly #options: WriteOptions
  #rules: ResolvedRules | undefined
  #reach: WriteReach | undefined
  readonly #ofUnknown: readonly string[]

  private constructor(dataSource: DataSource, options: WriteOptions) {
    this.#takesOne = dataSource.options.type === 'sqljs'
    this.#classifier = new Classifier(dialectOf(dataSource), options.writingFunctions)
    this.#settingsReader = new SettingsReader(dialectOf(dataSource))
    this.#queryReader = new QueryReader(dialectOf(dataSource), options.writingFunctions)
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

  /** The statements of a text that do something. */
  statementsIn(sql: string): readonly Statement[] {
    const statements = this.#classifier.of(sql)
    return this.#takesOne && statements.length > 1 ? statements.slice(0, 1) : statements
  }

  /** What a text sets for the statements after it. */
  settingsIn(sql: string): Settings {
    return this.#settingsReader.of(sql)
  }

  /** What a query reads; `undefined` where its text does not tell. */
  readingOf(sql: string): QueryReading | undefined {
    return this.#queryReader.of(sql)
  }

  /** What a statement changes: one reach for each table. */
  reachOf(statement: Statement, execution: Execution, known?: KnownParents): readonly Reach[] {
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
