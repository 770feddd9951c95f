import type { EntityMetadata, ObjectLiteral } from 'typeorm'
import type { EntityCatalog } from './entity-catalog'
import { allLinked, linkedRows } from './links'
import type { RelationMetadata } from './metadata'
import { allParents, isOwning, owningRelations, parentsIn } from './parents'

/** What a hook tells of one row. */
export interface RowChange {
  readonly kind: 'inserted' | 'changed' | 'removed'
  readonly metadata: EntityMetadata
  /** Objects that may hold the primary key, the most trustworthy first. */
  readonly keys: readonly (ObjectLiteral | undefined)[]
  /** The row as it was and as it is, as far as the hook knows. */
  readonly states: readonly (ObjectLiteral | undefined)[]
  /** Whether `save` made the change, which also writes foreign keys that only the parent's side knows. */
  readonly isSaved: boolean
  /** Whether a statement has written the relation's foreign key, though the entity at hand doesn't say so. */
  readonly mayHaveMoved: (relation: RelationMetadata) => boolean
}

export interface Reach {
  readonly identifiers: readonly string[]
  /** The row whose foreign keys must be read from the database to tell its parents. */
  readonly unresolved?: ObjectLiteral | undefined
}

/**
 * Decides what a change reaches: the row, the rows that it belongs to, both ends of a link. Tables and the global
 * token follow from these. What can't be named is reached in bulk.
 */
export class ChangeReach {
  readonly #catalog: EntityCatalog
  readonly #touch: boolean

  constructor(catalog: EntityCatalog, touch: boolean) {
    this.#catalog = catalog
    this.#touch = touch
  }

  /** One row, inserted, changed or removed. */
  ofRow(change: RowChange): Reach {
    const { metadata, states } = change
    if (metadata.isJunction) return { identifiers: this.#ofLink(change) }
    const table = this.#catalog.tableOf(metadata)
    const named = change.keys.flatMap((key) => table.rowOf(metadata, key) ?? [])
    if (named.length === 0) return { identifiers: this.ofBulk(metadata) }
    if (!this.#touch) return { identifiers: named }
    const parents = owningRelations(metadata, this.#catalog).flatMap((relation) =>
      states.flatMap((state) => (state && parentsIn(relation, metadata, state, this.#catalog)) ?? []),
    )
    const identifiers = [...named, ...parents]
    if (!this.#isMissingParents(change)) return { identifiers }
    return { identifiers, unresolved: change.keys.find((key) => table.rowOf(metadata, key) !== undefined) }
  }

  /** Rows of a table that can't be told. */
  ofBulk(metadata: EntityMetadata): readonly string[] {
    const own = this.#catalog.tableOf(metadata).bulkIdentifier
    if (metadata.isJunction) return [own, ...allLinked(metadata, this.#catalog)]
    return this.#touch ? [own, ...allParents(metadata, this.#catalog)] : [own]
  }

  /** Whether the parents of a row that is about to change must be read first: afterwards the old ones are gone. */
  mustReadBefore(metadata: EntityMetadata, before: ObjectLiteral): boolean {
    if (!this.#touch || metadata.isJunction) return false
    return owningRelations(metadata, this.#catalog).some(
      (relation) => parentsIn(relation, metadata, before, this.#catalog) === undefined,
    )
  }

  #isMissingParents({ kind, metadata, states, isSaved, mayHaveMoved }: RowChange): boolean {
    if (kind === 'removed' || !isSaved) return false
    const after = states.at(-1)
    return metadata.relations.some((relation) => {
      if (!isOwning(relation) || !mayBeSetFromParent(relation)) return false
      if (kind === 'changed') return mayHaveMoved(relation)
      return !(after && parentsIn(relation, metadata, after, this.#catalog))
    })
  }

  #ofLink({ metadata, keys }: RowChange): readonly string[] {
    const link = keys.find(
      (key) => key !== undefined && metadata.primaryColumns.every((column) => column.propertyName in key),
    )
    if (!link) return this.ofBulk(metadata)
    const own = this.#catalog.tableOf(metadata)
    return [own.rowOf(metadata, link) ?? own.bulkIdentifier, ...linkedRows(metadata, link, this.#catalog)]
  }
}

/** Without a property on the parent's side, an absent foreign key is one that the statement doesn't write. */
function mayBeSetFromParent(relation: RelationMetadata): boolean {
  return relation.inverseRelation !== undefined
}
