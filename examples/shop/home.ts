import { paths } from './visits'
import { type Shop, type Write, writes } from './writes'

/** Shows the sites beside the database, with a button for each write. */
export class Home {
  readonly #done = new Set<Write>()

  constructor(private readonly shop: Shop) {}

  /** @returns false where the button is disabled, or is not there */
  async click(number: number): Promise<boolean> {
    const write = writes[number]
    if (!write || this.#isDisabled(write)) return false
    this.#done.add(write)
    await write.run(this.shop)
    return true
  }

  html(): string {
    const buttons = writes.map((write, i) => {
      const disabled = this.#isDisabled(write) ? 'disabled' : ''
      return `<form method="post" action="/write/${i}"><button ${disabled}>${write.title}</button></form>`
    })
    const frames = paths.flatMap((path) =>
      ['by-hand', 'alkey', 'uncached'].map(
        (site) => `<div>/${site}${path}<iframe src="/${site}${path}"></iframe></div>`,
      ),
    )
    return `<title>One shop, cached twice</title>
<style>
  body { font-family: sans-serif } form { display: inline } iframe { width: 100% }
  main { display: grid; grid-template-columns: repeat(3, 1fr); gap: 1em }
</style>
<p>Click a write. A page that then differs from the uncached one, on the right, is stale.</p>
${buttons.join('\n')}
<main>${frames.join('\n')}</main>`
  }

  /** A write that needs two connections would wait for ever where there is one. */
  #isDisabled(write: Write): boolean {
    return this.#done.has(write) || (write.needsTwoConnections === true && !this.shop.hasManyConnections)
  }
}
