import { Category, Folder, Page, treesWorld } from './worlds/trees'
import type { Theme } from './write-path'

export const trees: Theme = {
  title: 'Trees',
  world: treesWorld,
  paths: [
    {
      path: '`save`, a new leaf, closure table',
      write: async ({ manager }) => {
        const parent = await manager.findOneByOrFail(Category, { id: 2 })
        return manager.save(Category, { parent })
      },
      changes: ['category 5', 'category 2', 'ancestries'],
      remark: 'The closure table is no link: it follows from the parent.',
    },
    {
      path: '`save`, moved, closure table',
      write: async ({ manager }) => {
        const parent = await manager.findOneByOrFail(Category, { id: 3 })
        return manager.save(Category, { id: 4, parent })
      },
      changes: ['category 4', 'category 3', 'ancestries'],
      read: ['category 2'],
    },
    {
      path: '`remove`, a leaf, closure table',
      write: async ({ manager }) => manager.remove(await manager.findOneByOrFail(Category, { id: 4 })),
      changes: ['category 4', 'ancestries'],
      read: ['category 2'],
    },
    {
      path: '`save`, renamed, closure table',
      write: ({ manager }) => manager.save(Category, { id: 4, name: 'new' }),
      changes: ['category 4', 'category 2'],
    },
    {
      path: '`save`, a new leaf, materialized path',
      write: async ({ manager }) => {
        const parent = await manager.findOneByOrFail(Folder, { id: 2 })
        return manager.save(Folder, { parent })
      },
      changes: ['folder 5', '(folder 2)'],
    },
    {
      path: '`save`, moved, materialized path',
      write: async ({ manager }) => {
        const parent = await manager.findOneByOrFail(Folder, { id: 3 })
        return manager.save(Folder, { id: 2, parent })
      },
      changes: ['every folder'],
      remark: 'The paths of all that is below change, too.',
    },
    {
      path: '`remove`, a leaf, materialized path',
      write: async ({ manager }) => manager.remove(await manager.findOneByOrFail(Folder, { id: 4 })),
      changes: ['folder 4'],
      read: ['folder 2'],
    },
    {
      path: '`save`, a new leaf, nested set',
      write: async ({ manager }) => {
        const parent = await manager.findOneByOrFail(Page, { id: 2 })
        return manager.save(Page, { parent })
      },
      changes: ['every page'],
      remark: 'The other rows really shift.',
    },
    {
      path: '`save`, moved, nested set',
      write: async ({ manager }) => {
        const parent = await manager.findOneByOrFail(Page, { id: 3 })
        return manager.save(Page, { id: 4, parent })
      },
      changes: ['every page'],
    },
    {
      path: '`remove`, a leaf, nested set',
      write: async ({ manager }) => manager.remove(await manager.findOneByOrFail(Page, { id: 4 })),
      changes: ['every page'],
    },
    {
      path: '`save`, renamed, nested set',
      write: ({ manager }) => manager.save(Page, { id: 4, name: 'new' }),
      changes: ['page 4', 'page 2'],
    },
  ],
}
