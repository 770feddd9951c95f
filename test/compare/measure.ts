import type { DataSource } from 'typeorm'
import { eventually } from '../support/waiting/eventually'
import type { Library, Places } from './library'
import { loadPage } from './page'
import { type Subject, newSubject } from './subject'
import { type Write, writes } from './writes'

/** What a visitor gets who opens a page after the write. */
export interface Outcome {
  readonly isStale: boolean
  /** Whether the page of another product had to be loaded anew, though nothing of it has changed. */
  readonly isOtherReloaded: boolean
}

/** How long a visitor comes back after a crash: several times what a repair takes. */
const REPAIR_MS = 10_000

/** Tries a library with all writes, in their order. The tables exist and are empty. */
export async function measure(library: Library, places: Places): Promise<Outcome[]> {
  const cached = await library.open(places)
  try {
    const outcomes: Outcome[] = []
    for (const write of writes) {
      const subject = await newSubject(cached, library, places)
      const other = await newSubject(cached, library, places)
      try {
        outcomes.push(await outcomeOf(write, subject, other))
      } catch (error) {
        throw new Error(`${library.name}, ${write.title}: ${String(error)}`, { cause: error })
      }
    }
    return outcomes
  } finally {
    await cached.close()
  }
}

async function outcomeOf(write: Write, subject: Subject, other: Subject): Promise<Outcome> {
  const { dataSource, manager, id, visit } = subject
  const before = await loadPage(manager, id)
  await fill(other)
  if (!write.isCold) await fill(subject)
  await write.run(subject)
  const isOtherReloaded = await asks(dataSource, other.visit)

  const after = await loadPage(manager, id)
  if (after === before) throw new Error('the write did not change the page')
  const isRight = async (): Promise<boolean> => (await visit()) === after
  return { isStale: !(await (write.needsRepair ? isRightInTime(isRight) : isRight())), isOtherReloaded }
}

/** Has the page in the cache, or it would prove nothing. */
async function fill({ dataSource, visit }: Subject): Promise<void> {
  await visit()
  if (await asks(dataSource, visit)) throw new Error('a page that has just been loaded is not in the cache')
}

async function isRightInTime(isRight: () => Promise<boolean>): Promise<boolean> {
  try {
    await eventually(isRight, { deadlineMs: REPAIR_MS })
    return true
  } catch {
    return isRight()
  }
}

/** Whether `work` sends anything to the database. */
async function asks({ subscribers }: DataSource, work: () => Promise<unknown>): Promise<boolean> {
  let count = 0
  const counter = {
    beforeQuery: () => {
      count++
    },
  }
  subscribers.push(counter)
  await work()
  subscribers.splice(subscribers.indexOf(counter), 1)
  return count > 0
}
