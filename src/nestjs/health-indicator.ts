import { Inject, Injectable } from '@nestjs/common'
import { ModuleRef, ModulesContainer } from '@nestjs/core'
import type { Alkey } from '../alkey'
import { InvalidOptionError, show } from '../errors'
import { getAlkeyToken } from './tokens'

/** Options of `AlkeyHealthIndicator.isHealthy`. */
export interface AlkeyHealthOptions {
  /**
   * What to report while Redis can't be used. The application still works then, by its database, so an orchestrator that
   * restarts what is `'down'` gets `'up'`. Default: `'down'`.
   */
  readonly whenUnavailable?: 'down' | 'up' | undefined
  /** The name of the `Alkey`, as in `AlkeyModule.forRoot({ name })`. Default: the one without a name. */
  readonly alkey?: string | undefined
}

// A type, since an interface does not fit where `@nestjs/terminus` takes any details.
/** What `isHealthy` reports: `alkey.status()`, and what follows from it. */
export type AlkeyHealth = {
  readonly status: 'up' | 'down'
  readonly redis: 'ready' | 'unavailable' | 'idle'
  readonly attached: boolean
  readonly owed: number
  readonly openRecords: number
  readonly since: string
}

/** What `@nestjs/terminus` 10 knows by its properties. */
class DownError extends Error {
  readonly isHealthCheckError = true
  readonly causes: Readonly<Record<string, AlkeyHealth>>

  constructor(key: string, causes: Readonly<Record<string, AlkeyHealth>>) {
    super(`${key} is down`)
    this.causes = causes
  }
}

/** An indicator for `@nestjs/terminus`. It never waits for Redis. */
@Injectable()
export class AlkeyHealthIndicator {
  readonly #moduleRef: ModuleRef
  readonly #modules: ModulesContainer

  constructor(@Inject(ModuleRef) moduleRef: ModuleRef, @Inject(ModulesContainer) modules: ModulesContainer) {
    this.#moduleRef = moduleRef
    this.#modules = modules
  }

  /**
   * @param key what the result stands under. Default: `'alkey'`
   * @example
   * this.health.check([() => this.alkey.isHealthy('alkey', { whenUnavailable: 'up' })])
   * @throws InvalidOptionError
   */
  isHealthy<Key extends string = 'alkey'>(
    key: Key = 'alkey' as Key,
    { whenUnavailable = 'down', alkey: name }: AlkeyHealthOptions = {},
  ): Record<Key, AlkeyHealth> {
    if (!(['down', 'up'] as readonly unknown[]).includes(whenUnavailable))
      throw new InvalidOptionError(`The option 'whenUnavailable' must be 'down' or 'up', not ${show(whenUnavailable)}.`)
    const { since, ...status } = this.#moduleRef.get<Alkey>(getAlkeyToken(name), { strict: false }).status()
    const health: AlkeyHealth = {
      status: status.redis === 'unavailable' ? whenUnavailable : 'up',
      ...status,
      since: since.toISOString(),
    }
    const result = { [key]: health } as Record<Key, AlkeyHealth>
    if (health.status === 'down' && this.#mustThrow) throw new DownError(key, result)
    return result
  }

  /** `@nestjs/terminus` 10 takes whatever is returned for healthy; 12 takes whatever is thrown for a mistake. */
  get #mustThrow(): boolean {
    const names = [...this.#modules.values()].flatMap(({ providers }) =>
      [...providers.keys()].map((token) => (typeof token === 'function' ? token.name : '')),
    )
    return names.includes('HealthCheckService') && !names.includes('HealthIndicatorService')
  }
}
