import type { DataSource } from 'typeorm'

/** Runs something before or after statements. @returns what ends it */
export function onQuery(
  { subscribers }: DataSource,
  matches: (query: string) => boolean,
  hook: 'beforeQuery' | 'afterQuery',
  run: () => Promise<void> | void,
): () => void {
  const subscriber = {
    [hook]: async ({ query }: { query: string }) => {
      if (matches(query)) await run()
    },
  }
  subscribers.push(subscriber)
  return () => void subscribers.splice(subscribers.indexOf(subscriber), 1)
}
