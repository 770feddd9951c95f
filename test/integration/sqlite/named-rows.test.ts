import { Column, type DataSource, Entity, ManyToOne, PrimaryGeneratedColumn, ViewColumn, ViewEntity } from 'typeorm'
import { type Alkey, MemoryTokenStore, ref } from '../../../src'
import { useAttached } from '../../support/attached/attached'
import { onDatabases } from '../../support/databases/under-test'
import { testChanges } from '../../support/watching/written-changes'

// Which rows a statement changes, where SQLite or a driver for it takes it in a way of its own.

@Entity('people')
class Person {
  @PrimaryGeneratedColumn() id!: number
  @Column({ default: '' }) name!: string
  @Column({ type: 'varchar', nullable: true, unique: true }) email!: string | null
}

@Entity('posts')
class Post {
  @PrimaryGeneratedColumn() id!: number
  @ManyToOne(() => Person, { onDelete: 'CASCADE' }) author!: Person
}

@ViewEntity({ name: 'named_people', expression: 'SELECT id, name FROM people' })
class NamedPerson {
  @ViewColumn() id!: number
  @ViewColumn() name!: string
}

let dataSource: DataSource
let alkey: Alkey

useAttached([Person, Post, NamedPerson], (attached) => ({ dataSource, alkey } = attached), {
  alkey: { store: new MemoryTokenStore() },
  before: async () => {
    for (const [verb, effect] of [
      ['UPDATE', 'UPDATE people SET name = NEW.name WHERE id = OLD.id'],
      ['INSERT', 'INSERT INTO people (id, name) VALUES (NEW.id, NEW.name)'],
      ['DELETE', 'DELETE FROM people WHERE id = OLD.id'],
    ] as const) {
      await dataSource.query(`CREATE TRIGGER on_${verb} INSTEAD OF ${verb} ON named_people BEGIN ${effect}; END`)
    }
  },
  fill: async () => {
    const emails = ['a', 'b', 'c']
    await dataSource.manager.insert(
      Person,
      emails.map((email) => ({ email })),
    )
    await dataSource.manager.insert(Post, [{ author: { id: 1 } }, { author: { id: 2 } }])
  },
})

const run = (sql: string, parameters?: unknown[]) => () => dataSource.query(sql, parameters)
const people = Object.fromEntries([1, 2, 3].map((id) => [`person ${id}`, ref(Person, id)]))
const ofView = { person: ref(Person, 1), people: Person, view: NamedPerson }

testChanges(() => alkey, {
  'UPDATE OR REPLACE removes what is in the way, and what belongs to that': {
    watch: { 'person 1': ref(Person, 1), 'person 2': ref(Person, 2), 'post 2': ref(Post, 2), posts: Post },
    write: run("UPDATE OR REPLACE people SET email = 'b' WHERE id = 1"),
  },
  'UPDATE OR REPLACE of a key': {
    watch: { 'person 2': ref(Person, 2), 'person 3': ref(Person, 3), 'post 2': ref(Post, 2) },
    write: run('UPDATE OR REPLACE people SET id = 2 WHERE id = 3'),
  },
  'REPLACE that is in the way of two rows': {
    watch: { 'person 1': ref(Person, 1), 'person 2': ref(Person, 2), 'post 2': ref(Post, 2) },
    write: run("REPLACE INTO people (id, email) VALUES (1, 'b')"),
  },
  'INSERT by rowid': {
    watch: { 'person 10': ref(Person, 10), 'person 50': ref(Person, 50) },
    write: run("INSERT INTO people (rowid, name) VALUES (10, 'x'), (50, 'y')"),
  },
  'INSERT by _rowid_, of one row': {
    watch: { 'person 10': ref(Person, 10) },
    write: run("INSERT INTO people (_rowid_, name) VALUES (10, 'x')"),
  },
  'UPDATE of rowid': {
    watch: { 'person 3': ref(Person, 3), 'person 9': ref(Person, 9) },
    write: run('UPDATE people SET rowid = 9 WHERE id = 3'),
  },
  'UPDATE of a view with a trigger': {
    watch: ofView,
    write: run("UPDATE named_people SET name = 'new' WHERE id = 1"),
  },
  'INSERT into a view with a trigger': {
    watch: { person: ref(Person, 7), people: Person, view: NamedPerson },
    write: run("INSERT INTO named_people (id, name) VALUES (7, 'new')"),
  },
  'DELETE from a view with a trigger': {
    watch: ofView,
    write: run('DELETE FROM named_people WHERE id = 1'),
  },
  'an id of more than 53 bits, made by the database': {
    watch: { person: ref(Person, '9007199254740993'), people: Person },
    write: async () => {
      await dataSource.query('INSERT INTO people (id) VALUES (9007199254740992)')
      await dataSource.query("INSERT INTO people (name) VALUES ('next')")
      expect(await dataSource.query("SELECT CAST(id AS TEXT) AS id FROM people WHERE name = 'next'")).toEqual([
        { id: '9007199254740993' },
      ])
    },
  },
  'an id of more than 53 bits, written': {
    watch: { person: ref(Person, '9007199254740993'), other: ref(Person, '9007199254740992') },
    write: run('INSERT INTO people (id) VALUES (9007199254740993)'),
    changes: ['person'],
  },
  'a comparison by ==': {
    watch: people,
    write: run("UPDATE people SET name = 'new' WHERE id == 1"),
    changes: ['person 1'],
  },
})

// It takes the elements of lists one by one, and objects by name.
onDatabases(['better-sqlite3'], () => {
  testChanges(() => alkey, {
    'parameters in lists': {
      watch: { 'person 1': ref(Person, 1) },
      write: run('UPDATE people SET name = ? WHERE id = ? AND id <> ?', [['new', 1], '2']),
    },
    'parameters by name beside others': {
      watch: { 'person 1': ref(Person, 1) },
      write: run('UPDATE people SET name = @name WHERE id = ? AND id <> ?', [1, 2, { name: 'new' }]),
    },
  })
})
