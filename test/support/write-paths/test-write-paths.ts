import type { DataSource, EntityManager } from 'typeorm'
import type { Alkey } from '../../../src'
import { useAttached } from '../attached/attached'
import type { Database } from '../databases/database'
import { createDatabase, databaseUnderTest } from '../databases/under-test'
import { expectWarnings } from '../harness/warnings/expect-warnings'
import { queryPostgres } from '../servers/postgres-query'
import { changedBy } from '../watching/key-watch'
import { readAll } from './read-all'
import { changedParts, partsOf } from './watching'
import { isHere } from './where'
import type { At, Queryable, Theme, World } from './write-path'

/** Tests that each path of a theme changes what it says, and nothing else. */
export function testWritePaths(theme: Theme): void {
  const { title, world, options, only, paths } = theme
  const here = paths.filter((path) => isHere(path.only))
  if (!isHere(only) || here.length === 0) return
  describe(title, () => {
    const opened = useWorld(world, options)

    test.each(here.map((path) => [path.path, path] as const))('%s', async (_, path) => {
      if (path.warning) expectWarnings(path.warning)
      const { alkey, at } = opened()
      await path.given?.(at)
      await readAll(at.dataSource, true)
      expect(await changedBy(alkey, partsOf(world), () => path.write(at))).toEqual(changedParts(path, world))
      if (!theme.hidesChanges && !path.hidesChanges)
        expect(await readAll(at.dataSource, true)).toEqual(await readAll(at.dataSource, false))
    })
  })
}

/** For all tests of a `describe`: a world on a database of its own, filled anew before each, with an Alkey attached. */
export function useWorld(world: World, options: Theme['options'] = {}): () => { alkey: Alkey; at: At } {
  let alkey: Alkey
  let at: At

  const makeDatabase = async (): Promise<Database> => {
    const database = await createDatabase()
    if (databaseUnderTest === 'postgres') {
      const { url } = database.options as { url: string }
      await world.prepare?.((sql) => queryPostgres(url, sql))
    }
    return database
  }

  afterAll(() => {
    // Else what was read twice was never cached.
    expect(alkey.eventCounts.uncachedQuery).toBe(0)
  })

  useAttached(
    [...world.entities] as (new () => object)[],
    (attached) => {
      alkey = attached.alkey
      at = atHand(attached.dataSource, attached.dataSource.manager)
    },
    {
      alkey: options,
      ...(world.dataSource && { dataSource: world.dataSource }),
      cache: {},
      database: makeDatabase,
      before: () => world.setUp?.(at),
      // One commit is quicker than many.
      fill: (dataSource) => dataSource.transaction((manager) => world.fill(atHand(dataSource, manager))),
    },
  )

  return () => ({ alkey, at })
}

export function atHand(dataSource: DataSource, manager: EntityManager): At {
  const { driver } = dataSource
  return {
    dataSource,
    manager,
    sql: (text, parameters = [], through: Queryable = manager) => {
      let at = 0
      return through.query(
        text.replaceAll('?', () => driver.createParameter('', at++)),
        [...parameters],
      )
    },
    quoted: (name) => driver.escape(name),
  }
}
