import { AssertionError } from 'node:assert'
import { DataSource } from 'typeorm'
import { Alkey, type AlkeyOptions, MemoryTokenStore, ref } from '../../../src'
import { expectChanges, expectNoChanges, recordEvents } from '../../../src/testing'
import { Customer, Product, shopEntities } from '../../support/entities/shop'
import { sharedRedis } from '../../support/redis/redis'

// The assertions of typeorm-alkey/testing, as an application's tests use them.

describe.each<[string, () => AlkeyOptions]>([
  ['in memory', () => ({ store: new MemoryTokenStore() })],
  ['in Redis', () => ({ ...sharedRedis() })],
  ['in Redis, and kept in the process', () => ({ ...sharedRedis(), nearCache: { maxStalenessMs: 60_000 } })],
])('with tokens %s', (_, options) => {
  let dataSource: DataSource
  let alkey: Alkey

  beforeEach(async () => {
    dataSource = await new DataSource({ type: 'sqljs', entities: shopEntities, synchronize: true }).initialize()
    await dataSource.manager.insert(Product, [
      { id: 1, name: 'tea' },
      { id: 2, name: 'cake' },
    ])
    alkey = new Alkey(options())
    alkey.attach(dataSource)
  })

  afterEach(async () => {
    await dataSource.destroy()
    await alkey.close()
  })

  const rename = (id: number) => dataSource.manager.update(Product, id, { name: 'coffee' })

  /** What a failing test shows. */
  async function failureOf(expectation: Promise<unknown>): Promise<AssertionError> {
    const error: unknown = await expectation.then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    expect(error).toBeInstanceOf(AssertionError)
    return error as AssertionError
  }

  test('what the work returns is returned, where all have changed, or none', async () => {
    const product = await dataSource.manager.findOneByOrFail(Product, { id: 1 })
    expect(await expectChanges(alkey, [product, [Product, 'list'], 'page', 1], () => rename(1))).toHaveProperty('raw')
    expect(await expectNoChanges(alkey, [ref(Product, 1), Customer], () => rename(2).then(() => 'done'))).toBe('done')
    const tag = alkey.tag('city', 'oslo')
    await expectChanges(alkey, [tag], () => tag.increment())
  })

  test('an entity that gets its id by the work stands for its table', async () => {
    const product = dataSource.manager.create(Product, { name: 'milk' })
    await expectChanges(alkey, [product], () => dataSource.manager.save(product))
  })

  test('a failure names what changed, what did not, and what was written', async () => {
    const error = await failureOf(expectChanges(alkey, [ref(Product, 1), Product, Customer], () => rename(2)))
    expect(error.message).toBe(
      [
        'expectChanges: 2 of 3 dependencies did not change.',
        '  changed    alkey:products#*',
        '  unchanged  alkey:products#1',
        '  unchanged  alkey:customers#*',
        'Meanwhile this process changed: alkey:products#*, alkey:products#2, alkey:*#*.',
      ].join('\n'),
    )
    expect(error.actual).toEqual({
      'alkey:products#*': 'changed',
      'alkey:products#1': 'unchanged',
      'alkey:customers#*': 'unchanged',
    })
    expect(new Set(Object.values(error.expected as object))).toEqual(new Set(['changed']))
    const other = await failureOf(expectNoChanges(alkey, [ref(Product, 1), Product], () => rename(2)))
    expect(other.message).toMatch(/^expectNoChanges: 1 of 2 dependencies changed\.\n {2}changed {4}alkey:products#\*/)
    expect(other.operator).toBe('expectNoChanges')
    expect(other.stack).toContain('expect-changes.test')
  })

  test('a failure says that nothing was written', async () => {
    const rolledBack = async (): Promise<void> => {
      const onPurpose = new Error('on purpose')
      const transaction = dataSource.transaction(async (manager) => {
        await manager.delete(Product, 1)
        throw onPurpose
      })
      await expect(transaction).rejects.toBe(onPurpose)
    }
    const { message } = await failureOf(expectChanges(alkey, [ref(Product, 1)], () => dataSource.manager.find(Product)))
    expect(message).toMatch(/^expectChanges: the dependency did not change\.\n/)
    expect(message).toMatch(/Meanwhile this process changed nothing: it committed no write/)
    // On this database others may have read what was rolled back.
    await expectChanges(alkey, [ref(Product, 1)], rolledBack)
  })

  test('a value of computed counts by what it was made of', async () => {
    const page = () => alkey.computed(['page', 1], () => dataSource.manager.findOneBy(Product, { id: 1 }))
    await expect(expectChanges(alkey, ['page', 1], () => rename(1))).rejects.toMatchObject({
      code: 'ALKEY_INVALID_PART',
      message: expect.stringMatching(
        /^expectChanges: \['page', 1\] holds no dependency, and no value of computed\(\)/,
      ) as string,
    })
    await page()
    await expectChanges(alkey, ['page', 1], () => rename(1))
    await page()
    await expectNoChanges(alkey, ['page', 1], () => rename(2))
    const { message } = await failureOf(expectChanges(alkey, ['page', 1], () => rename(2)))
    expect(message).toMatch(/the value of \['page', 1\] is not reloaded.*\n {2}unchanged {2}alkey:products#1\n/)
    const { message: other } = await failureOf(expectNoChanges(alkey, ['page', 1], () => rename(1)))
    expect(other).toMatch(/the value of \['page', 1\] is reloaded.*\n {2}changed {4}alkey:products#1\n/)
  })

  test('what the work throws is thrown, and listeners are removed', async () => {
    const onPurpose = new Error('on purpose')
    await expect(expectChanges(alkey, [Product], () => Promise.reject(onPurpose))).rejects.toBe(onPurpose)
    const { message } = await failureOf(
      dataSource.transaction(async (manager) => {
        await manager.update(Product, 1, { name: 'milk' })
        await expectChanges(alkey, [Product], () => undefined)
      }),
    )
    expect(message).toMatch(/the tokens can't be read \(open-transaction\)\. A transaction is open/)
  })

  test('events are recorded in order', async () => {
    const events = recordEvents(alkey)
    const name = () =>
      alkey.remember(
        [ref(Product, 1), 'name'],
        async () => (await dataSource.manager.findOneBy(Product, { id: 1 }))?.name,
      )
    await name()
    await name()
    await rename(1)
    expect(events.names).toEqual(['miss', 'hit', 'bumped'])
    expect(events.of('bumped')[0]?.identifiers).toContain('alkey:products#1')
    events.stop()
    await name()
    expect(events.names).toHaveLength(3)
  })
})
