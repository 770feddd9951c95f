import type { ByHand } from './by-hand'
import { printHead, printLine, printOutcomes } from './report'
import type { Outcome, Visitor } from './visits'
import { type Shop, writes } from './writes'

/** Writes, and visits all pages after each write. @returns whether the library never served a stale page */
export async function runScript(shop: Shop, visitor: Visitor, byHand: ByHand): Promise<boolean> {
  const all: Record<'by-hand' | 'alkey', Outcome[]> = { 'by-hand': [], alkey: [] }

  const visitAll = async (title: string): Promise<void> => {
    const hand = await visitor.outcomes('by-hand')
    const alkey = await visitor.outcomes('alkey')
    all['by-hand'].push(...hand)
    all.alkey.push(...alkey)
    printOutcomes(title, hand, alkey)
    if (!hand.includes('STALE')) return
    // Each write begins with all pages cached and right.
    await byHand.clear()
    await visitor.outcomes('by-hand')
  }

  printHead()
  await visitAll('nothing, first visit')
  await visitAll('nothing, second visit')
  for (const write of writes) {
    if (write.needsTwoConnections && !shop.hasManyConnections) {
      printLine(write.title, 'set DATABASE_URL to try this one')
      continue
    }
    await write.run(shop)
    await visitAll(write.title)
  }

  const count = (site: keyof typeof all, outcome: Outcome): number => all[site].filter((one) => one === outcome).length
  console.log('')
  for (const outcome of ['hit', 'load', 'STALE'] as const) {
    printLine(legend[outcome], String(count('by-hand', outcome)).padEnd(18), String(count('alkey', outcome)))
  }
  return count('alkey', 'STALE') === 0
}

const legend: Record<Outcome, string> = {
  hit: 'hit: from the cache, and right',
  load: 'load: from the database',
  STALE: 'STALE: from the cache, and wrong',
}
