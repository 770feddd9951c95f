import type { ModuleRef, ModulesContainer } from '@nestjs/core'
import { DataSource } from 'typeorm'
import type { Alkey } from '../alkey'
import { NotAttachedError, NotInitializedError } from '../errors'
import { DEFAULT_NAME } from './tokens'

type DataSourceToken = string | typeof DataSource

/** As `getDataSourceToken` of `@nestjs/typeorm`. */
export function dataSourceTokenOf(name: string): DataSourceToken {
  return name === DEFAULT_NAME ? DataSource : `${name}DataSource`
}

/** Attaches an `Alkey` to a DataSource of Nest's container, as soon as there is one. */
export class DataSourceAttacher {
  readonly #alkey: Alkey
  readonly #name: string
  readonly #modules: ModulesContainer
  #isAttached = false

  constructor(alkey: Alkey, name: string, modules: ModulesContainer) {
    this.#alkey = alkey
    this.#name = name
    this.#modules = modules
  }

  /**
   * @param dataSource absent where Nest found none, or where it could not be made; then Nest reports that itself
   * @throws NotAttachedError, NotInitializedError
   */
  attach(dataSource: DataSource | undefined): this {
    if (dataSource) this.#attachTo(dataSource)
    else if (!this.#isProvided) throw this.#notFound()
    return this
  }

  /** For a DataSource that the module does not see, since its own module does not export it. */
  attachLate(moduleRef: ModuleRef): void {
    if (this.#isAttached) return
    this.#attachTo(moduleRef.get<DataSource>(dataSourceTokenOf(this.#name), { strict: false }))
  }

  #attachTo(dataSource: DataSource): void {
    const { subscribers = [] } = dataSource.options
    const isSubscribed = Object.values(subscribers).includes(this.#alkey.subscriber)
    if (dataSource.isInitialized) this.#alkey.attach(dataSource)
    else if (!isSubscribed) throw this.#notInitialized()
    this.#isAttached = true
  }

  get #isProvided(): boolean {
    const token = dataSourceTokenOf(this.#name)
    return [...this.#modules.values()].some(({ providers }) => providers.has(token))
  }

  get #shown(): string {
    return this.#name === DEFAULT_NAME ? 'DataSource without a name' : `DataSource named '${this.#name}'`
  }

  #notFound(): NotAttachedError {
    return new NotAttachedError(
      `AlkeyModule found no ${this.#shown}. Import TypeOrmModule.forRoot(…) with that name, or name the DataSource in the ` +
        'option `dataSource` of AlkeyModule; `false` attaches to none.',
    )
  }

  #notInitialized(): NotInitializedError {
    return new NotInitializedError(
      `The ${this.#shown} is not initialized, so AlkeyModule can't attach to it. Leave out \`manualInitialization\`, or ` +
        'give it the subscriber: TypeOrmModule.forRootAsync({ inject: [Alkey], useFactory: (alkey) => ({ …, ...alkeyTypeOrm(alkey) }) }).',
    )
  }
}
