import { InvalidOptionError, show } from '../errors'
import { claimsToBeIdentifier } from '../identifiers/identifier'
import { literal } from '../identifiers/ref'
import type { KeyPart } from '../keys/key-part'
import { copyMetadata } from './copied-metadata'
import { type CachedMethod, MethodNames } from './method-names'
import { type RememberOptions, resolveRememberOptions } from './remember-options'

/** Options of `cached`: those of `computed`, but for the transaction of one call. */
export type CachedOptions = Omit<RememberOptions, 'manager'>

/** A decorator of methods that return promises, standard or with `experimentalDecorators`. */
export interface CachedDecorator {
  <Method extends (...args: never) => Promise<unknown>>(method: Method, context: ClassMethodDecoratorContext): Method
  <Method extends (...args: never) => Promise<unknown>>(
    target: object,
    key: string | symbol,
    descriptor: TypedPropertyDescriptor<Method>,
  ): TypedPropertyDescriptor<Method>
}

type AnyMethod = (this: unknown, ...args: unknown[]) => Promise<unknown>
type Compute = (parts: readonly KeyPart[], load: () => unknown, options: RememberOptions) => Promise<unknown>

/** Makes methods `computed`: their values are told apart by class, method and arguments. */
export class CachedMethods {
  readonly #names = new MethodNames()
  readonly #compute: Compute

  constructor(compute: Compute) {
    this.#compute = compute
  }

  /** @throws InvalidOptionError */
  decorator(options: CachedOptions): CachedDecorator {
    resolveRememberOptions('cached()', options)
    if ((options as RememberOptions).manager !== undefined)
      throw new InvalidOptionError(
        'cached() takes no manager: one transaction is not that of each call. Call computed().',
      )
    const decorate = (
      target: unknown,
      place: string | symbol | DecoratorContext,
      descriptor?: PropertyDescriptor,
    ): unknown => {
      if (typeof place === 'object') {
        const method = checkMethod(target, place.kind === 'method')
        const { name, static: isStatic } = place as ClassMethodDecoratorContext
        return this.#cached(method, { name, isStatic, declaredIn: undefined }, options)
      }
      const isStatic = typeof target === 'function'
      const declaredIn = isStatic ? target : (target as object).constructor
      const method = checkMethod(descriptor?.value, descriptor !== undefined)
      return { ...descriptor, value: this.#cached(method, { name: place, isStatic, declaredIn }, options) }
    }
    return decorate as CachedDecorator
  }

  #cached(method: AnyMethod, place: Omit<CachedMethod, 'method' | 'label'>, options: CachedOptions): AnyMethod {
    const [names, compute] = [this.#names, this.#compute]
    // Async, so that what is thrown becomes a rejection.
    const cached = async function (this: unknown, ...args: unknown[]): Promise<unknown> {
      const name = names.nameOf({ ...place, method: cached, label: options.name }, this)
      return compute(args.map(asPart), () => method.apply(this, args), { ...options, name })
    }
    copyMetadata(method, cached)
    return cached
  }
}

/** A text that a caller passes may come from a user, and is no dependency whatever it looks like. */
function asPart(argument: unknown): KeyPart {
  return typeof argument === 'string' && claimsToBeIdentifier(argument) ? literal(argument) : (argument as KeyPart)
}

function checkMethod(method: unknown, isMethod: boolean): AnyMethod {
  if (isMethod && typeof method === 'function') return method as AnyMethod
  throw new InvalidOptionError(`cached() decorates methods, and this is none: ${show(method)}.`)
}
