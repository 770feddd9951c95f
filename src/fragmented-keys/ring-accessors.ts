import { InvalidTagError } from '../errors'
import type { RingTagOptions } from './ring-options'
import type { StandardKey } from './standard-key'
import type { TagInstance } from '../identifiers/tag-checks'

/** The tags of keys by their names, as they were defined. */
export type KeyDefinitions = Readonly<Record<string, readonly unknown[]>>

/** One value for each tag of a definition. */
export type ValuesOf<Params extends readonly unknown[]> = { readonly [Index in keyof Params]: TagInstance }

/** `user_profile` as `UserProfile`. */
type Joined<Name extends string> = Name extends `${infer First}_${infer Rest}`
  ? `${Capitalize<First>}${Joined<Rest>}`
  : Capitalize<Name>

/** `getUsersKeyObj` for the key `Users`; nothing for a name that the compiler doesn't know. */
type AccessorOf<Name extends string> = string extends Name ? never : `get${Joined<Name>}KeyObj`

/** One function for each key that was defined, like `getUsersKeyObj`. It makes the key from one value for each tag. */
export type KeyAccessors<Keys extends KeyDefinitions> = {
  readonly [Name in keyof Keys & string as AccessorOf<Name>]: (...values: ValuesOf<Keys[Name]>) => StandardKey
}

/** Options of tags, of the later ones what they have. */
export function mergedOptions(...options: readonly (RingTagOptions | undefined)[]): RingTagOptions {
  return Object.assign({}, ...options) as RingTagOptions
}

/**
 * The key that an accessor like `getUsersKeyObj` or `get_users_key_obj` means, without regard to case and underscores.
 *
 * @returns `undefined` for what is no accessor by its name
 * @throws InvalidTagError when no key or more than one has that name
 */
export function keyOfAccessor(name: string, defined: Iterable<string>): string | undefined {
  const wanted = /^get(.+)keyobj$/.exec(normalized(name))?.[1]
  if (wanted === undefined) return undefined
  const keys = [...defined]
  const found = keys.filter((key) => normalized(key) === wanted)
  if (found.length === 1) return found[0]
  throw new InvalidTagError(
    found.length === 0
      ? `${name}: no key of this name is defined. The keys of this ring are: ${keyNames(keys)}. Define it by ring.defineKey(name, tags).`
      : `${name} fits several keys: ${found.map((key) => `'${key}'`).join(' and ')}. Use ring.getKeyObj(name, values).`,
  )
}

/** As messages list them. */
export function keyNames(defined: Iterable<string>): string {
  return Array.from(defined, (key) => `'${key}'`).join(', ') || 'none'
}

function normalized(name: string): string {
  return name.replaceAll('_', '').toLowerCase()
}
