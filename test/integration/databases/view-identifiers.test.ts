import {
  type DataSource,
  type DataSourceOptions,
  Entity,
  Column,
  PrimaryGeneratedColumn,
  ViewColumn,
  ViewEntity,
} from 'typeorm'
import { type Alkey, InvalidPartError, type KeyPart, ref } from '../../../src'
import { useAttached } from '../../support/attached/attached'
import type { DatabaseName } from '../../support/databases/database'
import { databaseUnderTest } from '../../support/databases/under-test'
import { changedBy } from '../../support/watching/key-watch'

@Entity('authors')
class Author {
  @PrimaryGeneratedColumn() id!: number
  @Column({ default: '' }) name!: string
}

@Entity('books')
class Book {
  @PrimaryGeneratedColumn() id!: number
  @Column({ default: 0 }) authorId!: number
}

@Entity('Reading Lists')
class ReadingList {
  @PrimaryGeneratedColumn() id!: number
}

@ViewEntity({ name: 'told', dependsOn: [Book], expression: 'SELECT 1 AS id' })
class ByDependsOn {
  @ViewColumn() id!: number
}

@ViewEntity({
  name: 'built',
  expression: (dataSource: DataSource) =>
    dataSource
      .createQueryBuilder()
      .select('book.id', 'id')
      .from(Book, 'book')
      .leftJoin(Author, 'author', 'author.id = book.authorId'),
})
class ByQueryBuilder {
  @ViewColumn() id!: number
}

/** As each database lets it be written. */
const written: Record<DatabaseName, string> = {
  postgres: 'SELECT b.id FROM "public"."books" b JOIN AUTHORS ON true',
  mariadb: 'SELECT b.id FROM `books` b JOIN authors ON true',
  'better-sqlite3': 'SELECT b.id FROM [books] b JOIN AUTHORS ON true',
  sqljs: 'SELECT b.id FROM "main"."books" b JOIN AUTHORS ON true',
}

@ViewEntity({ name: 'written', expression: written[databaseUnderTest] })
class BySql {
  @ViewColumn() id!: number
}

@ViewEntity({
  name: 'quoted',
  expression: databaseUnderTest === 'mariadb' ? 'SELECT id FROM `Reading Lists`' : 'SELECT id FROM "Reading Lists"',
})
class ByQuotedName {
  @ViewColumn() id!: number
}

@ViewEntity({ name: 'over', dependsOn: [ByQueryBuilder], expression: 'SELECT id FROM built' })
class OverAView {
  @ViewColumn() id!: number
}

@ViewEntity({ name: 'over_by_name', expression: 'SELECT id FROM told' })
class OverAViewByName {
  @ViewColumn() id!: number
}

@ViewEntity({ name: 'stored', materialized: true, expression: 'SELECT id FROM books' })
class Stored {
  @ViewColumn() id!: number
}

@ViewEntity({ name: 'unrelated', expression: 'SELECT 1 AS id' })
class Untold {
  @ViewColumn() id!: number
}

const tables = [Author, Book, ReadingList]
const views = [ByDependsOn, ByQueryBuilder, BySql, ByQuotedName, OverAView, OverAViewByName, Untold]
if (databaseUnderTest === 'postgres') views.push(Stored)

let dataSource: DataSource
let alkey: Alkey

const entities: DataSourceOptions['entities'] = [...tables, ...views]
useAttached(entities, (attached) => ({ dataSource, alkey } = attached))

async function dependenciesOf(part: KeyPart): Promise<(string | undefined)[]> {
  return (await alkey.keyGenerator.explain(part)).parts.map(({ identifier }) => identifier).sort()
}

describe('a view', () => {
  const read: [string, new () => { id: number }, string, string[]][] = [
    ['that names its tables', ByDependsOn, 'told', ['alkey:books#*']],
    ['made by a query builder', ByQueryBuilder, 'built', ['alkey:authors#*', 'alkey:books#*']],
    ['made by SQL', BySql, 'written', ['alkey:authors#*', 'alkey:books#*']],
    ['of a table with a quoted name', ByQuotedName, 'quoted', ['alkey:Reading%20Lists#*']],
    ['that names a view', OverAView, 'over', ['alkey:authors#*', 'alkey:books#*']],
    ['whose SQL has a view', OverAViewByName, 'over_by_name', ['alkey:books#*']],
  ]
  if (databaseUnderTest === 'postgres') {
    const identifiers = ['alkey:books#*', 'alkey:stored#*']
    read.push(['that is stored, and changes when it is refreshed', Stored, 'stored', identifiers])
  }

  test.each(read)('%s stands for the tables that it reads', async (_, View, name, identifiers) => {
    const parts: KeyPart[] = [View, new View(), Object.assign(new View(), { id: 1 }), ref(View, 1), ref(name, 1)]
    parts.push(`alkey:${name}#*`, `alkey:${name}#1`, `alkey:${name}#~`)
    for (const part of parts) expect([part, await dependenciesOf(part)]).toEqual([part, identifiers])
  })

  test('has keys of its own: unlike those of its tables, of other views, and one for each row', async () => {
    const spellings: KeyPart[] = [Book, ByDependsOn, OverAViewByName, BySql, ByQueryBuilder]
    spellings.push(ref(ByDependsOn, 1), ref(ByDependsOn, 2), Object.assign(new BySql(), { id: 1 }))
    spellings.push(Object.assign(new BySql(), { id: 2 }))
    const keys = await Promise.all(spellings.map((part) => alkey.keyGenerator(part)))
    expect(new Set(keys).size).toBe(spellings.length)
    expect(await alkey.keyGenerator('alkey:told#*')).toBe(await alkey.keyGenerator(ByDependsOn))
  })

  test('changes with each of its tables, and with no other', async () => {
    const watched = { ByDependsOn, ByQueryBuilder, BySql, ByQuotedName, OverAView, OverAViewByName }
    expect(await changedBy(alkey, watched, () => dataSource.manager.save(new Author()))).toEqual([
      'ByQueryBuilder',
      'BySql',
      'OverAView',
    ])
    expect(await changedBy(alkey, watched, () => dataSource.manager.insert(ReadingList, {}))).toEqual(['ByQuotedName'])
  })

  test('is refused where its tables can not be told', async () => {
    for (const part of [Untold, new Untold(), ref(Untold, 1), 'alkey:unrelated#*', ['page', Untold]]) {
      const refusal = await alkey.keyGenerator(part).catch((error: unknown) => error)
      expect(refusal).toBeInstanceOf(InvalidPartError)
      expect(refusal).toMatchObject({ code: 'ALKEY_INVALID_PART' })
      expect(String(refusal)).toMatch(/the view 'Untold'.*dependsOn/)
    }
  })

  test('of one table has its identifier, one of several has none of its own', () => {
    expect(alkey.identifier(ByDependsOn)).toBe('alkey:books#*')
    expect(() => alkey.identifier(BySql)).toThrow(/stands for several: .*alkey:authors#\*/)
  })

  test('is invalidated by its tables', async () => {
    const watched = { Author, Book, ReadingList, 'a book': ref(Book, 1) }
    expect(await changedBy(alkey, watched, () => alkey.invalidate(ByDependsOn))).toEqual(['Book', 'a book'])
  })
})
