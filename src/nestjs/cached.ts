import { Inject, Optional } from '@nestjs/common'
import type { Alkey } from '../alkey'
import { InvalidOptionError, show } from '../errors'
import type { CachedOptions } from '../values/cached-methods'
import { copyMetadata } from '../values/copied-metadata'
import { resolveRememberOptions } from '../values/remember-options'
import { ifClosed } from './closed'
import { missingAlkeyWarning } from './missing-alkey'
import { getAlkeyToken } from './tokens'

/** Options of `@Cached`: those of `alkey.cached`, and the name of the `Alkey`. */
export interface CachedMethodOptions extends CachedOptions {
  /** The name of the `Alkey`, as in `AlkeyModule.forRoot({ name })`. Default: the one without a name. */
  readonly alkey?: string | undefined
}

/** A decorator of methods that return promises. */
export type CachedMethodDecorator = <Method extends (...args: never) => Promise<unknown>>(
  target: object,
  key: string | symbol,
  descriptor: TypedPropertyDescriptor<Method>,
) => TypedPropertyDescriptor<Method>

type ProviderMethod = (this: WithAlkey, ...args: unknown[]) => Promise<unknown>
/** What Nest makes of a class with such a method: the `Alkey` stands under a symbol. */
type WithAlkey = Readonly<Record<symbol, Alkey | undefined>>

/**
 * Makes a method of a provider or controller `computed`: its values are told apart by class, method and arguments, and
 * reloaded when what they were made of changes. An object that Nest did not make, as in a unit test, has no `Alkey`: there the
 * method runs each time.
 *
 * @example
 * @Cached({ ttl: '10m' })
 * async dashboard(userId: number): Promise<Dashboard> { … }
 * @throws InvalidOptionError
 */
export function Cached({ alkey: name, ...options }: CachedMethodOptions = {}): CachedMethodDecorator {
  resolveRememberOptions('Cached()', options)
  const token = getAlkeyToken(name)
  const place = Symbol.for(token)
  return (target, key, descriptor) => {
    const method = descriptor.value as ProviderMethod | undefined
    if (typeof target === 'function' || typeof method !== 'function')
      throw new InvalidOptionError(
        `Cached() decorates methods of objects that Nest makes, and ${show(String(key))} is none: it is static, or no method.`,
      )
    Inject(token)(target, place)
    Optional()(target, place)
    const made = new WeakMap<Alkey, ProviderMethod>()
    const cachedBy = (alkey: Alkey): ProviderMethod => {
      const known = made.get(alkey)
      if (known) return known
      const cached = alkey.cached(options)(target, key, { value: method }).value as ProviderMethod
      made.set(alkey, cached)
      return cached
    }
    const warn = missingAlkeyWarning(`${target.constructor.name}.${String(key)}`, token)
    const cached: ProviderMethod = async function (...args) {
      const alkey = this[place]
      if (alkey)
        return cachedBy(alkey)
          .apply(this, args)
          .catch(ifClosed(() => method.apply(this, args)))
      warn()
      return method.apply(this, args)
    }
    copyMetadata(method, cached)
    return { ...descriptor, value: cached as unknown as typeof descriptor.value }
  }
}
