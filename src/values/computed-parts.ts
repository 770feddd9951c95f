import { InvalidPartError } from '../errors'
import { claimsToBeIdentifier } from '../identifiers/identifier'
import { showPart } from '../keys/show-part'

/** The parts of a value of `computed`, its name among them. @throws InvalidPartError for parts without a name */
export function computedParts(parts: readonly unknown[], name: string | undefined): readonly unknown[] {
  if (name !== undefined) return [name, ...parts]
  if (parts.some((part) => typeof part === 'string' && !claimsToBeIdentifier(part))) return parts
  throw new InvalidPartError(
    `The parts of computed() hold no text that names the value (${parts.map(showPart).join(', ') || 'there are none'}), and ` +
      "two values with the same parts would be one. Add a text such as 'dashboard', or pass the option `name`.",
  )
}
