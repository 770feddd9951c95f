// TypeORM declares the options of an EntitySchema as a class.
import { type DataSource, DeleteResult, EntitySchema, type EntitySchemaColumnOptions } from 'typeorm'
import { type Alkey, type IdValue, InvalidIdentifierError, ref } from '../../../src'
import { useAttached } from '../attached/attached'
import { changedBy } from '../watching/key-watch'

interface Row {
  readonly key: unknown
}

/** A type of primary keys, and values of which some find each other's rows. */
export interface IdType {
  readonly column: EntitySchemaColumnOptions
  readonly values: readonly IdValue[]
}

/** Defines tests that ask the database under test which ids name one row. */
export function testIdEquality(types: Readonly<Record<string, IdType>>): void {
  const entities = new Map(
    Object.entries(types).map(([name, { column }], i) => [
      name,
      new EntitySchema<Row>({ name, tableName: `ids${i}`, columns: { key: { ...column, primary: true } } }),
    ]),
  )
  const entity = (name: string): EntitySchema<Row> => entities.get(name) as EntitySchema<Row>
  let dataSource: DataSource
  let alkey: Alkey

  useAttached([...entities.values()], (attached) => ({ dataSource, alkey } = attached))

  const clear = (name: string) => dataSource.createQueryBuilder().delete().from(entity(name)).execute()

  /** The values by which a row is found that was written with `written`. */
  async function finders(name: string, written: IdValue): Promise<IdValue[]> {
    await clear(name)
    await dataSource.manager.insert(entity(name), { key: written })
    const found = await Promise.all(
      types[name]?.values.map((key) => dataSource.manager.existsBy(entity(name), { key })) ?? [],
    )
    return types[name]?.values.filter((_, i) => found[i]) ?? []
  }

  /** An id that is refused makes no key, so nothing can be missed under it. */
  const hasIdentifier = (name: string, value: IdValue): boolean => {
    try {
      alkey.identifier(ref(entity(name), value))
      return true
    } catch (error) {
      if (error instanceof InvalidIdentifierError) return false
      throw error
    }
  }

  describe.each(Object.entries(types))('ids of type %s that find one row', (name, { values }) => {
    test('have one identifier', async () => {
      let pairs = 0
      for (const written of values.filter((value) => hasIdentifier(name, value))) {
        const expected = alkey.identifier(ref(entity(name), written))
        for (const finder of await finders(name, written)) {
          if (!hasIdentifier(name, finder)) continue
          // An id that may be equal to more than can be told stands for its whole table.
          const identifier = alkey.identifier(ref(entity(name), finder))
          const isTable = [identifier, expected].some((one) => one.endsWith('#*'))
          if (!isTable) expect([written, finder, identifier]).toEqual([written, finder, expected])
          if (finder !== written) pairs++
        }
      }
      expect(pairs).toBeGreaterThan(0)
    })

    test('all change when it is written', async () => {
      for (const written of values) {
        const found = (await finders(name, written)).filter((value) => hasIdentifier(name, value))
        const watched = Object.fromEntries(found.map((value, i) => [String(i), ref(entity(name), value)]))
        const writes = {
          'delete by criteria': () => clear(name),
          insert: () => dataSource.manager.insert(entity(name), { key: written }),
          remove: async () => dataSource.manager.remove(entity(name), await dataSource.manager.find(entity(name))),
          save: () => dataSource.manager.save(entity(name), { key: written }),
          'delete by id': () => dataSource.manager.delete(entity(name), { key: written }),
        }
        for (const [write, run] of Object.entries(writes)) {
          let affected: number | null | undefined
          const changes = await changedBy(alkey, watched, async () => {
            const result: unknown = await run()
            if (result instanceof DeleteResult) affected = result.affected
          })
          // What was written in another form may not be found by it, and so not deleted.
          expect([write, written, changes]).toEqual([write, written, affected === 0 ? [] : Object.keys(watched).sort()])
        }
      }
    })
  })
}
