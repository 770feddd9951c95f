import { type DataSource } from 'typeorm'
import { type Alkey, GLOBAL, InvalidIdentifierError, type KeyPart, ref } from '../../../src'
import { useAttached } from '../../support/attached/attached'
import { databaseUnderTest, isPooled } from '../../support/databases/under-test'
import * as entities from '../../support/entities/keyed-entities'
import { changedBy, keysOf } from '../../support/watching/key-watch'

const { Account, Address, AdminUser, Article, CitySchema, Content, Handle, Label, Measure, Mention } = entities
const { Odd, Place, Profile, Sales, Switch, User, Video } = entities

let dataSource: DataSource
let alkey: Alkey

useAttached(entities.keyedEntities, (attached) => ({ dataSource, alkey } = attached))

function make<Entity extends object>(Class: new () => Entity, values: Partial<Entity>): Entity {
  return Object.assign(new Class(), values)
}

const uuid = '6ff5e1b6-1c3c-4b7e-9d0a-0123456789ab'
const salesId = { day: '2026-11-22', shop: 'NORTH', price: '1.50', till: '7' }
/** What the database takes for the same text where it pads. */
const blankPadded = isPooled ? 'NORTH ' : 'NORTH'
/** SQLite keeps the digits that it is given. */
const rounds = isPooled
const salesIdentifier = 'alkey:sales_by_day#2026-11-22,NORTH,1.5,7'

describe('one identifier', () => {
  const spellings: Record<string, KeyPart[]> = {
    'alkey:users#7': [
      ref(User, 7),
      ref(User, '007'),
      ref(User, 7n),
      ref(User, { id: 7 }),
      ref({ type: User, name: 'User' }, 7),
      ref(User, make(User, { id: 7 })),
      ref('users', 7),
      ref('users', '7'),
      make(User, { id: 7, name: 'Ann' }),
      make(AdminUser, { id: 7 }),
      'alkey:users#7',
      'alkey:users#007',
      'alkey:%75sers#%37',
    ],
    'alkey:users#*': [User, make(User, {}), make(User, { name: 'new' }), 'alkey:users#*', 'alkey:%75sers#*'],
    'alkey:users#~': ['alkey:users#~'],
    [GLOBAL]: [GLOBAL],
    [`alkey:accounts#${uuid}`]: [
      ref(Account, uuid),
      make(Account, { id: uuid }),
      ...(databaseUnderTest === 'postgres'
        ? [ref(Account, uuid.toUpperCase()), make(Account, { id: `{${uuid}}` }), `alkey:accounts#${uuid.toUpperCase()}`]
        : []),
    ],
    [salesIdentifier]: [
      ref(Sales, salesId),
      ref(Sales, { till: 7n, price: 1.5, shop: blankPadded, day: new Date(2026, 10, 22), count: 3 }),
      ref('sales_by_day', salesId),
      make(Sales, salesId),
      `alkey:sales_by_day#2026-11-22,${encodeURIComponent(blankPadded)},01.50,007`,
    ],
    'alkey:sales_by_day#*': [Sales, make(Sales, { day: '2026-11-22', shop: 'NORTH' })],
    'alkey:places#AT,1010': [
      ref(Place, { address: { country: 'AT', zip: '1010' } }),
      make(Place, { address: make(Address, { country: 'AT', zip: '1010' }) }),
      'alkey:places#AT,1010',
    ],
    'alkey:profiles#7': [
      ref(Profile, 7),
      ref(Profile, { userId: 7 }),
      ref(Profile, { user: { id: 7 } }),
      ref(Profile, { user: make(User, { id: 7 }) }),
      make(Profile, { userId: 7 }),
      make(Profile, { user: make(User, { id: 7 }) }),
    ],
    'alkey:handles#ann': [
      ref(Handle, 'Ann'),
      ref(Handle, { name: 'ANN' }),
      make(Handle, { name: 'ann' }),
      'alkey:handles#ann',
    ],
    'alkey:labels#%2A': [ref(Label, '*'), make(Label, { text: '*' }), 'alkey:labels#%2A', 'alkey:labels#%2a'],
    'alkey:labels#': [ref(Label, ''), make(Label, { text: '' }), 'alkey:labels#'],
    'alkey:labels#%ED%A0%80': [ref(Label, '\ud800'), 'alkey:labels#%ed%a0%80'],
    'alkey:switches#true': [ref(Switch, true), make(Switch, { isOn: true }), 'alkey:switches#true'],
    'alkey:odd%20name%23%2A#1': [ref(Odd, 1), ref('odd name#*', 1), 'alkey:odd%20name%23%2a#1'],
    'alkey:contents#3': [
      ref(Content, 3),
      ref(Article, 3),
      ref(Video, 3),
      make(Article, { id: 3 }),
      make(Video, { id: 3 }),
      ref('contents', 3),
    ],
    'alkey:contents#*': [Content, Article, Video, make(Video, {})],
    'alkey:cities#5': [
      ref(CitySchema, 5),
      ref(CitySchema, { id: 5, name: 'Graz' }),
      ref('cities', '05'),
      'alkey:cities#5',
    ],
    'alkey:cities#*': [CitySchema],
  }

  test.each(Object.entries(spellings))('%s is that of every way to say it', async (identifier, parts) => {
    // Where text has other forms, because the database joins more of it, the identifier is one of its own spellings.
    const expected = databaseUnderTest === 'postgres' ? identifier : alkey.identifier(identifier)
    expect(parts.map((part) => alkey.identifier(part))).toEqual(parts.map(() => expected))
    const keys = await Promise.all(parts.map((part) => alkey.keyGenerator(part)))
    expect(new Set(keys).size).toBe(1)
  })
})

// TypeORM writes all of these as false, though PostgreSQL finds true by the first two.
test.each(['true', 1, 'false', 0])('a column of type Boolean has no row with the id %p', (id) => {
  expect(() => alkey.identifier(ref(Switch, id))).toThrow(InvalidIdentifierError)
  expect(alkey.identifier(make(Switch, { isOn: id as unknown as boolean }))).toBe('alkey:switches#*')
})

describe('a row that is written', () => {
  const manager = () => dataSource.manager
  const user = () => manager().save(make(User, { name: 'Ann' }))

  const writes: Record<string, { watch: Record<string, KeyPart>; write: () => Promise<unknown>; changes: string[] }> = {
    'with a composite key': {
      watch: { row: salesIdentifier, other: ref(Sales, { ...salesId, till: '8' }), table: Sales },
      write: () =>
        manager().save(make(Sales, { ...salesId, price: rounds ? '1.499' : '1.50', shop: 'NORTH', till: '07' })),
      changes: ['row', 'table'],
    },
    'with an embedded key': {
      watch: { row: 'alkey:places#AT,1010', other: 'alkey:places#AT,1020', table: Place },
      write: () => manager().save(make(Place, { address: make(Address, { country: 'AT', zip: '1010' }) })),
      changes: ['row', 'table'],
    },
    'with a relation as its key': {
      watch: { table: Profile },
      write: async () => {
        const { id } = await user()
        const row = { 'the profile': ref(Profile, id), 'another profile': ref(Profile, id + 1) }
        const save = () => manager().save(make(Profile, { user: make(User, { id }), bio: 'x' }))
        expect(await changedBy(alkey, row, save)).toEqual(['the profile'])
      },
      changes: ['table'],
    },
    'with a transformed key, and the row that refers to it': {
      watch: { row: ref(Handle, 'BOB'), other: ref(Handle, 'eve'), mentions: Mention },
      write: async () => {
        await manager().save(make(Handle, { name: 'bob' }))
        // By what is written, since TypeORM transforms no foreign key.
        const handle = make(Handle, { name: 'bob' })
        const mention = await manager().save(make(Mention, { handle, text: 'hi' }))
        const touched = { handle: ref(Handle, 'bob'), other: ref(Handle, 'eve') }
        // Without its relation the parent must be read from the database, where it is in small letters.
        const loaded = await manager().findOneByOrFail(Mention, { id: mention.id })
        const save = () => manager().save(Object.assign(loaded, { text: 'ho' }))
        expect(await changedBy(alkey, touched, save)).toEqual(['handle'])
      },
      changes: ['mentions', 'row'],
    },
    'with text that looks like a table as its key': {
      watch: { row: ref(Label, '*'), table: Label, other: ref(Label, '~') },
      write: () => manager().insert(Label, { text: '*' }),
      changes: ['row', 'table'],
    },
    'whose key the driver replaces': {
      watch: { 'as it is stored': ref(Label, '\ufffd'), 'as it was sent': ref(Label, '\ud800') },
      write: () => manager().save(make(Label, { text: '\ufffd' })),
      changes: ['as it is stored', 'as it was sent'],
    },
    'with a key of truth values': {
      watch: { on: ref(Switch, true), off: ref(Switch, false) },
      write: () => manager().insert(Switch, { isOn: true }),
      changes: ['on'],
    },
    'with a key of a type whose equality is not known': {
      watch: { row: ref(Measure, 1.5), 'every other row': ref(Measure, 2), table: Measure },
      write: () => manager().save(make(Measure, { at: 1.5 })),
      changes: ['every other row', 'row', 'table'],
    },
    'as a child of single-table inheritance': {
      watch: { parent: Content, child: Article, sibling: Video },
      write: async () => {
        const { id } = await manager().save(make(Article, { title: 'a' }))
        const row = { parent: ref(Content, id), child: ref(Article, id), other: ref(Content, id + 1) }
        const save = () => manager().save(make(Article, { id, title: 'b' }))
        expect(await changedBy(alkey, row, save)).toEqual(['child', 'parent'])
      },
      changes: ['child', 'parent', 'sibling'],
    },
    'of an EntitySchema without a class': {
      watch: { row: ref(CitySchema, 5), other: ref(CitySchema, 6), table: CitySchema },
      write: () => manager().save(CitySchema, { id: 5, name: 'Graz' }),
      changes: ['row', 'table'],
    },
    'as an instance of a subclass': {
      watch: { table: User },
      write: async () => {
        const { id } = await user()
        const row = { 'the user': ref(User, id), 'as an instance': make(AdminUser, { id }) }
        const save = () => manager().save(User, { id, name: 'Bea' })
        expect(await changedBy(alkey, row, save)).toEqual(['as an instance', 'the user'])
      },
      changes: ['table'],
    },
  }

  test.each(Object.entries(writes))('changes what stands for it: %s', async (_, { watch, write, changes }) => {
    expect(await changedBy(alkey, watch, write)).toEqual(changes)
  })

  test('makes an instance that has no id yet stand for its table, until it has one', async () => {
    const fresh = make(User, { name: 'new' })
    const before = await keysOf(alkey, { fresh, table: User })
    expect(before['fresh']).toBe(before['table'])
    const { id } = await dataSource.manager.save(fresh)
    const after = await keysOf(alkey, { fresh, table: User, row: ref(User, id) })
    expect(after['fresh']).toBe(after['row'])
    expect(after['table']).not.toBe(before['table'])
  })

  test('invalidates every row of a table whose ids may have other spellings', async () => {
    const rows = { one: ref(Measure, 1.5), 'another one': ref(Measure, 2.5) }
    expect(await changedBy(alkey, rows, () => alkey.invalidate(ref(Measure, 1.5)))).toEqual(['another one', 'one'])
  })
})
