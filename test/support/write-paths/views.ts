import { Sale, salesWorld } from './worlds/sales'
import { postgres } from './where'
import type { Theme } from './write-path'

export const views: Theme = {
  title: 'Views',
  world: salesWorld,
  only: postgres,
  paths: [
    {
      path: '`update(id, …)` of a row that a view shows',
      write: ({ manager }) => manager.update(Sale, 1, { price: 6 }),
      changes: ['sale 1', 'the view', 'the materialized view'],
      remark: 'A materialized view changes with its tables and when it is refreshed.',
    },
    {
      path: '`REFRESH MATERIALIZED VIEW`',
      write: ({ sql }) => sql('REFRESH MATERIALIZED VIEW sums'),
      changes: ['the materialized view'],
    },
    {
      path: '`UPDATE` of an entity that is a view',
      write: ({ sql }) => sql('UPDATE sales_by_price SET price = 7 WHERE id = 1'),
      changes: ['every sale', 'the view', 'the materialized view'],
    },
  ],
}
