import { setImmediate } from 'node:timers/promises'
import { type DataSource, EventSubscriber, type EntityManager, type EntitySubscriberInterface } from 'typeorm'
import { Alkey, type KeyPart, MemoryTokenStore, ref } from '../../../src'
import { closeAll, closeDataSource, openDataSource } from '../../support/databases/data-source'
import { databaseUnderTest, isPooled, typeormUnderTest } from '../../support/databases/under-test'
import { reprice } from '../../support/entities/prices'
import { Product, shopEntities } from '../../support/entities/shop'
import { fillShop } from '../../support/entities/shop-rows'
import { changedBy } from '../../support/watching/key-watch'

// The application's subscribers stay where they are, and whatever they do there hides nothing from ours.

const parts = { 'product 1': ref(Product, 1), 'product 2': ref(Product, 2), products: Product }
let dataSource: DataSource
let alkey: Alkey

beforeEach(() => {
  alkey = new Alkey({ store: new MemoryTokenStore() })
})

afterEach(async () => {
  await closeDataSource(dataSource)
  await alkey.close()
})

afterAll(closeAll)

async function open(subscribers: EntitySubscriberInterface[] = []): Promise<DataSource> {
  dataSource = await openDataSource(shopEntities)
  await fillShop(dataSource)
  dataSource.subscribers.push(...subscribers)
  return dataSource
}

const changed = (work: () => Promise<unknown>, watched: Record<string, KeyPart> = parts): Promise<string[]> =>
  changedBy(alkey, watched, work)

describe('the list of subscribers', () => {
  const first: EntitySubscriberInterface = {}
  const second: EntitySubscriberInterface = {}

  test('keeps its order when an Alkey is attached', async () => {
    const { subscribers } = await open([first, second])
    alkey.attach(dataSource)
    await reprice(dataSource.manager, 1)
    expect(dataSource.subscribers).toBe(subscribers)
    expect(subscribers.indexOf(first)).toBe(0)
    expect(subscribers.indexOf(second)).toBe(1)
  })

  test('has the class where the application has put it', async () => {
    class Mine implements EntitySubscriberInterface {}
    class Other implements EntitySubscriberInterface {}
    EventSubscriber()(Mine)
    EventSubscriber()(Other)
    dataSource = await openDataSource(shopEntities, { subscribers: [Mine, alkey.subscriber, Other] })
    const before = dataSource.subscribers.map(({ constructor }) => constructor.name)
    await fillShop(dataSource)
    expect(await changed(() => reprice(dataSource.manager, 1))).toEqual(['product 1', 'products'])
    expect(dataSource.subscribers.map(({ constructor }) => constructor.name)).toEqual(before)
  })

  test.each<[string, (dataSource: DataSource) => void]>([
    ['emptied', ({ subscribers }) => void subscribers.splice(0)],
    ['replaced', (one) => void Object.assign(one, { subscribers: [{}] })],
    ['turned round', ({ subscribers }) => void subscribers.reverse()],
  ])('loses nothing when it is %s', async (_, change) => {
    await open([first, second])
    alkey.attach(dataSource)
    const queryRunner = dataSource.createQueryRunner()
    change(dataSource)
    const changes = await changed(async () => {
      await queryRunner.startTransaction()
      await reprice(queryRunner.manager, 1)
      // The transaction is known, although no subscriber may be left.
      await alkey.keyGenerator.within(queryRunner.manager)(ref(Product, 1))
      await queryRunner.commitTransaction()
    })
    await queryRunner.release()
    expect(changes).toEqual(['product 1', 'products'])
    expect(await changed(() => dataSource.manager.update(Product, 2, { price: 7 }))).toEqual(['product 2', 'products'])
  })
})

type Hook = 'beforeQuery' | 'afterQuery' | `${'before' | 'after'}Transaction${'Start' | 'Commit' | 'Rollback'}`

interface Fault {
  readonly hook: Hook
  /** Of the hooks of statements, the statements. */
  readonly at?: RegExp
  /** Whether it gives a promise that is rejected. */
  readonly isAsync: boolean
}

let fault: Fault | undefined

/** Throws where `fault` says so. */
const thrower: EntitySubscriberInterface = Object.fromEntries(
  (
    [
      ...['beforeQuery', 'afterQuery', 'beforeTransactionStart', 'afterTransactionStart', 'beforeTransactionCommit'],
      ...['afterTransactionCommit', 'beforeTransactionRollback', 'afterTransactionRollback'],
    ] as Hook[]
  ).map((hook) => [
    hook,
    ({ query = '' }: { query?: string }): Promise<void> | undefined => {
      if (fault?.hook !== hook || fault.at?.test(query) === false) return undefined
      const error = new Error('on purpose')
      if (fault.isAsync) return Promise.reject(error)
      throw error
    },
  ]),
)

const works: Record<string, (manager: EntityManager) => Promise<unknown>> = {
  'a transaction': (manager) => manager.transaction((within) => reprice(within, 1)),
  'one that is rolled back': (manager) =>
    manager.transaction(async (within) => {
      await reprice(within, 1)
      throw new Error('rolled back')
    }),
  'a statement alone': (manager) => manager.update(Product, 1, { price: 101 }),
}

const faults: readonly Fault[] = (
  [
    { hook: 'beforeQuery', at: /^UPDATE/ },
    { hook: 'afterQuery', at: /^UPDATE/ },
    { hook: 'beforeQuery', at: /^COMMIT/ },
    { hook: 'afterQuery', at: /^COMMIT/ },
    { hook: 'afterQuery', at: /^ROLLBACK/ },
    { hook: 'beforeTransactionStart' },
    { hook: 'afterTransactionStart' },
    { hook: 'beforeTransactionCommit' },
    { hook: 'afterTransactionCommit' },
    { hook: 'beforeTransactionRollback' },
    { hook: 'afterTransactionRollback' },
  ] satisfies Omit<Fault, 'isAsync'>[]
).flatMap((one) => [false, true].map((isAsync) => ({ ...one, isAsync })))

/** Where TypeORM 0.3 leaves a query without an answer, or a promise with nothing that waits for it. */
const isUntestable = ({ hook, isAsync }: Fault): boolean =>
  typeormUnderTest === '0.3' &&
  ((databaseUnderTest === 'mariadb' && hook === 'afterQuery') ||
    (databaseUnderTest === 'better-sqlite3' && isAsync && hook.endsWith('Query')))

describe('another subscriber that throws, in a list before ours', () => {
  let bare: DataSource
  let attached: DataSource
  let watching: Alkey
  let next = 0

  beforeAll(async () => {
    watching = new Alkey({ store: new MemoryTokenStore() })
    ;[bare, attached] = [await openWithThrower(), await openWithThrower()]
    watching.attach(attached)
  })

  afterAll(() => watching.close())

  describe.each(faults.filter((one) => !isUntestable(one)))('at $hook $at (by a promise: $isAsync)', (one) => {
    test.each(Object.entries(works))('fails %s as it does without us, and hides nothing', async (_, work) => {
      const without = await outcome(bare, one, work)
      let outcomeWith: Outcome | undefined
      await attached.manager.update(Product, 1, { price: 0 })
      const changes = await changedBy(watching, parts, async () => {
        outcomeWith = await outcome(attached, one, work)
      })
      expect(outcomeWith).toEqual(without)
      if (outcomeWith?.price !== 0) expect(changes).toEqual(['product 1', 'products'])
      // Whatever happened, what comes next is seen.
      const after = await changedBy(watching, parts, () => attached.manager.update(Product, 2, { price: ++next }))
      expect(after).toEqual(expect.arrayContaining(['product 2', 'products']))
    })
  })

  async function openWithThrower(): Promise<DataSource> {
    const opened = await openDataSource(shopEntities, { poolSize: 1 })
    await fillShop(opened)
    opened.subscribers.push(thrower)
    return opened
  }
})

interface Outcome {
  readonly error: string | undefined
  readonly price: number
}

/** What came of some work: the error as the application sees it, and the price in the end. */
async function outcome(
  { manager }: DataSource,
  injected: Fault,
  work: (manager: EntityManager) => Promise<unknown>,
): Promise<Outcome> {
  await manager.update(Product, 1, { price: 0 })
  fault = injected
  const error = await work(manager).then(
    () => undefined,
    (cause: unknown) => String(cause),
  )
  fault = undefined
  // TypeORM gives a connection back with its transaction open when a hook keeps ROLLBACK from being sent.
  await manager.query('ROLLBACK').catch(() => undefined)
  const { price } = await manager.findOneByOrFail(Product, { id: 1 })
  return { error, price }
}

test.each([false, true])(
  'a query runner that was there before is watched from its first statement on (in a transaction: %s)',
  async (isInTransaction) => {
    await open([thrower])
    const older = dataSource.createQueryRunner()
    if (isInTransaction && isPooled) await older.startTransaction()
    alkey.attach(dataSource)
    expect(
      await changed(async () => {
        if (typeormUnderTest === '1' || databaseUnderTest !== 'mariadb')
          fault = { hook: 'afterQuery', at: /^UPDATE/, isAsync: false }
        await older.manager.update(Product, 1, { price: 5 }).catch(() => undefined)
        fault = undefined
        if (older.isTransactionActive) await older.commitTransaction()
      }),
      // What was written before in a transaction that is open already is not known.
    ).toEqual(isInTransaction && isPooled ? Object.keys(parts).sort() : ['product 1', 'products'])
    await older.release()
  },
)

test('a refusal of ours beside another subscriber that throws does not end the process', async () => {
  const unhandled: unknown[] = []
  const listener = (reason: unknown): void => void unhandled.push(reason)
  process.on('unhandledRejection', listener)
  const refusing = new Alkey({ redis: 'redis://127.0.0.1:1', onUnavailable: 'reject' })
  const refused = new Promise((resolve) => refusing.on('unavailable', resolve))
  await open([thrower])
  refusing.attach(dataSource)
  fault = { hook: 'beforeQuery', at: /^UPDATE/, isAsync: false }
  await expect(dataSource.manager.update(Product, 1, { price: 5 })).rejects.toThrow('on purpose')
  fault = undefined
  await refused
  for (let turn = 0; turn < 10; turn++) await setImmediate()
  expect(unhandled).toEqual([])
  process.off('unhandledRejection', listener)
  await refusing.close({ deadlineMs: 1 })
})
