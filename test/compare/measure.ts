import { eventually } from '../support/waiting/eventually'
import type { Cached, Library, Places } from './library'
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
        outcomes.push(await outcomeOf(write, cached, subject, other))
      } catch (error) {
        throw new Error(`${library.name}, ${write.title}: ${String(error)}`, { cause: error })
      }
    }
    return outcomes
  } finally {
    await cached.close()
  }
}

async function outcomeOf(write: Write, cached: Cached, subject: Subject, other: Subject): Promise<Outcome> {
  const { manager, id, visit } = subject
  const before = await loadPage(manager, id)
  await fill(cached, other)
  if (!write.isCold) await fill(cached, subject)
  await write.run(subject)
  const isOtherReloaded = await loads(cached, other.visit)

  const after = await loadPage(manager, id)
  if (after === before) throw new Error('the write did not change the page')
  const isRight = async (): Promise<boolean> => (await visit()) === after
  return { isStale: !(await (write.needsRepair ? isRightInTime(isRight) : isRight())), isOtherReloaded }
}

/** Has the page in the cache, or it would prove nothing. */
async function fill(cached: Cached, { visit }: Subject): Promise<void> {
  await visit()
  if (await loads(cached, visit)) throw new Error('a page that has just been loaded is not in the cache')
}

async function isRightInTime(isRight: () => Promise<boolean>): Promise<boolean> {
  try {
    await eventually(isRight, { deadlineMs: REPAIR_MS })
    return true
  } catch {
    return isRight()
  }
}

/** Whether `work` sends anything to the database, but for the statements of a cache that lives there. */
async function loads(
  { dataSource: { subscribers }, isOfCache }: Cached,
  work: () => Promise<unknown>,
): Promise<boolean> {
  let count = 0
  const counter = {
    beforeQuery: ({ query }: { query: string }) => {
      if (!isOfCache?.(query)) count++
    },
  }
  subscribers.push(counter)
  await work()
  subscribers.splice(subscribers.indexOf(counter), 1)
  return count > 0
}
