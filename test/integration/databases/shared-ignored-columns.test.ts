import { ChildEntity, Column, type DataSource, Entity, PrimaryGeneratedColumn, TableInheritance } from 'typeorm'
import { Alkey, type IgnoreRules, MemoryTokenStore, ref } from '../../../src'
import { closeAll, openDataSource } from '../../support/databases/data-source'
import { changedBy } from '../../support/watching/key-watch'

// `ignore` for entities that share a table: what one of them ignores may count in its sister.

@Entity('reactions')
@TableInheritance({ column: { type: 'varchar', name: 'kind' } })
class Reaction {
  @PrimaryGeneratedColumn() id!: number
  @Column({ default: 0 }) stars!: number
}

@ChildEntity()
class Like extends Reaction {
  @Column({ default: 0 }) views!: number
}

@ChildEntity()
class Share extends Reaction {
  @Column({ default: 0 }) views!: number
}

let dataSource: DataSource

beforeAll(async () => {
  dataSource = await openDataSource([Reaction, Like, Share])
  await dataSource.manager.save(Like, {})
  await dataSource.manager.save(Share, {})
})

afterAll(closeAll)

let next = 1
const view = () => dataSource.manager.update(Share, 2, { views: next++ })
const save = () => dataSource.manager.save(Share, { id: 2, views: next++ })
const sql = () => dataSource.query(`UPDATE reactions SET views = ${next++} WHERE id = 2`)
const star = () => dataSource.manager.update(Share, 2, { stars: next++ })

const cases: Record<string, { ignore: IgnoreRules; writes: (() => Promise<unknown>)[]; changes: string[] }> = {
  'ignored by its sister only': { ignore: { Like: ['views'] }, writes: [view, save, sql], changes: ['share'] },
  'ignored by each': { ignore: { Like: ['views'], Share: ['views'] }, writes: [view, save, sql], changes: [] },
  'ignored by their parent': { ignore: { Reaction: ['views'] }, writes: [view, save, sql], changes: [] },
  "of its parent's, ignored there": { ignore: { Reaction: ['stars'] }, writes: [star], changes: [] },
  "of its parent's, ignored by its sister only": { ignore: { Like: ['stars'] }, writes: [star], changes: ['share'] },
}

describe.each(Object.entries(cases))('a column %s', (_, { ignore, writes, changes }) => {
  test.each(writes.map((write) => [write.name, write]))('%s', async (_name, write) => {
    const alkey = new Alkey({ store: new MemoryTokenStore(), ignore })
    alkey.attach(dataSource)
    try {
      expect(await changedBy(alkey, { like: ref(Like, 1), share: ref(Share, 2) }, write)).toEqual(changes)
    } finally {
      await alkey.close()
    }
  })
})
