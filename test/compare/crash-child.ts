import { Client } from 'pg'
import { Product } from './entities'
import { libraries } from './libraries/all'
import type { Places } from './library'

export async function saveAndDie(libraryName: string, places: Places, id: number): Promise<void> {
  const library = libraries.find(({ name }) => name === libraryName)
  if (!library) throw new Error(`There is no library '${libraryName}'.`)
  const { dataSource } = await library.open(places)
  dieAfterCommit()
  await dataSource.manager.save(Product, { id, price: 20 })
}

/** Below TypeORM and all its subscribers. */
function dieAfterCommit(): void {
  const prototype = Client.prototype as unknown as { query: (...args: unknown[]) => Promise<unknown> }
  const { query } = prototype
  prototype.query = async function (this: unknown, ...args) {
    const answer = await query.apply(this, args)
    if (args[0] === 'COMMIT') process.kill(process.pid, 'SIGKILL')
    return answer
  }
}
