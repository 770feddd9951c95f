import type { Draw } from '../draw'
import { callText, drawCriteria, models } from '../models'
import { type Drawer, type Operation, copy, dialect, operation } from '../operation'

function find(draw: Draw): Operation {
  const model = draw.pick(models)
  const criteria = drawCriteria(draw, model)
  const where = typeof criteria === 'object' && criteria !== null && !Array.isArray(criteria) ? criteria : {}
  return operation(callText('find', model, where), [], (manager) => manager.find(model.target, { where: copy(where) }))
}

const harmless = [
  "SELECT 'DELETE FROM customers'",
  '/* UPDATE customers SET name = 1 */ SELECT 1',
  'SELECT 1 -- ; DELETE FROM customers',
  'WITH gone AS (SELECT id FROM customers) SELECT * FROM gone',
  ...(dialect === 'mysql' ? [] : ['SELECT 1 AS "delete"']),
]

function select(draw: Draw): Operation {
  const sql = draw.pick(harmless)
  return operation(sql, [], (manager) => manager.query(sql))
}

/** What changes no key. */
export const readOperations: readonly (readonly [number, Drawer])[] = [
  [1, find],
  [1, select],
]
