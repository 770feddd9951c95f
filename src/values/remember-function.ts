import type { KeyPart } from '../keys/key-part'
import type { RememberOptions } from './remember-options'
import type { Frozen, Plain } from './value-types'

/**
 * Returns cached values; see `Alkey.remember`. `shared: true` and `plain: true` change the type of the value where the compiler
 * knows that they are `true`.
 */
export interface RememberFunction {
  <Value>(
    parts: readonly KeyPart[],
    load: () => Value | PromiseLike<Value>,
    options: RememberOptions & { readonly shared: true; readonly plain: true },
  ): Promise<Frozen<Plain<Value>>>
  <Value>(
    parts: readonly KeyPart[],
    load: () => Value | PromiseLike<Value>,
    options: RememberOptions & { readonly shared: true },
  ): Promise<Frozen<Value>>
  <Value>(
    parts: readonly KeyPart[],
    load: () => Value | PromiseLike<Value>,
    options: RememberOptions & { readonly plain: true },
  ): Promise<Plain<Value>>
  // The last one is what the compiler's messages are about.
  <Value>(parts: readonly KeyPart[], load: () => Value | PromiseLike<Value>, options?: RememberOptions): Promise<Value>
}
