import type { Draw } from '../draw'
import type { Drawer, Operation } from '../operation'
import { queryBuilderOperations } from './query-builders'
import { readOperations } from './reads'
import { relationOperations } from './relations'
import { repositoryOperations } from './repository'
import { deleteStatements } from './sql/deletes'
import { insertStatements } from './sql/inserts'
import { postgresStatements } from './sql/postgres'
import { updateStatements } from './sql/updates'

/** With how often each comes, compared with the others. */
const drawers: readonly (readonly [number, Drawer])[] = [
  ...repositoryOperations,
  ...relationOperations,
  ...queryBuilderOperations,
  ...readOperations,
  ...updateStatements,
  ...deleteStatements,
  ...insertStatements,
  ...postgresStatements,
]

const weights = drawers.map(([weight]) => weight)
const total = weights.reduce((sum, weight) => sum + weight, 0)

export function drawOperation(draw: Draw): Operation {
  let at = (draw.integer(0, 9_999) / 10_000) * total
  const found = drawers.find(([weight]) => (at -= weight) < 0) ?? drawers[0]
  if (!found) throw new Error('There are no operations.')
  return found[1](draw)
}
