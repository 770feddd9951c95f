import { expectWarnings } from '../../support/harness/warnings/expect-warnings'
import { changedBy } from '../../support/watching/key-watch'
import { useWorld } from '../../support/write-paths/test-write-paths'
import { themes } from '../../support/write-paths/themes'
import { changedParts, partsOf } from '../../support/write-paths/watching'
import { isHere } from '../../support/write-paths/where'
import { Task, tasksWorld } from '../../support/write-paths/worlds/tasks'
import type { World } from '../../support/write-paths/write-path'

// A scope of a foreign key and the row that it refers to are found by the same means: whatever the write, they change
// together. Parents do as the tables of write paths say, whether or not there are scopes.

const ids = [1, 2, 3]
const world: World = {
  ...tasksWorld,
  scopes: [
    { scope: 'of project', target: Task, values: { 1: { project: 1 }, 2: { project: 2 }, 3: { project: 3 } } },
    { scope: 'of person', target: Task, values: { 1: { person: 1 }, 2: { person: 2 }, 3: { person: 3 } } },
  ],
}
const parents = [
  ['project', 'projects'],
  ['person', 'people'],
] as const

for (const theme of themes) {
  const here = theme.paths.filter((path) => isHere(path.only))
  if (theme.world !== tasksWorld || theme.options || !isHere(theme.only) || here.length === 0) continue
  describe(theme.title, () => {
    const opened = useWorld(world, { scopes: { Task: ['project', 'person'] } })

    test.each(here.map((path) => [path.path, path] as const))('%s', async (_, path) => {
      if (path.warning) expectWarnings(path.warning)
      const { alkey, at } = opened()
      await path.given?.(at)
      const changed = await changedBy(alkey, partsOf(world), () => path.write(at))
      expect(changed.filter((name) => !name.startsWith('of '))).toEqual(changedParts(path, tasksWorld))
      for (const [row, table] of parents) {
        // Else a row may have changed by itself.
        if (changed.includes(table)) continue
        const rows = ids.filter((id) => changed.includes(`${row} ${id}`))
        const values = ids.filter((id) => changed.includes(`of ${row} ${id}`))
        // Definitions leave parents alone.
        if (theme.title === 'Definitions' || path.hidesChanges) expect(values).toEqual(expect.arrayContaining(rows))
        else expect(values).toEqual(rows)
      }
    })
  })
}
