import { Column, Entity, JoinTable, ManyToMany, ManyToOne, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm'
import type { World } from '../write-path'

@Entity('boards')
export class Board {
  @PrimaryGeneratedColumn() id!: number
}

@Entity('threads')
export class Thread {
  @PrimaryGeneratedColumn() id!: number
  @Column({ default: '' }) title!: string
  @ManyToOne(() => Board, { nullable: true, onDelete: 'CASCADE' }) board!: Board | null
  @ManyToMany(() => Label) @JoinTable({ name: 'thread_labels' }) labels!: Label[]
}

@Entity('labels')
export class Label {
  @PrimaryGeneratedColumn() id!: number
}

@Entity('posts')
export class Post {
  @PrimaryGeneratedColumn() id!: number
  @ManyToOne(() => Thread, { nullable: true, onDelete: 'CASCADE' }) thread!: Thread | null
  @ManyToOne(() => Member, { nullable: true }) writer!: Member | null
}

@Entity('pins')
export class Pin {
  @PrimaryGeneratedColumn() id!: number
  @ManyToOne(() => Thread, { nullable: true, onDelete: 'SET NULL' }) thread!: Thread | null
  @ManyToOne(() => Wall, { nullable: true }) wall!: Wall | null
}

@Entity('walls')
export class Wall {
  @PrimaryGeneratedColumn() id!: number
}

@Entity('members')
export class Member {
  @PrimaryGeneratedColumn() id!: number
  @ManyToOne(() => Member, { nullable: true, onDelete: 'CASCADE' }) invitedBy!: Member | null
}

@Entity('countries')
export class Country {
  @PrimaryColumn() code!: string
  @Column({ default: '' }) name!: string
}

@Entity('cities')
export class City {
  @PrimaryGeneratedColumn() id!: number
  @ManyToOne(() => Country, { nullable: true, onUpdate: 'CASCADE' }) country!: Country | null
}

export const forumWorld: World = {
  about:
    'Threads go with their board and posts with their thread (`ON DELETE CASCADE`); a post also belongs to the member ' +
    'who wrote it. A pin loses its thread (`SET NULL`) and also belongs to a wall. Threads have labels, by links. ' +
    'Members go with the member who invited them. Cities follow the code of their country (`ON UPDATE CASCADE`).',
  entities: [Board, Thread, Label, Post, Pin, Wall, Member, Country, City],
  watched: [
    { row: 'board', table: 'boards', target: Board, ids: [1, 2] },
    { row: 'thread', table: 'threads', target: Thread, ids: [1, 2, 9] },
    { row: 'label', table: 'labels', target: Label, ids: [1, 2] },
    { row: 'link', table: 'links', target: 'thread_labels', ids: ['1,1'] },
    { row: 'post', table: 'posts', target: Post, ids: [1, 2] },
    { row: 'pin', table: 'pins', target: Pin, ids: [1, 2] },
    { row: 'wall', table: 'walls', target: Wall, ids: [1] },
    { row: 'member', table: 'members', target: Member, ids: [1, 2, 3] },
    { row: 'country', table: 'countries', target: Country, ids: ['at', 'de'] },
    { row: 'city', table: 'cities', target: City, ids: [1] },
  ],
  fill: async ({ manager }) => {
    await manager.save(Board, [{}, {}])
    await manager.save(Label, [{}, {}])
    await manager.save(Thread, [{ board: { id: 1 }, labels: [{ id: 1 }] }, { board: { id: 2 } }])
    await manager.insert(Member, [{ invitedBy: null }, { invitedBy: null }, { invitedBy: { id: 2 } }])
    await manager.insert(Post, [
      { thread: { id: 1 }, writer: { id: 1 } },
      { thread: { id: 2 }, writer: { id: 1 } },
    ])
    await manager.save(Wall, {})
    await manager.insert(Pin, { thread: { id: 1 }, wall: { id: 1 } })
    await manager.insert(Country, { code: 'de' })
    await manager.insert(City, { country: { code: 'de' } })
  },
}
