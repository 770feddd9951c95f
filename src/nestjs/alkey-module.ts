import {
  ConfigurableModuleBuilder,
  type DynamicModule,
  Inject,
  Module,
  type OnApplicationShutdown,
  type OnModuleInit,
  Optional,
  type Provider,
} from '@nestjs/common'
import { ModuleRef, ModulesContainer } from '@nestjs/core'
import type { DataSource } from 'typeorm'
import { Alkey } from '../alkey'
import type { UntypedEntities } from '../entity-rules'
import { InvalidOptionError } from '../errors'
import type { AlkeyOptions } from '../options'
import { DataSourceAttacher, dataSourceTokenOf } from './data-source'
import { AlkeyHealthIndicator } from './health-indicator'
import { madeAlkey } from './made-alkey'
import type { AlkeyModuleAsyncOptions, AlkeyModuleExtras, AlkeyModuleOptions } from './module-options'
import { DEFAULT_NAME, getAlkeyToken, getKeyGeneratorToken } from './tokens'

/** What one import of the module is about, for the module itself. */
const OWN_ALKEY = 'typeorm-alkey:own-alkey'
const OWN_ATTACHER = 'typeorm-alkey:own-attacher'

const extras: AlkeyModuleExtras = { name: undefined, isGlobal: true, dataSource: undefined }

const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } = new ConfigurableModuleBuilder<AlkeyOptions>({
  moduleName: 'Alkey',
})
  .setClassMethodName('forRoot')
  .setFactoryMethodName('createAlkeyOptions')
  .setExtras(extras, (definition, { name = DEFAULT_NAME, isGlobal = true, dataSource = name }) => ({
    ...definition,
    global: isGlobal,
    providers: [...(definition.providers ?? []), ...providersOf(name, dataSource)],
    exports: [
      ...[getAlkeyToken(name), getKeyGeneratorToken(name), AlkeyHealthIndicator],
      ...(name === DEFAULT_NAME ? [Alkey] : []),
    ],
  }))
  .build()

/**
 * Makes an `Alkey`, attaches it to the DataSource of `TypeOrmModule`, has it log by Nest's logger, and closes it when the
 * application shuts down. Import it once for each DataSource.
 */
@Module({})
export class AlkeyModule implements OnModuleInit, OnApplicationShutdown {
  readonly #alkey: Alkey
  readonly #attacher: DataSourceAttacher | undefined
  readonly #moduleRef: ModuleRef

  constructor(
    @Optional() @Inject(OWN_ALKEY) alkey: Alkey | undefined,
    @Optional() @Inject(OWN_ATTACHER) attacher: DataSourceAttacher | undefined,
    @Inject(ModuleRef) moduleRef: ModuleRef,
  ) {
    if (!alkey)
      throw new InvalidOptionError(
        'AlkeyModule is imported without options. Import AlkeyModule.forRoot({ redis }) or AlkeyModule.forRootAsync(…).',
      )
    this.#alkey = alkey
    this.#attacher = attacher
    this.#moduleRef = moduleRef
  }

  /**
   * @example
   * AlkeyModule.forRoot({ redis: 'redis://localhost:6379', namespace: 'shop' })
   */
  static forRoot<Entities extends object = UntypedEntities>(
    options: NoInfer<AlkeyModuleOptions<Entities>>,
  ): DynamicModule {
    return { ...ConfigurableModuleClass.forRoot(options), module: AlkeyModule }
  }

  /**
   * @example
   * AlkeyModule.forRootAsync({ inject: [ConfigService], useFactory: (config) => ({ redis: config.getOrThrow('REDIS_URL') }) })
   */
  static forRootAsync(options: AlkeyModuleAsyncOptions): DynamicModule {
    return { ...ConfigurableModuleClass.forRootAsync(options), module: AlkeyModule }
  }

  onModuleInit(): void {
    this.#attacher?.attachLate(this.#moduleRef)
  }

  /** Requests have ended by now. The DataSource may live longer: its writes are followed until it is destroyed. */
  async onApplicationShutdown(): Promise<void> {
    await this.#alkey.close()
  }
}

function providersOf(name: string, dataSource: string | false): Provider[] {
  const token = getAlkeyToken(name)
  const providers: Provider[] = [
    {
      provide: token,
      inject: [MODULE_OPTIONS_TOKEN, ModulesContainer],
      useFactory: (options: AlkeyOptions | undefined, modules: ModulesContainer) => madeAlkey(name, options, modules),
    },
    { provide: OWN_ALKEY, useExisting: token },
    { provide: getKeyGeneratorToken(name), inject: [token], useFactory: ({ keyGenerator }: Alkey) => keyGenerator },
    AlkeyHealthIndicator,
  ]
  if (name === DEFAULT_NAME) providers.push({ provide: Alkey, useExisting: token })
  if (dataSource !== false)
    providers.push({
      provide: OWN_ATTACHER,
      inject: [token, ModulesContainer, { token: dataSourceTokenOf(dataSource), optional: true }],
      useFactory: (alkey: Alkey, modules: ModulesContainer, found?: DataSource) =>
        new DataSourceAttacher(alkey, dataSource, modules).attach(found),
    })
  return providers
}
