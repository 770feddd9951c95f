import { UnknownEntityError, show } from '../errors'
import { unknownColumnForm } from '../identifiers/id-form'
import { rowIdentifier, scopeIdentifier, tableIdentifier } from '../identifiers/identifier'
import type { Ref } from '../identifiers/ref'
import type { ScopePart } from '../identifiers/scope'
import type { AlkeyTag } from '../identifiers/tag'
import type { Dependency, DependencyResolver } from '../keys/dependency'
import { UnattachedResolver, tableOfPart } from '../keys/unattached-resolver'
import { type FakeTable, fakeTableOf } from './fake-tables'

/** Resolves parts without a DataSource, from what the decorators of entities say. */
export class FakeResolver implements DependencyResolver {
  readonly catalog = this
  readonly schema = ''
  readonly #unattached = new UnattachedResolver()

  ofInstance(instance: object): readonly Dependency[] | undefined {
    const table = fakeTableOf(instance.constructor)
    if (!table || instance.constructor === Object) return undefined
    const values = table.primary.map((property) => (instance as Record<string, unknown>)[property])
    const hasId = values.length > 0 && values.every((value) => value !== undefined && value !== null)
    return hasId ? row(table, values) : [dependency('table', tableIdentifier(table.name))]
  }

  ofTarget(target: object): readonly Dependency[] | undefined {
    const table = fakeTableOf(target)
    return table && [dependency('table', tableIdentifier(table.name))]
  }

  ofRef(ref: Ref): readonly Dependency[] {
    const { target, id } = ref
    const isPlain = typeof id !== 'object' || id instanceof Date || id instanceof Uint8Array
    if (typeof target === 'string' && isPlain) return this.#unattached.ofRef(ref)
    const table = this.#tableOf(target, 'ref')
    if (isPlain) return row(table, [id])
    const named = table.primary.length > 0 ? table.primary : Object.keys(id)
    return row(
      table,
      named.map((property) => (id as Record<string, unknown>)[property]),
    )
  }

  ofScope({ target, values }: ScopePart): readonly Dependency[] {
    const texts = Object.values(values).map((value) => (value === null ? null : fakeIdOf(value)))
    return [dependency('scope', scopeIdentifier(this.#tableOf(target, 'scope').name, Object.keys(values), texts))]
  }

  ofTag({ identifier }: AlkeyTag): readonly Dependency[] {
    return this.ofIdentifier(identifier)
  }

  ofIdentifier(text: string): readonly Dependency[] {
    return this.#unattached.ofIdentifier(text)
  }

  refusal(value: object): UnknownEntityError {
    return new UnknownEntityError(
      `${show(value)} can't be part of a key: its class is not an entity. Pass the fields that matter as a plain object, or wrap ` +
        'a value that has toJSON in literal().',
    )
  }

  #tableOf(target: Ref['target'], by: 'ref' | 'scope'): FakeTable {
    if (typeof target === 'string') return { name: tableOfPart(target, by), primary: [] }
    const table = fakeTableOf('type' in target ? target.type : target)
    if (table) return table
    throw new UnknownEntityError(`${by}(${show(target)}, …) names no entity. Is @Entity() missing?`)
  }
}

function row({ name }: FakeTable, values: readonly unknown[]): readonly Dependency[] {
  return [dependency('row', rowIdentifier(name, values.map(fakeIdOf)))]
}

/** Of a relation, the text of the keys of the related row. */
function fakeIdOf(value: unknown): string {
  return unknownColumnForm(value) ?? show(value)
}

function dependency(kind: Dependency['kind'], identifier: string): Dependency {
  return { kind, identifier, shape: '' }
}
