/** Keeps the answer to a query of products from whoever has asked, as a slow subscriber does. */
export class Gate {
  readonly isReached: Promise<void>
  open: () => void = () => undefined
  #reach: () => void = () => undefined
  readonly #opened: Promise<void>

  constructor() {
    this.isReached = new Promise((resolve) => (this.#reach = resolve))
    this.#opened = new Promise((resolve) => (this.open = resolve))
  }

  async afterQuery({ query }: { query: string }): Promise<void> {
    if (!query.startsWith('SELECT') || !query.includes('products')) return
    this.#reach()
    await this.#opened
  }
}
