import type { DataSource, EntityTarget, FindOptionsWhere, ObjectLiteral } from 'typeorm'
import type { Alkey } from '../../../src'
import { useAttached } from '../../support/attached/attached'
import { databaseUnderTest, typeormUnderTest } from '../../support/databases/under-test'
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
import { reading } from '../../support/watching/cached-readings'

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
    expect(await reading(alkey, read)).toBe('found')
    await dataSource.manager.delete(target, where)
    expect(await reading(alkey, read)).toBe('missed')
  })
})

test.each(['A', 'a ', 'a'])('a text that the database may take for another one: %j', async (text) => {
  const read = (cache: boolean): Promise<unknown> => dataSource.manager.findOne(Label, { where: { text }, cache })
  await read(true)
  await dataSource.manager.update(Label, { text: 'a' }, { note: 'new' })
  await reading(alkey, read)
  await dataSource.manager.update(Label, { text: 'A' }, { note: 'newer' })
  await reading(alkey, read)
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
    expect(await reading(alkey, read)).toBe('found')
    await update(2)
    expect(await reading(alkey, read)).toBe('missed')
    await dataSource.manager.update(User, { name: 'Ann' }, { name: 'Eve' })
    expect(await reading(alkey, read)).toBe('missed')
    await dataSource.manager.delete(User, 1)
    expect(await reading(alkey, read)).toBe('missed')
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
    expect(await reading(alkey, read)).toBe('found')
    await dataSource.manager.delete(User, 2)
    expect(await reading(alkey, read)).toBe('missed')
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
  expect(await reading(alkey, withProfile)).toBe('found')
  await dataSource.manager.insert(Profile, { userId: 1, bio: 'one' })
  expect(await reading(alkey, withProfile)).toBe('missed')
  await dataSource.manager.delete(Profile, 1)
  expect(await reading(alkey, withProfile)).toBe('missed')
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
    expect(await reading(alkey, read)).toBe('missed')
  })
}

test('more rows than are worth a token each are their table', async () => {
  const ids = Array.from({ length: 51 }, (_, at) => at + 1)
  const read = (most: number) => (cache: boolean) =>
    dataSource.manager.createQueryBuilder(CitySchema, 'u').whereInIds(ids.slice(0, most)).cache(cache).getCount()
  await read(50)(true)
  await read(51)(true)
  await dataSource.manager.insert(CitySchema, { id: 100, name: 'Hundred' })
  expect(await reading(alkey, read(50))).toBe('found')
  expect(await reading(alkey, read(51))).toBe('missed')
})

if (typeormUnderTest === '1') {
  test('a bigint names the row that its text does', async () => {
    const read = (cache: boolean): Promise<unknown> =>
      dataSource.manager.createQueryBuilder(User, 'u').where('u.id = :id', { id: 1n }).cache(cache).getMany()
    await read(true)
    await update(2)
    expect(await reading(alkey, read)).toBe('found')
    await update(1)
    expect(await reading(alkey, read)).toBe('missed')
  })
}

test('a Date among the parameters of a key is cached with its table', async () => {
  const { day, ...rest } = sale
  const read = (cache: boolean): Promise<unknown> =>
    dataSource.manager
      .createQueryBuilder(Sales, 's')
      .where(rest)
      .andWhere('s.day >= :day AND s.day = :day', { day: new Date(`${day}T00:00:00`) })
      .cache(cache)
      .getMany()
  await read(true)
  expect(await reading(alkey, read)).toBe('found')
  await dataSource.manager.update(Sales, sale, { count: 1 })
  expect(await reading(alkey, read)).toBe('missed')
})
