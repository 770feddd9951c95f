import { Column, type DataSource, Entity, ManyToOne, PrimaryColumn, PrimaryGeneratedColumn, ViewEntity } from 'typeorm'
import { type Alkey, MemoryTokenStore, ref } from '../../../src'
import { useAttached } from '../../support/attached/attached'
import { changedBy } from '../../support/watching/key-watch'

// A view that the database lets one write: what is written are rows of the tables behind it.

@Entity('people')
class Person {
  @PrimaryGeneratedColumn() id!: number
  @Column({ default: '' }) name!: string
}

@Entity('posts')
class Post {
  @PrimaryGeneratedColumn() id!: number
  @Column({ default: '' }) title!: string
  @ManyToOne(() => Person, { onDelete: 'CASCADE', nullable: true }) author!: Person | null
}

@ViewEntity({ name: 'named_people', expression: 'SELECT id, name FROM people' })
class NamedPerson {
  @PrimaryColumn() id!: number
  @Column() name!: string
}

@ViewEntity({ name: 'some_posts', expression: 'SELECT * FROM posts' })
class SomePost {
  @PrimaryColumn() id!: number
  @Column() title!: string
}

let dataSource: DataSource
let alkey: Alkey
const parts = {
  'person 1': ref(Person, 1),
  'person 2': ref(Person, 2),
  'post 1': ref(Post, 1),
  'post 2': ref(Post, 2),
  'named people': NamedPerson,
  'some posts': SomePost,
}

useAttached([Person, Post, NamedPerson, SomePost], (attached) => ({ dataSource, alkey } = attached), {
  alkey: { store: new MemoryTokenStore() },
  once: async () => {
    await dataSource.manager.save(Person, [{ name: 'Ann' }, { name: 'Bob' }])
    await dataSource.manager.save(Post, [{ author: { id: 1 } }, { author: { id: 2 } }])
  },
})

test('changes rows of its table, and those that they belong to', async () => {
  const changes = await changedBy(alkey, parts, () =>
    dataSource.query("UPDATE some_posts SET title = 'x' WHERE id = 2"),
  )
  expect(changes).toEqual(['person 1', 'person 2', 'post 1', 'post 2', 'some posts'])
})

test('changes what the database removes along with them', async () => {
  const changes = await changedBy(alkey, parts, () => dataSource.query('DELETE FROM named_people WHERE id = 1'))
  expect(await dataSource.manager.count(Post)).toBe(1)
  expect(changes).toEqual(['named people', 'person 1', 'person 2', 'post 1', 'post 2', 'some posts'])
})
