import type { EntityManager } from 'typeorm'
import { type NotStoredReason, ref } from '../../../src'
import type { Attached } from '../attached/attached'
import { Product } from '../entities/shop'
import { heard } from '../watching/heard-events'
import { type Read, readingByHand, remembering } from './value-readers'

/** Something that must not be stored. */
export interface Veto {
  readonly reason: NotStoredReason
  /** What is wrong to be read afterwards. */
  readonly wrong: number
  /** What the database has afterwards. */
  readonly right: number
  readonly fill: (read: Read) => Promise<void>
}

/** The parts of the key under which the price of the first product is stored. */
export const priceParts = [ref(Product, 1), 'price']

export async function priceIn(manager: EntityManager): Promise<number> {
  return (await manager.findOneByOrFail(Product, { id: 1 })).price
}

export async function reprice({ manager }: { readonly manager: EntityManager }, price: number): Promise<void> {
  await manager.update(Product, 1, { price })
}

export async function rolledBack(
  { dataSource }: Pick<Attached, 'dataSource'>,
  work: (manager: EntityManager) => Promise<unknown>,
): Promise<void> {
  const onPurpose = new Error('on purpose')
  const transaction = dataSource.transaction(async (manager) => {
    await work(manager)
    throw onPurpose
  })
  await expect(transaction).rejects.toBe(onPurpose)
}

/** Shows each case twice: what happens when it is stored by hand, and that `remember` does not. */
export function testVetoes(vetoes: Readonly<Record<string, Veto>>, opened: () => Attached): void {
  describe.each(Object.entries(vetoes))('%s', (_, { reason, wrong, right, fill }) => {
    const readNow = (): Promise<number> => priceIn(opened().dataSource.manager)

    test('by hand, it is stored and found', async () => {
      const read = readingByHand(opened().alkey)
      await fill(read)
      expect(await readNow()).toBe(right)
      expect(await read(priceParts, readNow)).toBe(wrong)
    })

    test('remember does not store it', async () => {
      const { alkey } = opened()
      const notStored = heard(alkey, 'notStored')
      const read = remembering(alkey)
      await fill(read)
      expect(notStored.map((event) => event.reason)).toEqual([reason])
      expect(await read(priceParts, readNow)).toBe(right)
    })
  })
}
