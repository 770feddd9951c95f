import { Column, type DataSource, Entity, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm'

// Rows that belong to others, so that the library has reason to read when they are written.

@Entity('shelves')
export class Shelf {
  @PrimaryColumn() id!: number
}

@Entity('items')
export class Item {
  @PrimaryColumn() id!: number
  @Column({ default: 0 }) quantity!: number
  @Column({ default: 0 }) reserved!: number
  @ManyToOne(() => Shelf)
  @JoinColumn({ name: 'shelf_id' })
  shelf!: Shelf
}

export const stockEntities = [Shelf, Item]

/** Two shelves, and items of which each has `quantity`. */
export async function fillStock({ manager }: DataSource, items = 1, quantity = 100): Promise<void> {
  await manager.insert(Shelf, [{ id: 1 }, { id: 2 }])
  await manager.insert(
    Item,
    Array.from({ length: items }, (_, i) => ({ id: i + 1, quantity, shelf: { id: 1 } })),
  )
}
