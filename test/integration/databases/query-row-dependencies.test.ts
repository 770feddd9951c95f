import type { DataSource, EntityTarget, FindOptionsWhere, ObjectLiteral } from 'typeorm'
import type { Alkey } from '../../../src'
import { useAttached } from '../../support/attached/attached'
import { databaseUnderTest } from '../../support/databases/under-test'
import {
  Account,
  Article,
  CitySchema,
  Handle,
  Label,
  Odd,
  Place,
  Profile,
  Sales,
  Switch,
  User,
  keyedEntities,
} from '../../support/entities/keyed-entities'
import { found } from '../../support/watching/found-queries'

// A query that names its rows by their primary key depends on these rows, and not on their table.

let dataSource: DataSource
let alkey: Alkey

const [mine, other] = ['0b9c7e6a-4c3b-4b7e-9a53-1f0d3b2c1a00', '0b9c7e6a-4c3b-4b7e-9a53-1f0d3b2c1a01']
const sale = { day: '2026-11-22', shop: 'a', price: '1.50', till: '9007199254740993' }

useAttached(keyedEntities, (attached) => ({ dataSource, alkey } = attached), {
  cache: {},
  fill: async ({ manager }) => {
    await manager.insert(User, [{ name: 'Ann' }, { name: 'Bob' }, { name: 'Cid' }])
    await manager.insert(Account, [{ id: mine }, { id: other }])
    await manager.insert(Sales, [sale, { ...sale, till: '9007199254740994' }])
    await manager.insert(Place, [
      { address: { country: 'CH', zip: '3000' }, name: 'Bern' },
      { address: { country: 'CH', zip: '8000' }, name: 'Zurich' },
    ])
    await manager.insert(Handle, [{ name: 'ANN' }, { name: 'BOB' }])
    await manager.insert(Label, [{ text: 'a' }, { text: 'b' }])
    await manager.insert(Switch, [{ isOn: true }])
    await manager.insert(Odd, [{}, {}])
    await manager.insert(Article, [{ title: 'one' }, { title: 'two' }])
    await manager.insert(CitySchema, [
      { id: 1, name: 'Bern' },
      { id: 2, name: 'Basel' },
    ])
  },
})

/** A cached read must give what the database does. @returns whether it was found */
async function reading(read: (cache: boolean) => Promise<unknown>): Promise<string> {
  let answer: unknown
  const how = await found(alkey, async () => (answer = await read(true)))
  expect(answer).toEqual(await read(false))
  return how
}

interface Kind {
  readonly target: EntityTarget<ObjectLiteral>
  readonly where: FindOptionsWhere<ObjectLiteral>
  /** A row beside it. */
  readonly other: FindOptionsWhere<ObjectLiteral>
}

const kinds: Readonly<Record<string, Kind>> = {
  'a number': { target: User, where: { id: 1 }, other: { id: 2 } },
  'a UUID': { target: Account, where: { id: mine }, other: { id: other } },
  'a composite key': { target: Sales, where: sale, other: { ...sale, till: '9007199254740994' } },
  'an embedded key': {
    target: Place,
    where: { address: { country: 'CH', zip: '3000' } },
    other: { address: { country: 'CH', zip: '8000' } },
  },
  'a transformed key': { target: Handle, where: { name: 'ANN' }, other: { name: 'BOB' } },
  'a text': { target: Label, where: { text: 'a' }, other: { text: 'b' } },
  'an odd name': { target: Odd, where: { id: 1 }, other: { id: 2 } },
  'a child of single-table inheritance': { target: Article, where: { id: 1 }, other: { id: 2 } },
  'an EntitySchema': { target: CitySchema, where: { id: 1 }, other: { id: 2 } },
}

describe.each(Object.entries(kinds))('%s as key', (_, { target, where, other: beside }) => {
  const read = (cache: boolean): Promise<unknown> => dataSource.manager.findOne(target, { where, cache })

  test('the removal of another row changes nothing, that of the row itself does', async () => {
    await read(true)
    await dataSource.manager.delete(target, beside)
    expect(await reading(read)).toBe('found')
    await dataSource.manager.delete(target, where)
    expect(await reading(read)).toBe('missed')
  })
})

test.each(['A', 'a ', 'a'])('a text that the database may take for another one: %j', async (text) => {
  const read = (cache: boolean): Promise<unknown> => dataSource.manager.findOne(Label, { where: { text }, cache })
  await read(true)
  await dataSource.manager.update(Label, { text: 'a' }, { note: 'new' })
  await reading(read)
  await dataSource.manager.update(Label, { text: 'A' }, { note: 'newer' })
  await reading(read)
})

const update = (id: number): Promise<unknown> => dataSource.manager.update(User, id, { name: 'new' })

/** Ways to read users 1 and 2, each of which is the same without the cache. */
const reads: Readonly<Record<string, (cache: boolean) => Promise<unknown>>> = {
  'find with IN': (cache) =>
    dataSource.manager.createQueryBuilder(User, 'u').whereInIds([1, 2]).orderBy('u.id').cache(cache).getMany(),
  'find with OR': (cache) =>
    dataSource.manager.find(User, { where: [{ id: 1 }, { id: 2, name: 'Bob' }], order: { id: 'ASC' }, cache }),
  getCount: (cache) =>
    dataSource.manager
      .createQueryBuilder(User, 'u')
      .where('u.id IN (:...ids)', { ids: [1, 2] })
      .cache(cache)
      .getCount(),
  getRawMany: (cache) =>
    dataSource.manager
      .createQueryBuilder(User, 'u')
      .where('u.id = 1 OR u.id = 2')
      .orderBy('u.id')
      .cache(cache)
      .getRawMany(),
  'a subquery': (cache) =>
    dataSource.manager
      .createQueryBuilder(User, 'u')
      .where('u.id = 1 AND EXISTS (SELECT 1 FROM users v WHERE v.id = 2)')
      .cache(cache)
      .getMany(),
  'a join with itself': (cache) =>
    dataSource.manager
      .createQueryBuilder(User, 'u')
      .innerJoin(User, 'v', 'v.id = :other', { other: 2 })
      .addSelect('v.name')
      .where({ id: 1 })
      .cache(cache)
      .getRawMany(),
  'a common table expression': (cache) =>
    dataSource.manager
      .createQueryBuilder()
      .addCommonTableExpression(
        'SELECT id, name FROM users WHERE id = 1 UNION SELECT id, name FROM users WHERE id = 2',
        'two',
      )
      .select('two.name', 'name')
      .from('two', 'two')
      .orderBy('two.id')
      .cache(cache)
      .getRawMany(),
}

describe.each(Object.entries(reads))('%s', (_, read) => {
  test('depends on the rows that it names', async () => {
    await read(true)
    await update(3)
    await dataSource.manager.insert(User, { name: 'Dan' })
    expect(await reading(read)).toBe('found')
    await update(2)
    expect(await reading(read)).toBe('missed')
    await dataSource.manager.update(User, { name: 'Ann' }, { name: 'Eve' })
    expect(await reading(read)).toBe('missed')
    await dataSource.manager.delete(User, 1)
    expect(await reading(read)).toBe('missed')
  })
})

if (databaseUnderTest === 'postgres') {
  test('= ANY names its elements', async () => {
    const read = (cache: boolean): Promise<unknown> =>
      dataSource.manager
        .createQueryBuilder(User, 'u')
        .where('u.id = ANY(:ids)', { ids: [1, 2] })
        .cache(cache)
        .getCount()
    await read(true)
    await dataSource.manager.delete(User, 3)
    expect(await reading(read)).toBe('found')
    await dataSource.manager.delete(User, 2)
    expect(await reading(read)).toBe('missed')
  })
}

const withProfile = (cache: boolean): Promise<unknown> =>
  dataSource.manager
    .createQueryBuilder(User, 'u')
    .leftJoin(Profile, 'p', 'p.userId = u.id')
    .addSelect('p.bio')
    .where('u.id = :id', { id: 1 })
    .cache(cache)
    .getRawMany()

test('a join by the whole key names the row at its other end', async () => {
  await dataSource.manager.insert(Profile, [{ userId: 2 }, { userId: 3 }])
  await withProfile(true)
  await dataSource.manager.update(Profile, 2, { bio: 'new' })
  expect(await reading(withProfile)).toBe('found')
  await dataSource.manager.insert(Profile, { userId: 1, bio: 'one' })
  expect(await reading(withProfile)).toBe('missed')
  await dataSource.manager.delete(Profile, 1)
  expect(await reading(withProfile)).toBe('missed')
})

if (databaseUnderTest !== 'postgres') {
  test('a join of a text with a number names no rows, since several texts are one number', async () => {
    const read = (cache: boolean): Promise<unknown> =>
      dataSource.manager
        .createQueryBuilder(User, 'u')
        .innerJoin(Label, 'l', 'l.text = u.id')
        .addSelect('l.note')
        .where('u.id = :id', { id: '1' })
        .cache(cache)
        .getRawMany()
    await dataSource.manager.insert(Label, [{ text: '1' }, { text: '01' }])
    await read(true)
    await dataSource.manager.update(Label, { text: '01' }, { note: 'new' })
    expect(await reading(read)).toBe('missed')
  })
}

const readFive = (cache: boolean): Promise<unknown> =>
  dataSource.manager.findOne(CitySchema, { where: { id: 5 }, cache })

/** Ways to change city 5. */
const ways: Readonly<Record<string, () => Promise<unknown>>> = {
  update: () => dataSource.manager.update(CitySchema, 5, { name: 'new' }),
  save: () => dataSource.manager.save(CitySchema, { id: 5, name: 'saved' }),
  remove: async () =>
    dataSource.manager.remove(CitySchema, await dataSource.manager.findOneByOrFail(CitySchema, { id: 5 })),
  'delete by another column': () => dataSource.manager.delete(CitySchema, { name: 'Five' }),
  'update of all rows': () => dataSource.manager.query("UPDATE cities SET name = 'all'"),
  'update by a range': () => dataSource.manager.query("UPDATE cities SET name = 'some' WHERE id > 4"),
  upsert: () => dataSource.manager.upsert(CitySchema, { id: 5, name: 'upserted' }, ['id']),
  'another key': () => dataSource.manager.query('UPDATE cities SET id = 6 WHERE id = 5'),
  'all keys': () => dataSource.manager.query('UPDATE cities SET id = id + 10 WHERE id > 1'),
  'this key, which another row had': async () => {
    await dataSource.manager.delete(CitySchema, 5)
    await reading(readFive)
    await dataSource.manager.query('UPDATE cities SET id = 5 WHERE id = 2')
  },
  'this key, which an unnamed row had': async () => {
    await dataSource.manager.delete(CitySchema, 5)
    await reading(readFive)
    await dataSource.manager.query("UPDATE cities SET id = 5 WHERE name = 'Basel'")
  },
  'a new row': async () => {
    await dataSource.manager.delete(CitySchema, 5)
    await reading(readFive)
    await dataSource.manager.insert(CitySchema, { id: 5, name: 'new' })
  },
  'rows of a query': async () => {
    await dataSource.manager.delete(CitySchema, 5)
    await reading(readFive)
    await dataSource.manager.query("INSERT INTO cities (id, name) SELECT 5, 'copied' FROM cities WHERE id = 1")
  },
  'a transaction': () => dataSource.transaction((manager) => manager.update(CitySchema, 5, { name: 'within' })),
  'no row left': () => dataSource.manager.query('DELETE FROM cities'),
}

test.each(Object.entries(ways))('a change is seen: %s', async (_, change) => {
  await dataSource.manager.insert(CitySchema, { id: 5, name: 'Five' })
  await readFive(true)
  expect(await reading(readFive)).toBe('found')
  await change()
  expect(await reading(readFive)).toBe('missed')
})

test('more rows than are worth a token each are their table', async () => {
  const ids = Array.from({ length: 51 }, (_, at) => at + 1)
  const read = (most: number) => (cache: boolean) =>
    dataSource.manager.createQueryBuilder(CitySchema, 'u').whereInIds(ids.slice(0, most)).cache(cache).getCount()
  await read(50)(true)
  await read(51)(true)
  await dataSource.manager.insert(CitySchema, { id: 100, name: 'Hundred' })
  expect(await reading(read(50))).toBe('found')
  expect(await reading(read(51))).toBe('missed')
})
