import { awaitsHooks } from '../../support/databases/awaited-hooks'
import {
  Column,
  type DataSource,
  Entity,
  JoinColumn,
  JoinTable,
  ManyToMany,
  ManyToOne,
  OneToMany,
  OneToOne,
  PrimaryGeneratedColumn,
} from 'typeorm'
import { type Alkey, ref } from '../../../src'
import { useAttached } from '../../support/attached/attached'
import { changedBy } from '../../support/watching/key-watch'

// Ways to write a relation of which the child's event says little or nothing.

@Entity('people')
class Person {
  @PrimaryGeneratedColumn() id!: number
  @OneToMany(() => Post, (post) => post.author) posts!: Post[]
  @OneToMany(() => Note, (note) => note.owner, { cascade: true }) notes!: Note[]
  @OneToOne(() => Badge, (badge) => badge.holder) badge!: Badge | null
}

@Entity('posts')
class Post {
  @PrimaryGeneratedColumn() id!: number
  @Column({ default: '' }) title!: string
  @ManyToOne(() => Person, (person) => person.posts, { nullable: true }) author!: Person | null
  @ManyToMany(() => Topic, { createForeignKeyConstraints: false })
  @JoinTable({ name: 'post_topics' })
  topics!: Topic[]
}

@Entity('topics')
class Topic {
  @PrimaryGeneratedColumn() id!: number
}

@Entity('notes')
class Note {
  @PrimaryGeneratedColumn() id!: number
  @ManyToOne(() => Person, (person) => person.notes, { nullable: true, orphanedRowAction: 'delete' })
  owner!: Person | null
  @ManyToOne(() => Topic, { nullable: true }) topic!: Topic | null
}

@Entity('badges')
class Badge {
  @PrimaryGeneratedColumn() id!: number
  @OneToOne(() => Person, (person) => person.badge, { nullable: true }) @JoinColumn() holder!: Person | null
}

/** Maps the posts once more, without their relations. */
@Entity('posts')
class PostTitle {
  @PrimaryGeneratedColumn() id!: number
  @Column({ default: '' }) title!: string
}

let dataSource: DataSource
let alkey: Alkey
const parts = {
  'person 1': ref(Person, 1),
  'person 2': ref(Person, 2),
  'post 1': ref(Post, 1),
  'note 1': ref(Note, 1),
  'topic 1': ref(Topic, 1),
  'topic 2': ref(Topic, 2),
  'badge 1': ref(Badge, 1),
}

useAttached([Person, Post, Topic, Note, Badge, PostTitle], (attached) => ({ dataSource, alkey } = attached), {
  fill: async () => {
    const { manager } = dataSource
    await manager.save(Person, [{}, {}])
    await manager.save(Topic, [{}, {}])
    await manager.save(Post, { author: { id: 1 }, topics: [] })
    await manager.save(Note, { owner: { id: 1 }, topic: { id: 2 } })
    await manager.save(Badge, { holder: { id: 1 } })
  },
})

const cases: Record<string, { write: () => Promise<unknown>; changes: string[] }> = {
  "a child moved from its new parent's side, with its old one loaded": {
    write: async () => {
      const post = await dataSource.manager.findOneOrFail(Post, { where: { id: 1 }, relations: { author: true } })
      const person = await dataSource.manager.findOneByOrFail(Person, { id: 2 })
      person.posts = [post]
      return dataSource.manager.save(person)
    },
    changes: ['person 1', 'person 2', 'post 1'],
  },
  'a one-to-one relation moved from its inverse side, with the old one loaded': {
    write: async () => {
      const badge = await dataSource.manager.findOneOrFail(Badge, { where: { id: 1 }, relations: { holder: true } })
      const person = await dataSource.manager.findOneByOrFail(Person, { id: 2 })
      person.badge = badge
      return dataSource.manager.save(person)
    },
    changes: ['badge 1', 'person 1', 'person 2'],
  },
  'orphans that are deleted': {
    write: async () => {
      const person = await dataSource.manager.findOneOrFail(Person, { where: { id: 1 }, relations: { notes: true } })
      person.notes = []
      return dataSource.manager.save(person)
    },
    // Where hooks are not waited for, what a row belongs to can't be read before it goes.
    changes: ['note 1', 'person 1', ...(awaitsHooks ? [] : ['person 2', 'topic 1']), 'topic 2'],
  },
  'a link without foreign keys in the database': {
    write: () => dataSource.manager.save(Post, { id: 1, topics: [{ id: 1 }] }),
    changes: ['post 1', 'topic 1'],
  },
  'a change through another entity of the same table': {
    write: () => dataSource.manager.save(PostTitle, { id: 1, title: 'new' }),
    changes: ['person 1', 'post 1'],
  },
  'a statement by criteria through another entity of the same table': {
    write: () => dataSource.manager.update(PostTitle, { title: '' }, { title: 'new' }),
    changes: ['person 1', 'person 2', 'post 1'],
  },
}

test.each(Object.entries(cases))('%s', async (_, { write, changes }) => {
  expect(await changedBy(alkey, parts, write)).toEqual(changes)
})
