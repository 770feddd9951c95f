import type { DataSource } from 'typeorm'

/** Delays the answer to the next query of a page until `open` is called. */
export function holdNextPage({ subscribers }: DataSource): { isReached: Promise<void>; open: () => void } {
  let open = (): void => undefined
  const isOpen = new Promise<void>((resolve) => (open = resolve))
  const isReached = new Promise<void>((reach) => {
    const holder = {
      afterQuery: async ({ query }: { query: string }) => {
        if (!query.startsWith('SELECT') || !query.includes('"product_tags"')) return
        subscribers.splice(subscribers.indexOf(holder), 1)
        reach()
        await isOpen
      },
    }
    subscribers.push(holder)
  })
  return { isReached, open }
}
