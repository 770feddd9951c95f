import type { ConfigurableModuleAsyncOptions } from '@nestjs/common'
import type { UntypedEntities } from '../entity-rules'
import type { AlkeyOptions } from '../options'

/** What `AlkeyModule` takes besides the options of `new Alkey`. */
export interface AlkeyModuleExtras {
  /** Tells this `Alkey` from others of the application. Default: `'default'`, the one that is injected by its class. */
  readonly name?: string | undefined
  /** Whether modules can inject it without importing `AlkeyModule`. Default: true. */
  readonly isGlobal?: boolean | undefined
  /**
   * The name of the DataSource that it attaches to, as in `TypeOrmModule.forRoot({ name })`. `false` attaches to none, in a
   * service without TypeORM. Default: the option `name`, so without both the DataSource without a name.
   */
  readonly dataSource?: string | false | undefined
}

/**
 * Options of `AlkeyModule.forRoot`: those of `new Alkey`, and `AlkeyModuleExtras`. Other defaults: `logger` is Nest's, and
 * `namespace` is `alkey.<name>` for an `Alkey` with a name.
 */
export type AlkeyModuleOptions<Entities extends object = UntypedEntities> = AlkeyOptions<Entities> & AlkeyModuleExtras

/** What a class for `useClass` or `useExisting` implements. */
export interface AlkeyOptionsFactory {
  createAlkeyOptions(): AlkeyOptions | Promise<AlkeyOptions>
}

/** Options of `AlkeyModule.forRootAsync`: `useFactory` with `inject`, `useClass` or `useExisting`, and `AlkeyModuleExtras`. */
export type AlkeyModuleAsyncOptions = ConfigurableModuleAsyncOptions<AlkeyOptions, 'createAlkeyOptions'> &
  AlkeyModuleExtras
