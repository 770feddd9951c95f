import { Column, Entity, type EntityManager, PrimaryGeneratedColumn, Tree, TreeChildren, TreeParent } from 'typeorm'
import type { World } from '../write-path'

@Entity('categories')
@Tree('closure-table')
export class Category {
  @PrimaryGeneratedColumn() id!: number
  @Column({ default: '' }) name!: string
  @TreeChildren() children!: Category[]
  @TreeParent() parent!: Category | null
}

@Entity('folders')
@Tree('materialized-path')
export class Folder {
  @PrimaryGeneratedColumn() id!: number
  @Column({ default: '' }) name!: string
  @TreeChildren() children!: Folder[]
  @TreeParent() parent!: Folder | null
}

@Entity('pages')
@Tree('nested-set')
export class Page {
  @PrimaryGeneratedColumn() id!: number
  @Column({ default: '' }) name!: string
  @TreeChildren() children!: Page[]
  @TreeParent() parent!: Page | null
}

export const treesWorld: World = {
  about:
    'Categories are kept as a closure table, folders with a materialized path, pages as nested sets. In each tree 1 is ' +
    'the root, 2 and 3 are its children, and 4 is the child of 2.',
  entities: [Category, Folder, Page],
  watched: [
    { row: 'category', table: 'categories', target: Category, ids: [1, 2, 3, 4, 5] },
    { row: 'ancestry', table: 'ancestries', target: 'categories_closure', ids: [] },
    { row: 'folder', table: 'folders', target: Folder, ids: [1, 2, 3, 4, 5] },
    { row: 'page', table: 'pages', target: Page, ids: [1, 2, 3, 4, 5] },
  ],
  fill: async ({ manager }) => {
    await grow(manager, Category)
    await grow(manager, Folder)
    await grow(manager, Page)
  },
}

async function grow<Node extends { parent: Node | null }>(
  manager: EntityManager,
  entity: new () => Node,
): Promise<void> {
  const below = (parent: Node | null): Promise<Node> => manager.save(Object.assign(new entity(), { parent }))
  const root = await below(null)
  const child = await below(root)
  await below(root)
  await below(child)
}
