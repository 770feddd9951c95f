import type { EntityManager } from 'typeorm'
import type { KeyPart } from './key-part'

/** Invalidates parts by hand; see `Alkey.invalidate`. */
export interface InvalidateFunction {
  (manager: EntityManager, ...parts: readonly KeyPart[]): Promise<void>
  (...parts: readonly KeyPart[]): Promise<void>
}
