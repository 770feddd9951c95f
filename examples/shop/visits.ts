import type { DataSource } from 'typeorm'
import type { Sites } from './server'

export const paths = ['/products', '/products/1', '/products/2'] as const

/** `load`: the page was made anew. `STALE`: it is not what the database has. */
export type Outcome = 'hit' | 'load' | 'STALE'

/** Opens pages and compares them with the database. */
export class Visitor {
  #queries = 0

  constructor(
    private readonly url: string,
    { subscribers }: DataSource,
  ) {
    subscribers.push({
      beforeQuery: () => {
        this.#queries++
      },
    })
  }

  /** The pages of a site, one after the other. */
  async outcomes(site: keyof Sites): Promise<Outcome[]> {
    const outcomes: Outcome[] = []
    for (const path of paths) outcomes.push(await this.#outcome(site, path))
    return outcomes
  }

  async #outcome(site: keyof Sites, path: string): Promise<Outcome> {
    const before = this.#queries
    const page = await this.#open(site, path)
    const isHit = this.#queries === before
    if (page !== (await this.#open('uncached', path))) return 'STALE'
    return isHit ? 'hit' : 'load'
  }

  async #open(site: keyof Sites, path: string): Promise<string> {
    const response = await fetch(`${this.url}/${site}${path}`)
    const text = await response.text()
    if (!response.ok) throw new Error(`${site}${path} was answered by ${response.status}: ${text}`)
    return text
  }
}
