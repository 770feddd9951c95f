import { Column, Entity, Index, ManyToOne, OneToMany, PrimaryGeneratedColumn, DataSource } from 'typeorm'
import type { CacheOption } from '../compare/library'

@Entity('items')
export class Item {
  @PrimaryGeneratedColumn() id!: number
  @Column() version!: number
  @OneToMany(() => Line, (line) => line.item) lines!: Line[]
}

@Entity('lines')
export class Line {
  @PrimaryGeneratedColumn() id!: number
  @Index() @ManyToOne(() => Item, (item) => item.lines) item!: Item
  @Column() text!: string
}

export const ITEMS = 500

export function openItems(url: string, cache?: CacheOption): Promise<DataSource> {
  return new DataSource({ type: 'postgres', url, entities: [Item, Line], ...(cache && { cache }) }).initialize()
}

/** Items of version 0, with 20 lines each. */
export async function fillItems(url: string): Promise<void> {
  const dataSource = await openItems(url)
  await dataSource.synchronize()
  await dataSource.query(`INSERT INTO items (version) SELECT 0 FROM generate_series(1, ${ITEMS})`)
  await dataSource.query(
    `INSERT INTO lines ("itemId", text) SELECT i, 'line ' || n FROM generate_series(1, ${ITEMS}) i, generate_series(1, 20) n`,
  )
  await dataSource.query('VACUUM ANALYZE')
  await dataSource.destroy()
}
