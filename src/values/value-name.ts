import { claimsToBeIdentifier } from '../identifiers/identifier'
import { showPart } from '../keys/show-part'

/** What events and warnings call a value: the option `name`, or what its parts say. */
export function nameOfValue({ parts, options }: Named): string {
  return options.name ?? valueName(parts)
}

/** A value that may have a name. */
export interface Named {
  readonly parts: readonly unknown[]
  readonly options: { readonly name?: string | undefined }
}

/** What parts say of the name of their value: the first text among its parts that is no identifier; without one, all of them. */
export function valueName(parts: readonly unknown[]): string {
  const text = parts.find((part) => typeof part === 'string' && !claimsToBeIdentifier(part))
  if (typeof text === 'string') return text
  return parts.length === 0 ? 'without parts' : parts.map(showPart).join(', ')
}
