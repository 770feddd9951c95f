import {
  ChildEntity,
  Column,
  type DataSource,
  Entity,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  TableInheritance,
} from 'typeorm'
import { type Alkey, type KeyPart, scope } from '../../../src'
import { MAX_VALUES_OF_SCOPE } from '../../../src/changes/bounded-scopes'
import { useAttached } from '../../support/attached/attached'
import { awaitsHooks } from '../../support/databases/awaited-hooks'
import { databaseUnderTest, isPooled } from '../../support/databases/under-test'
import { changedBy, keysOf } from '../../support/watching/key-watch'

// What the tables of write paths don't show of scopes: transactions from inside, several entities of a table, many values.

@Entity('noted')
class Note {
  @PrimaryColumn() id!: number
  @Column({ nullable: true, type: 'varchar', length: 20 }) topic!: string | null
  @Column({ default: 0 }) place!: number
}

/** Knows another column of the same table. */
@Entity('noted', { synchronize: false })
class PlacedNote {
  @PrimaryColumn() id!: number
  @Column({ default: 0 }) place!: number
}

@Entity('animals')
@TableInheritance({ column: { name: 'kind', type: 'varchar' } })
class Animal {
  @PrimaryColumn() id!: number
}

@ChildEntity()
class Dog extends Animal {
  @Column({ type: 'int' }) bones!: number
}

@ChildEntity()
class Fish extends Animal {
  @Column({ type: 'int' }) pond!: number
}

/** SQLite has a table of sequences only with one. */
@Entity('others')
class Other {
  @PrimaryGeneratedColumn() id!: number
}

let dataSource: DataSource
let alkey: Alkey

useAttached([Note, PlacedNote, Animal, Dog, Fish, Other], (attached) => ({ dataSource, alkey } = attached), {
  alkey: { scopes: { Note: ['topic'], PlacedNote: ['place'], Dog: ['bones'], Fish: ['pond'] } },
  fill: async ({ manager }) => {
    await manager.insert(Note, [
      { id: 1, topic: 'a', place: 1 },
      { id: 2, topic: 'b', place: 2 },
    ])
    await manager.save(Dog, { id: 1, bones: 3 })
  },
})

const topics = { a: scope(Note, { topic: 'a' }), b: scope(Note, { topic: 'b' }), none: scope(Note, { topic: null }) }

describe('in a transaction', () => {
  const reasonsOf = async (
    parts: Readonly<Record<string, KeyPart>>,
    within: Alkey['keyGenerator']['fresh'],
  ): Promise<object> =>
    Object.fromEntries(
      await Promise.all(
        Object.entries(parts).map(async ([name, part]) => [name, (await within.explain(part)).reason] as const),
      ),
    )

  test('the scopes that it has written are not cacheable for it', async () => {
    await dataSource.transaction(async (manager) => {
      await manager.update(Note, { topic: 'a' }, { place: 5 })
      const reasons = await reasonsOf(topics, alkey.keyGenerator.within(manager))
      expect(reasons).toMatchObject({ a: 'open-transaction' })
      expect(reasons).not.toMatchObject({ b: 'open-transaction' })
      await manager.update(Note, 2, { place: 5 })
      expect(await reasonsOf(topics, alkey.keyGenerator.within(manager))).toMatchObject({
        a: 'open-transaction',
        b: 'open-transaction',
      })
    })
  })

  test('where one connection serves everybody, they are cacheable for nobody', async () => {
    const changed = await changedBy(alkey, topics, () =>
      dataSource.transaction(async (manager) => {
        await manager.update(Note, 1, { topic: null })
        const keys = await Promise.all(Object.values(topics).map((part) => alkey.keyGenerator(part)))
        const cacheable = Object.keys(topics).filter((_, i) => alkey.isCacheable(keys[i] as string))
        expect(cacheable).toEqual(isPooled ? ['a', 'b', 'none'] : expect.not.arrayContaining(['a', 'none']))
      }),
    )
    expect(changed).toEqual(expect.arrayContaining(['a', 'none']))
  })

  if (databaseUnderTest !== 'mariadb') return
  test('what commits by itself changes what was written before it', async () => {
    const parts = { a: topics.a, dogs: scope(Dog, { bones: 3 }) }
    await dataSource.transaction(async (manager) => {
      const before = await keysOf(alkey, parts)
      await manager.update(Note, { topic: 'a' }, { place: 7 })
      expect(await keysOf(alkey, parts)).toEqual(before)
      await manager.clear(Animal)
      const after = await keysOf(alkey, parts)
      expect(after['a']).not.toBe(before['a'])
      expect(after['dogs']).not.toBe(before['dogs'])
    })
  })
})

describe('several entities of a table', () => {
  const parts = {
    'topic a': topics.a,
    'topic none': topics.none,
    'place 1': scope(PlacedNote, { place: 1 }),
    'place 9': scope(PlacedNote, { place: 9 }),
    '3 bones': scope(Dog, { bones: 3 }),
    'no bones': scope('animals', { bones: null }),
    'pond 4': scope(Fish, { pond: 4 }),
    'no pond': scope('animals', { pond: null }),
  }

  test.each<[string, () => Promise<unknown>, string[]]>([
    ['the one', () => dataSource.manager.save(Note, { id: 1, place: 9 }), ['place 1', 'place 9', 'topic a']],
    ['the other', () => dataSource.manager.save(PlacedNote, { id: 1, place: 9 }), ['place 1', 'place 9', 'topic a']],
    [
      'a new row of the other',
      () => dataSource.manager.save(PlacedNote, { id: 3, place: 9 }),
      ['place 9', 'topic none'],
    ],
    ['a child', () => dataSource.manager.save(Dog, { id: 2, bones: 3 }), ['3 bones', 'no pond']],
    ['another child', () => dataSource.manager.save(Fish, { id: 2, pond: 4 }), ['no bones', 'pond 4']],
    [
      'a child that is removed',
      async () => dataSource.manager.remove(await dataSource.manager.findOneByOrFail(Dog, { id: 1 })),
      ['3 bones', 'no pond'],
    ],
  ])('written as %s change the scopes of all', async (_, write, changed) => {
    const all = await changedBy(alkey, parts, write)
    // Where nothing can be read before a statement, it is more of them.
    if (awaitsHooks) expect(all).toEqual(changed)
    else expect(all).toEqual(expect.arrayContaining(changed))
  })
})

test('very many values of a scope are all of them', async () => {
  const rows = Array.from({ length: MAX_VALUES_OF_SCOPE + 1 }, (_, i) => ({ id: 10 + i, topic: `t${i}`, place: 3 }))
  const parts = {
    'another topic': topics.b,
    'place 3': scope(PlacedNote, { place: 3 }),
    'place 1': scope(PlacedNote, { place: 1 }),
  }
  const some = await changedBy(alkey, parts, () => dataSource.manager.insert(Note, rows.slice(0, 500)))
  expect(some).toEqual(['place 3'])
  await dataSource.manager.delete(Note, { place: 3 })
  const changed = await changedBy(alkey, parts, () =>
    dataSource.transaction(async (manager) => {
      await manager.insert(Note, rows.slice(0, 500))
      await manager.insert(Note, rows.slice(500))
    }),
  )
  expect(changed).toEqual(['another topic', 'place 3'])
})

if (databaseUnderTest === 'mariadb') {
  test('text that the database may take for other text is the whole table', async () => {
    const parts = { accented: scope(Note, { topic: 'é' }), capital: scope(Note, { topic: 'E' }), other: topics.b }
    const changed = await changedBy(alkey, parts, () => dataSource.manager.insert(Note, { id: 3, topic: 'e' }))
    expect(changed).toEqual(['accented', 'capital'])
    expect(await changedBy(alkey, parts, () => dataSource.manager.insert(Note, { id: 4, topic: 'É' }))).toEqual([
      'accented',
      'capital',
      'other',
    ])
  })

  test('what a lenient server may write in place of what it is given, is any value', async () => {
    const queryRunner = dataSource.createQueryRunner()
    await queryRunner.query("SET SESSION sql_mode = ''")
    const parts = { 'place 0': scope(PlacedNote, { place: 0 }), 'place 2': scope(PlacedNote, { place: 2 }) }
    for (const [id, value] of [
      [10, 'NULL'],
      [20, "'2x'"],
      [30, "''"],
    ] as const) {
      const write = `INSERT INTO noted (id, topic, place) VALUES (${id}, 'a', ${value}), (${id + 1}, 'a', ${value})`
      expect(await changedBy(alkey, parts, () => queryRunner.query(write))).toEqual(['place 0', 'place 2'])
    }
    await queryRunner.query('SET SESSION sql_mode = DEFAULT')
    await queryRunner.release()
  })
}
