import type { EntitySchemaColumnOptions } from 'typeorm'

/** A column, and SQL of values for it: ordinary ones, and those that a copy is likely to lose. */
export interface Sample extends Partial<EntitySchemaColumnOptions> {
  readonly type: NonNullable<EntitySchemaColumnOptions['type']>
  readonly literals: readonly string[]
}
