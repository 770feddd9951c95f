import {
  Column,
  type DataSource,
  Entity,
  ManyToOne,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  ViewColumn,
  ViewEntity,
} from 'typeorm'
import { type Alkey, MemoryTokenStore, ref } from '../../../src'
import { useAttached } from '../../support/attached/attached'
import { isPooled, onDatabases } from '../../support/databases/under-test'
import { testChanges } from '../../support/watching/written-changes'

// Which rows and tables a statement is taken to change.

@Entity('people')
class Person {
  @PrimaryGeneratedColumn() id!: number
  @Column({ default: '' }) name!: string
}

@Entity('teams')
class Team {
  @PrimaryColumn() id!: number
  @Column({ default: '' }) title!: string
}

@ViewEntity({ name: 'named_people', expression: 'SELECT id, name FROM people' })
class NamedPerson {
  @ViewColumn() id!: number
}

@ViewEntity({
  name: 'members',
  dependsOn: [NamedPerson],
  expression: 'SELECT t.id AS id, t.title AS title, p.name AS name FROM teams t JOIN named_people p ON p.id = t.id',
})
class Member {
  @ViewColumn() id!: number
}

/** By the name of a table that TypeORM itself writes, if told so. */
@Entity('migrations')
class Migration {
  @PrimaryGeneratedColumn() id!: number
  @Column({ default: '' }) name!: string
}

@Entity('query-result-cache')
class CachedResult {
  @PrimaryGeneratedColumn() id!: number
  @Column({ default: '' }) name!: string
}

@Entity('amounts')
class Amount {
  @PrimaryColumn('decimal', { precision: 30, scale: 5 }) id!: string
  @Column({ default: '' }) name!: string
}

@Entity('shares')
class Share {
  @PrimaryGeneratedColumn() id!: number
  @Column({ default: '' }) name!: string
  @ManyToOne(() => Amount) amount!: Amount
}

let dataSource: DataSource
let alkey: Alkey

const entities = [Person, Team, NamedPerson, Member, Migration, CachedResult]
// SQLite has no decimals: such numbers are rounded there.
useAttached(isPooled ? [...entities, Amount, Share] : entities, (attached) => ({ dataSource, alkey } = attached), {
  alkey: { store: new MemoryTokenStore() },
  fill: async () => {
    const { manager } = dataSource
    for (const entity of [Person, Team, Migration, CachedResult]) await manager.insert(entity, [{ id: 1 }, { id: 2 }])
    if (!isPooled) return
    await manager.insert(Amount, [{ id: point1 }, { id: point2 }])
    await manager.insert(Share, { amount: { id: point1 } })
  },
})

const [point1, point2] = ['1234567890123456789.1', '1234567890123456789.2']

const run = (sql: string) => () => dataSource.query(sql)
const people = { 'person 1': ref(Person, 1), 'person 2': ref(Person, 2), 'all people': Person }
const one = ['all people', 'person 1']

testChanges(() => alkey, {
  'a table that a view reads beside one that it depends on': {
    watch: { member: Member, 'named person': NamedPerson },
    write: run("UPDATE teams SET title = 'new' WHERE id = 1"),
    changes: ['member'],
  },
  'a table that a view reads by way of one that it depends on': {
    watch: { member: Member, 'named person': NamedPerson, team: Team },
    write: run("UPDATE people SET name = 'new' WHERE id = 1"),
    changes: ['member', 'named person'],
  },
  'an entity with the table of migrations': {
    watch: { 'row 1': ref(Migration, 1), 'row 2': ref(Migration, 2), all: Migration },
    write: () => dataSource.manager.update(Migration, 1, { name: 'new' }),
    changes: ['all', 'row 1'],
  },
  'an entity with the table of cached results': {
    watch: { 'row 1': ref(CachedResult, 1), 'row 3': ref(CachedResult, 3), all: CachedResult },
    write: () => dataSource.manager.insert(CachedResult, { id: 3 }),
    changes: ['all', 'row 3'],
  },
  'ids among which is NULL': {
    watch: people,
    write: run("UPDATE people SET name = 'new' WHERE id IN (1, NULL)"),
    changes: one,
  },
  'nothing, by NULL': { watch: people, write: run('DELETE FROM people WHERE id IN (NULL)'), changes: [] },
})

onDatabases(['postgres', 'better-sqlite3', 'sqljs'], () => {
  const teams = { 'team 1': ref(Team, 1), 'team 2': ref(Team, 2), 'all teams': Team }
  testChanges(() => alkey, {
    'upsert by the primary key, of a row that is there': {
      watch: teams,
      write: () => dataSource.manager.upsert(Team, { id: 1, title: 'new' }, ['id']),
      changes: ['all teams', 'team 1'],
    },
    'upsert by the primary key, of a new row': {
      watch: { ...teams, 'team 3': ref(Team, 3) },
      write: () => dataSource.manager.upsert(Team, { id: 3, title: 'new' }, ['id']),
      changes: ['all teams', 'team 3'],
    },
  })
})

onDatabases(['postgres', 'mariadb'], () => {
  const amounts = { 'point 1': ref(Amount, point1), 'point 2': ref(Amount, point2) }
  testChanges(() => alkey, {
    'a number with more digits than a double: UPDATE': {
      watch: amounts,
      write: run(`UPDATE amounts SET name = 'new' WHERE id = ${point1}`),
      changes: ['point 1'],
    },
    'a number with more digits than a double: IN': {
      watch: amounts,
      write: run(`UPDATE amounts SET name = 'new' WHERE id IN (${point2}, 7.5)`),
      changes: ['point 2'],
    },
    'a number with more digits than a double: INSERT': {
      watch: { ...amounts, new: ref(Amount, '123456789012345.67891') },
      write: run('INSERT INTO amounts (id) VALUES (123456789012345.67891)'),
      changes: ['new'],
    },
    'a number with more digits than a double: update': {
      watch: { 'point 1': amounts['point 1'] },
      write: () => dataSource.manager.update(Amount, point1, { name: 'new' }),
      changes: ['point 1'],
    },
    "a number with more digits than a double: a parent's": {
      watch: amounts,
      write: () => dataSource.manager.update(Share, 1, { name: 'new' }),
      changes: ['point 1'],
    },
  })
})
