import { InvalidIdentifierError, InvalidPartError, NotAttachedError, show } from '../errors'
import { unknownColumnForm } from '../identifiers/id-form'
import {
  GLOBAL,
  bulkIdentifier,
  parseIdentifier,
  parseTableText,
  rowIdentifier,
  scopeBulkIdentifier,
  scopeIdentifier,
  tableIdentifier,
  tagIdentifier,
  tableText,
} from '../identifiers/identifier'
import type { ParsedIdentifier } from '../identifiers/identifier'
import type { Ref } from '../identifiers/ref'
import type { ScopePart } from '../identifiers/scope'
import type { AlkeyTag, TagHome } from '../identifiers/tag'
import type { Dependency, DependencyResolver } from './dependency'
import { showPart } from './show-part'

/** Resolves what can be resolved without knowing any entity: identifiers and refs into tables, as they are written. */
export class UnattachedResolver implements DependencyResolver {
  readonly catalog = this
  readonly schema: string
  readonly #home: TagHome

  constructor(schemaVersion = '', home: TagHome = '') {
    this.schema = schemaVersion
    this.#home = home
  }

  ofInstance(): undefined {
    return undefined
  }

  ofTarget(): undefined {
    return undefined
  }

  ofRef({ target, id }: Ref): Dependency[] {
    if (typeof target !== 'string') throw notAttached(target)
    const text = unknownColumnForm(id)
    if (text === undefined) {
      throw new InvalidIdentifierError(
        `ref('${target}', ${show(id)}) names no row: before a DataSource is attached, an id must be a string, a number, a ` +
          "bigint, a boolean, a Date or bytes. Write a composite key as an identifier: 'alkey:order_lines#7,3'.",
      )
    }
    return [{ kind: 'row', identifier: rowIdentifier(tableOfPart(target, 'ref'), [text]), shape: this.schema }]
  }

  ofScope(part: ScopePart): Dependency[] {
    const { target, values } = part
    if (typeof target !== 'string') throw notAttached(target)
    const columns = Object.keys(values)
    if (columns.length === 0)
      throw new InvalidPartError(`${showPart(part)} names no value. Name a column with its value.`)
    const texts = columns.map((column) => {
      const value = values[column]
      const text = value === null ? null : unknownColumnForm(value)
      if (text !== undefined) return text
      throw new InvalidPartError(
        `${showPart(part)} names no rows: before a DataSource is attached, the value of '${column}' must be a string, a ` +
          `number, a bigint, a boolean, a Date, bytes or null, not ${show(value)}.`,
      )
    })
    const identifier = scopeIdentifier(tableOfPart(target, 'scope'), columns, texts)
    return [{ kind: 'scope', identifier, shape: this.schema }]
  }

  ofTag(tag: AlkeyTag): Dependency[] {
    return this.ofIdentifier(identifierIn(tag, this.#home))
  }

  refusal(value: object): NotAttachedError {
    return notAttached(value)
  }

  ofIdentifier(text: string): Dependency[] {
    const parsed = parseOrRefuse(text)
    if (parsed.kind === 'tag') return [tagDependency(parsed)]
    return [{ kind: parsed.kind, identifier: formatIdentifier(parsed), shape: this.schema }]
  }
}

/** The identifier of a tag, if its version is kept at home. @throws InvalidPartError */
export function identifierIn(tag: AlkeyTag, home: TagHome): string {
  if (tag.livesIn(home)) return tag.identifier
  throw new InvalidPartError(
    `The tag ${tag.identifier} belongs to an Alkey with another store or namespace, so this Alkey doesn't see it change. ` +
      'Make the tag by tag() of this Alkey.',
  )
}

/** What no entity maps has no shape. */
export function tagDependency({ tag, instance }: { readonly tag: string; readonly instance: string }): Dependency {
  return { kind: 'tag', identifier: tagIdentifier(tag, instance), shape: '' }
}

export function parseOrRefuse(text: string): ParsedIdentifier {
  const parsed = parseIdentifier(text)
  if (parsed) return parsed
  throw new InvalidIdentifierError(
    `'${text.slice(0, 200)}' is not an identifier. Identifiers are alkey:<table>#<id>, alkey:<table>#*, alkey:<table>#~, ` +
      `alkey:<table>#?<column>=<value>, alkey:@<tag>#<instance> and ${GLOBAL}; characters other than A-Z a-z 0-9 _ . - : are percent-encoded. ` +
      'Use ref() for a row, or literal() for plain text.',
  )
}

/**
 * The `<table>` of a part by name, which may be written as in identifiers or as the bare name.
 * @param by the function that has made the part
 */
export function tableOfPart(name: string, by: 'ref' | 'scope'): string {
  const names = name.split('.')
  if (names.includes('')) {
    throw new InvalidIdentifierError(
      `${by}('${name}', …) names no table. Write the table's name as in identifiers: 'users' or 'sales.invoices'.`,
    )
  }
  return parseTableText(name) ?? tableText(names)
}

function formatIdentifier(parsed: Exclude<ParsedIdentifier, { kind: 'tag' }>): string {
  switch (parsed.kind) {
    case 'row':
      return rowIdentifier(parsed.table, parsed.id)
    case 'table':
      return tableIdentifier(parsed.table)
    case 'bulk':
      return bulkIdentifier(parsed.table)
    case 'scope':
      return parsed.values
        ? scopeIdentifier(parsed.table, parsed.columns, parsed.values)
        : scopeBulkIdentifier(parsed.table, parsed.columns)
    case 'global':
      return GLOBAL
  }
}

function notAttached(value: unknown): NotAttachedError {
  return new NotAttachedError(
    `${show(value)} can't be resolved before a DataSource is attached. Initialize the DataSource and call ` +
      "alkey.attach(dataSource). Where other services write the data, and invalidate it, use ref('table', id) or an identifier.",
  )
}
