import 'reflect-metadata'
import { Controller, Get, Inject, Injectable, type INestApplication, type Type, UseInterceptors } from '@nestjs/common'
import { CacheTTL } from '@nestjs/cache-manager'
import { HealthCheckService, TerminusModule } from '@nestjs/terminus'
import { Test } from '@nestjs/testing'
import { TypeOrmModule, getDataSourceToken } from '@nestjs/typeorm'
import { type DataSource, Column, Entity, PrimaryGeneratedColumn } from 'typeorm'
import { Alkey, type CacheKeyGenerator, MemoryTokenStore, ref } from '../../../src'
import {
  AlkeyCacheInterceptor,
  AlkeyHealthIndicator,
  AlkeyModule,
  Cached,
  InjectAlkey,
  InjectKeyGenerator,
  alkeyTypeOrm,
  getAlkeyToken,
} from '../../../src/nestjs'
import { createPostgresDatabase, type PostgresDatabase } from '../../support/databases/postgres'
import { expectWarnings } from '../../support/harness/warnings/expect-warnings'
import { outages } from '../../support/harness/warnings/expected'
import { uniqueNamespace } from '../../support/redis/redis'
import type { Server } from '../../support/servers/server'
import { startRedis } from '../../support/servers/start-redis'
import { eventually } from '../../support/waiting/eventually'

expectWarnings(outages)

@Entity('notes')
class Note {
  @PrimaryGeneratedColumn() id!: number
  @Column({ type: 'text' }) text!: string
}

@Entity('strangers')
class Stranger {
  @PrimaryGeneratedColumn() id!: number
}

@Injectable()
class Notes {
  loads = 0

  constructor(
    readonly alkey: Alkey,
    @InjectAlkey('second') readonly second: Alkey,
    @InjectKeyGenerator() readonly keyGenerator: CacheKeyGenerator,
    @Inject(getDataSourceToken()) readonly dataSource: DataSource,
    @Inject(getDataSourceToken('second')) readonly secondSource: DataSource,
  ) {}

  @Cached({ ttl: '1h' })
  async count(): Promise<number> {
    this.loads++
    return this.dataSource.manager.count(Note)
  }

  @Cached({ alkey: 'second' })
  async countSecond(): Promise<number> {
    return this.secondSource.manager.count(Note)
  }
}

@Controller('notes')
@UseInterceptors(AlkeyCacheInterceptor)
class NotesController {
  handled = 0

  constructor(private readonly notes: Notes) {}

  @Get()
  @CacheTTL(60_000)
  async list(): Promise<Note[]> {
    this.handled++
    return this.notes.dataSource.manager.find(Note)
  }
}

let redis: Server
let databases: PostgresDatabase[]
let app: INestApplication | undefined

beforeAll(async () => {
  redis = await startRedis()
})
beforeEach(async () => {
  databases = [await createPostgresDatabase(), await createPostgresDatabase()]
})
afterEach(async () => {
  await app?.close()
  app = undefined
  for (const database of databases) await database.drop()
})
afterAll(() => redis.stop())

const typeOrm = (name?: string): ReturnType<typeof TypeOrmModule.forRootAsync> =>
  TypeOrmModule.forRootAsync({
    ...(name !== undefined && { name }),
    inject: [getAlkeyToken(name)],
    useFactory: (alkey: Alkey) => ({
      // TypeOrmModule looks for it here when the application ends.
      ...(name !== undefined && { name }),
      type: 'postgres',
      url: databases[name === undefined ? 0 : 1]?.url ?? '',
      entities: [Note],
      synchronize: true,
      ...alkeyTypeOrm(alkey),
    }),
  })

const alkeyModule = (options: object = {}): ReturnType<typeof AlkeyModule.forRoot> =>
  AlkeyModule.forRoot({ redis: redis.url, namespace: uniqueNamespace(), deadlineMs: 2_000, ...options })

async function start(
  imports: readonly unknown[],
  providers: Type[] = [],
  controllers: Type[] = [],
): Promise<INestApplication> {
  const module = await Test.createTestingModule({ imports: imports as Type[], providers, controllers }).compile()
  app = module.createNestApplication()
  await app.listen(0, '127.0.0.1')
  return app
}

const inMemory = (options: object = {}): ReturnType<typeof TypeOrmModule.forRoot> =>
  TypeOrmModule.forRoot({ type: 'sqljs', entities: [Note], ...options })

const both = (): unknown[] => [alkeyModule(), alkeyModule({ name: 'second' }), typeOrm(), typeOrm('second')]

test('two DataSources have an Alkey each, injected by class, decorator and token, and see their own writes alone', async () => {
  const notes = (await start(both(), [Notes])).get(Notes)
  expect(notes.alkey).toBe(app?.get(getAlkeyToken()))
  expect([notes.alkey.status().attached, notes.second.status().attached]).toEqual([true, true])
  const keys = async (): Promise<string[]> => [await notes.keyGenerator(Note), await notes.second.keyGenerator(Note)]
  const [before, beforeSecond] = await keys()
  expect([await notes.count(), await notes.count(), notes.loads, await notes.countSecond()]).toEqual([0, 0, 1, 0])
  await notes.secondSource.manager.save(Note, { text: 'second' })
  const [same, changed] = await keys()
  expect(same).toBe(before)
  expect(changed).not.toBe(beforeSecond)
  expect([await notes.count(), notes.loads, await notes.countSecond()]).toEqual([0, 1, 1])
  await notes.dataSource.query("INSERT INTO notes (text) VALUES ('first')")
  expect([await notes.count(), notes.loads]).toEqual([1, 2])
  await expect(notes.keyGenerator(ref(Stranger, 1))).rejects.toMatchObject({ code: 'ALKEY_UNKNOWN_ENTITY' })
})

test('the interceptor in place of that of cache-manager answers from the cache until the data change', async () => {
  const { dataSource } = (await start(both(), [Notes], [NotesController])).get(Notes)
  const controller = app?.get(NotesController)
  const list = async (): Promise<unknown> => (await fetch(`${String(await app?.getUrl())}/notes`)).json()
  expect([await list(), await list(), controller?.handled]).toEqual([[], [], 1])
  await dataSource.manager.save(Note, { text: 'new' })
  expect([await list(), controller?.handled]).toEqual([[{ id: 1, text: 'new' }], 2])
})

test('the health check tells of Redis in each state, and waits for none', async () => {
  const own = await startRedis()
  await start([alkeyModule({ redis: own.url }), typeOrm(), TerminusModule.forRoot({ logger: false })])
  const [health, alkey] = [app?.get(HealthCheckService), app?.get(AlkeyHealthIndicator)]
  const check = (options?: object): unknown =>
    health
      ?.check([() => alkey?.isHealthy('alkey', options) ?? {}])
      .catch((error: unknown) => (error as { response: unknown }).response)
  await app?.get(Alkey).keyGenerator(ref(Note, 1))
  expect(await check()).toMatchObject({ status: 'ok', info: { alkey: { status: 'up', redis: 'ready' } } })
  await own.kill('SIGKILL')
  await eventually(() => app?.get(Alkey).status().redis === 'unavailable')
  const begin = performance.now()
  expect(await check()).toMatchObject({ status: 'error', error: { alkey: { status: 'down', redis: 'unavailable' } } })
  expect(await check({ whenUnavailable: 'up' })).toMatchObject({ status: 'ok', info: { alkey: { status: 'up' } } })
  expect(performance.now() - begin).toBeLessThan(1_000)
  await app?.close()
  await own.stop()
})

test.each([
  ['twice', () => [alkeyModule(), alkeyModule(), inMemory()], 'ALKEY_INVALID_OPTION', /imported twice without a name/],
  [
    'for no DataSource',
    () => [alkeyModule({ dataSource: 'orders' }), inMemory()],
    'ALKEY_NOT_ATTACHED',
    /DataSource named 'orders'/,
  ],
  [
    'without Redis',
    () => [alkeyModule({ redis: undefined }), inMemory()],
    'ALKEY_INVALID_OPTION',
    /needs the option 'redis' or 'store'/,
  ],
  ['without options', () => [AlkeyModule], 'ALKEY_INVALID_OPTION', /imported without options/],
  [
    'before initialize',
    () => [alkeyModule(), inMemory({ manualInitialization: true })],
    'ALKEY_NOT_INITIALIZED',
    /is not initialized/,
  ],
])('the module imported %s is refused in one sentence', async (_how, imports, code, message) => {
  const failure = await Test.createTestingModule({ imports: imports() as Type[] })
    .compile()
    .then(
      () => undefined,
      (error: unknown) => error,
    )
  expect(failure).toMatchObject({ code, message: expect.stringMatching(message) as string })
})

test('it attaches to none where it is told so', async () => {
  await start([AlkeyModule.forRoot({ store: new MemoryTokenStore(), dataSource: false })])
  expect(app?.get(Alkey).status().attached).toBe(false)
})
