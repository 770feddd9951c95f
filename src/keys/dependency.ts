import type { AlkeyError } from '../errors'
import type { Ref } from '../identifiers/ref'
import type { ScopePart } from '../identifiers/scope'
import { tokensOf } from '../identifiers/identifier'
import type { AlkeyTag } from '../identifiers/tag'

/** Something that a key depends on, ready to be read and hashed. */
export interface Dependency {
  readonly kind: 'row' | 'table' | 'bulk' | 'scope' | 'global' | 'tag'
  readonly identifier: string
  /** The shape of the rows when entities map the table: a deploy that changes it must not read older values. */
  readonly shape: string
  /** The row may have other spellings that can't be told to be the same. */
  readonly isUncertain?: boolean
}

/** A part that is nothing but what it depends on. */
export class Dependencies {
  constructor(readonly all: readonly Dependency[]) {}
}

/** Finds the dependencies behind entities, classes and identifiers. What it doesn't recognise, it answers with `undefined`. */
export interface DependencyResolver {
  /** Another object once the same parts may stand for something else. */
  readonly catalog: object
  /** Another one whenever the shape of any entity is another one. */
  readonly schema: string
  /** For an entity instance. */
  ofInstance(instance: object): readonly Dependency[] | undefined
  /** For an entity class or an `EntitySchema`. A view stands for the tables that it reads. */
  ofTarget(target: object): readonly Dependency[] | undefined
  /** Throws when the reference is wrong. */
  ofRef(ref: Ref): readonly Dependency[]
  /** Throws when the scope is wrong, or not declared. */
  ofScope(part: ScopePart): readonly Dependency[]
  /** Throws for a tag of an `Alkey` with another store or namespace, whose increments would not be seen. */
  ofTag(tag: AlkeyTag): readonly Dependency[]
  /** For text that claims to be an identifier. Throws when it is malformed or names an unknown table. */
  ofIdentifier(text: string): readonly Dependency[]
  /** Why a class or an instance that is no plain value is not recognised. */
  refusal(value: object): AlkeyError
}

/** The identifiers whose tokens `dependencies` read, each once, in a fixed order. Frozen: a store may go by the array. */
export function tokenIdentifiers(dependencies: Iterable<Dependency>): readonly string[] {
  const identifiers = new Set<string>()
  for (const dependency of dependencies) {
    for (const identifier of tokensOf(dependency.identifier)) identifiers.add(identifier)
  }
  return Object.freeze([...identifiers].sort())
}
