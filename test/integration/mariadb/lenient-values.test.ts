import { Column, type DataSource, Entity, JoinColumn, ManyToOne, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm'
import { type Alkey, MemoryTokenStore, ref } from '../../../src'
import { useAttached } from '../../support/attached/attached'
import { testChanges } from '../../support/watching/written-changes'

// MySQL and MariaDB write other values than a statement says: ids of their own, what is left of one that doesn't fit,
// rows that were in the way. The row as it is stored is the one that changes.

@Entity('people')
class Person {
  @PrimaryGeneratedColumn() id!: number
  @Column({ default: '' }) name!: string
  @Column({ type: 'varchar', length: 20, nullable: true, unique: true }) email!: string | null
  @Column({ type: 'varchar', length: 20, nullable: true, unique: true }) phone!: string | null
}

@Entity('tags')
class Tag {
  @PrimaryColumn({ type: 'varchar', length: 3 }) code!: string
}

@Entity('labels')
class Label {
  @PrimaryGeneratedColumn() id!: number
  @ManyToOne(() => Tag) @JoinColumn({ name: 'tag' }) tag!: Tag
}

@Entity('levels')
class Level {
  @PrimaryColumn({ type: 'tinyint' }) id!: number
}

@Entity('moments')
class Moment {
  @PrimaryColumn({ type: 'datetime' }) at!: Date
  @Column({ default: '' }) name!: string
}

@Entity('years')
class Year {
  @PrimaryColumn({ type: 'year' }) id!: number
  @Column({ default: '' }) name!: string
}

@Entity('switches')
class Switch {
  @PrimaryColumn(Boolean) isOn!: boolean
  @Column({ default: '' }) name!: string
}

let dataSource: DataSource
let alkey: Alkey

useAttached([Person, Tag, Label, Level, Moment, Year, Switch], (attached) => ({ dataSource, alkey } = attached), {
  alkey: { store: new MemoryTokenStore() },
  fill: async () => {
    await dataSource.manager.insert(Tag, [{ code: 'abc' }, { code: 'x' }])
    await dataSource.query('INSERT INTO years (id) VALUES (2026)')
    await dataSource.query('INSERT INTO switches (isOn) VALUES (0), (1)')
  },
})

const run = (sql: string) => () => dataSource.query(sql)
const person = (...ids: number[]) => Object.fromEntries(ids.map((id) => [`person ${id}`, ref(Person, id)]))
const people = "INSERT INTO people (email, phone) VALUES ('a', '1'), ('b', '2'), ('c', '3')"

describe('an id that the database makes', () => {
  testChanges(() => alkey, {
    'for 0: save': { watch: person(1), write: () => dataSource.manager.save(Person, { id: 0 }) },
    'for 0: insert': { watch: person(1), write: () => dataSource.manager.insert(Person, { id: 0 }) },
    'for 0: INSERT': { watch: person(1, 2), write: run("INSERT INTO people (id, name) VALUES (0, 'x'), ('0', 'y')") },
    'for 0 and for none': { watch: person(1, 2, 7), write: run('INSERT INTO people (id) VALUES (0), (NULL), (7)') },
    'by steps of the session': {
      watch: person(1, 6),
      write: async () => {
        const queryRunner = dataSource.createQueryRunner()
        await queryRunner.query('SET SESSION auto_increment_increment = 5')
        await queryRunner.query("INSERT INTO people (name) VALUES ('x'), ('y')")
        await queryRunner.query('SET SESSION auto_increment_increment = DEFAULT')
        await queryRunner.release()
      },
    },
  })
})

const moment = { moment: ref(Moment, new Date('2026-01-01T12:00:00Z')) }
const late = new Date('2026-01-01T12:00:00.700Z')
const tags = () => dataSource.createQueryBuilder().insert().into(Tag)

describe('a value that is cut', () => {
  testChanges(() => alkey, {
    'a text, by INSERT IGNORE': {
      watch: { def: ref(Tag, 'def') },
      write: () => tags().values({ code: 'defghi' }).orIgnore().execute(),
    },
    'a text, by UPDATE IGNORE': {
      watch: { def: ref(Tag, 'def'), x: ref(Tag, 'x') },
      write: run("UPDATE IGNORE tags SET code = 'defghi' WHERE code = 'x'"),
    },
    'a text, by a lenient session': {
      watch: { def: ref(Tag, 'def') },
      write: async () => {
        const queryRunner = dataSource.createQueryRunner()
        await queryRunner.query("SET SESSION sql_mode = ''")
        await queryRunner.manager.insert(Tag, { code: 'defghi' })
        await queryRunner.query('SET SESSION sql_mode = DEFAULT')
        await queryRunner.release()
      },
    },
    "a parent's": { watch: { abc: ref(Tag, 'abc') }, write: run("INSERT IGNORE INTO labels (tag) VALUES ('abcdef')") },
    'a number': { watch: { level: ref(Level, 127) }, write: run('INSERT IGNORE INTO levels (id) VALUES (300)') },
    'a time: insert': { watch: moment, write: () => dataSource.manager.insert(Moment, { at: late }) },
    'a time: save': { watch: moment, write: () => dataSource.manager.save(Moment, { at: late }) },
    'a year: INSERT': { watch: { year: ref(Year, 2027) }, write: run('INSERT INTO years (id) VALUES (27)') },
    'a year: insert': { watch: { year: ref(Year, 2027) }, write: () => dataSource.manager.insert(Year, { id: 27 }) },
    'a year: UPDATE': { watch: { year: ref(Year, 2026) }, write: run("UPDATE years SET name = 'x' WHERE id = 26") },
    'a year: update': {
      watch: { year: ref(Year, 2026) },
      write: () => dataSource.manager.update(Year, 26, { name: 'new' }),
    },
  })
})

describe('a row that is in the way', () => {
  beforeEach(run(people))

  testChanges(() => alkey, {
    'REPLACE, by two keys': { watch: person(1, 2), write: run("REPLACE INTO people (id, email) VALUES (1, 'b')") },
    'REPLACE, by three keys': {
      watch: person(1, 2, 3),
      write: run("REPLACE INTO people (id, email, phone) VALUES (1, 'b', '3')"),
    },
    'ON DUPLICATE KEY, by another key than the primary one': {
      watch: person(2),
      write: run("INSERT INTO people (id, email) VALUES (9, 'b') ON DUPLICATE KEY UPDATE name = 'new'"),
    },
    'ON DUPLICATE KEY, by the second of several': {
      watch: person(3),
      write: run("INSERT INTO people (email, phone) VALUES ('z', '3') ON DUPLICATE KEY UPDATE name = 'new'"),
    },
    upsert: { watch: person(2), write: () => dataSource.manager.upsert(Person, { id: 9, email: 'b' }, ['email']) },
  })
})

describe('a truth value', () => {
  const switches = { on: ref(Switch, true), off: ref(Switch, false) }

  testChanges(() => alkey, {
    'by its number': {
      watch: switches,
      write: run("UPDATE switches SET name = 'x' WHERE isOn = 1"),
      changes: ['on'],
    },
    // It is compared as a number, and is 0, where it is not refused.
    'by a text': { watch: switches, write: run("UPDATE IGNORE switches SET name = 'y' WHERE isOn = 'true'") },
  })
})
