import type { Alkey, AlkeyEventName, AlkeyEvents } from '../../../src'
import { onDatabases } from '../../support/databases/under-test'
import { useWorld } from '../../support/write-paths/test-write-paths'
import { awaitsHooks } from '../../support/databases/awaited-hooks'
import type { At } from '../../support/write-paths/write-path'
import { unknownWorld } from '../../support/write-paths/unknown-writes'
import { Project, Task, tasksWorld } from '../../support/write-paths/worlds/tasks'

// What a write can't be followed by is told.

/** What an event tells during a piece of work. */
async function told<Name extends AlkeyEventName>(
  alkey: Alkey,
  name: Name,
  work: () => Promise<unknown>,
): Promise<AlkeyEvents[Name][]> {
  const events: AlkeyEvents[Name][] = []
  const stop = alkey.on(name, (event) => events.push(event))
  await work()
  stop()
  return events
}

describe('a table that no entity maps', () => {
  const opened = useWorld({
    ...tasksWorld,
    setUp: ({ sql }) => sql('CREATE TABLE visits (page INTEGER)'),
  })

  test('is told of once', async () => {
    const { alkey, at } = opened()
    const events = await told(alkey, 'unmapped', async () => {
      await at.sql('INSERT INTO visits (page) VALUES (1)')
      await at.sql('UPDATE visits SET page = 2')
    })
    expect(events).toEqual([{ table: 'visits' }])
  })
})

describe.each(['select', 'bulk', 'skip'] as const)(
  "parents that are not at hand, with touch.unknown '%s'",
  (unknown) => {
    const opened = useWorld(tasksWorld, { touch: { unknown } })
    const event = { entity: 'Task', relations: ['project', 'person'], resolution: unknown }

    test('are told of when an entity is saved', async () => {
      const { alkey, at } = opened()
      const events = await told(alkey, 'parentsUnknown', () => at.manager.save(Task, { id: 1, title: 'new' }))
      // In a transaction they are read before its COMMIT.
      expect(events).toEqual([event])
    })

    test('are told of when a statement names rows', async () => {
      const { alkey, at } = opened()
      const events = await told(alkey, 'parentsUnknown', () => at.manager.update(Task, 1, { title: 'new' }))
      // Where hooks are not waited for, they can't be read before the statement.
      const isRead = unknown !== 'select' || awaitsHooks
      expect(events).toEqual([isRead ? event : { ...event, resolution: 'bulk' }])
    })

    test('are told of when they are loaded, since they may have been moved since', async () => {
      const { alkey, at } = opened()
      const events = await told(alkey, 'parentsUnknown', () => moveLoaded(at))
      // Where hooks are not waited for, the old project can't be read before the statement.
      const isRead = unknown !== 'select' || awaitsHooks
      expect(events).toEqual([isRead ? event : { ...event, resolution: 'bulk' }])
    })
  },
)

async function moveLoaded({ manager }: At): Promise<void> {
  const task = await manager.findOneOrFail(Task, { where: { id: 1 }, relations: { project: true } })
  await manager.save(Object.assign(task, { project: Object.assign(new Project(), { id: 2 }), title: 'new' }))
}

describe('parents that are loaded, with touch.exact false', () => {
  const opened = useWorld(tasksWorld, { touch: { exact: false } })

  test('are trusted', async () => {
    const { alkey, at } = opened()
    expect(await told(alkey, 'parentsUnknown', () => moveLoaded(at))).toEqual([])
  })
})

describe('parents of rows whose change is ignored', () => {
  const opened = useWorld(tasksWorld, { ignore: { Task: ['title'] } })

  test('are not read, and nothing is told', async () => {
    const { alkey, at } = opened()
    const update = (): Promise<unknown> => at.sql("UPDATE tasks SET title = 'new' WHERE id = 1")
    expect(await told(alkey, 'parentsUnknown', update)).toEqual([])
  })
})

onDatabases(['postgres', 'mariadb'], () => {
  describe.each(['everything', 'ignore'] as const)(
    "a statement whose effect can't be known, '%s'",
    (onUnknownWrite) => {
      const opened = useWorld(unknownWorld, { writingFunctions: ['rename_task'], onUnknownWrite })

      test('is told of once', async () => {
        const { alkey, at } = opened()
        const events = await told(alkey, 'unknownWrite', async () => {
          await at.sql('CALL rename_tasks()')
          await at.sql('CALL rename_tasks()')
          await at.sql('SELECT rename_task()')
        })
        expect(events).toHaveLength(2)
        expect(events.map(({ statement }) => statement)).toEqual([
          expect.stringContaining('CALL'),
          expect.stringContaining('rename_task'),
        ])
      })
    },
  )
})
