import type { DataSource } from 'typeorm'
import { type Alkey, ref } from '../../../src'
import { useAttachedShop } from '../../support/attached/attached-shop'
import { priceOf } from '../../support/entities/prices'
import { Product } from '../../support/entities/shop'
import { changedBy } from '../../support/watching/key-watch'

// By its sql_mode the server takes backslashes for escapes or for themselves, and double quotes for those of names.

let dataSource: DataSource
let alkey: Alkey

useAttachedShop((attached) => ({ dataSource, alkey } = attached), {
  dataSource: { extra: { multipleStatements: true } },
})

const reprice = 'UPDATE products SET price = 101 WHERE id = 1'

async function changedIn(mode: string, texts: readonly string[]): Promise<string[]> {
  const queryRunner = dataSource.createQueryRunner()
  await queryRunner.query(`SET sql_mode = '${mode}'`)
  const changes = await changedBy(alkey, { 'product 1': ref(Product, 1) }, async () => {
    for (const text of texts) await queryRunner.query(text).catch(() => undefined)
  })
  await queryRunner.query('ROLLBACK')
  await queryRunner.query('SET sql_mode = DEFAULT')
  await queryRunner.release()
  return changes
}

describe.each(['an answered', 'a refused'])('%s text', (how) => {
  const end = how === 'a refused' ? '; SELECT nothing FROM nowhere' : ''

  test.each([
    ['', `SELECT 'it\\'s', "a\\"b"; ${reprice}`],
    ['NO_BACKSLASH_ESCAPES', `SELECT 'C:\\'; ${reprice}; SELECT ''`],
    ['NO_BACKSLASH_ESCAPES', `SELECT "C:\\"; ${reprice}; SELECT ""`],
    ['ANSI_QUOTES', `SELECT 1 AS "C:\\"; ${reprice}; SELECT 1 AS "a"`],
    ['', `SELECT 1 # ' \n; ${reprice}`],
    ['', `SELECT 1--1; ${reprice}`],
    ['', `SELECT 1 -- ;'\n; ${reprice}`],
    ['', `SELECT 1; /*!40000 ${reprice} */`],
  ])('with the mode %j: %s', async (mode, text) => {
    const changes = await changedIn(mode, [text + end])
    expect(await priceOf(dataSource, 1)).toBe(101)
    expect(changes).toEqual(['product 1'])
  })

  test.each([
    ['NO_BACKSLASH_ESCAPES', `SELECT 'C:\\'; COMMIT; SELECT ''`],
    ['ANSI_QUOTES', `SELECT 1 AS "C:\\"; COMMIT; SELECT 1 AS "a"`],
    ['', 'SELECT 1; /*!40000 COMMIT */'],
    ['', 'SELECT 1--1; COMMIT'],
  ])('that commits, with the mode %j: %s', async (mode, text) => {
    const changes = await changedIn(mode, ['START TRANSACTION', reprice, text + end])
    expect(await priceOf(dataSource, 1)).toBe(101)
    expect(changes).toEqual(['product 1'])
  })
})
