import 'reflect-metadata'
import {
  type BeforeApplicationShutdown,
  Controller,
  Get,
  Inject,
  Injectable,
  type OnApplicationShutdown,
  type OnModuleDestroy,
  Param,
  Post,
  type Type,
} from '@nestjs/common'
import { Test } from '@nestjs/testing'
import { TypeOrmModule, getDataSourceToken } from '@nestjs/typeorm'
import { Column, DataSource, type DataSourceOptions, Entity, PrimaryColumn } from 'typeorm'
import { Alkey, ref } from '../../../src'
import { AlkeyModule, Cached } from '../../../src/nestjs'
import { createPostgresDatabase } from '../../support/databases/postgres'
import { sharedRedis } from '../../support/redis/redis'

@Entity('counters')
class Counter {
  @PrimaryColumn() id!: number
  @Column({ default: 0 }) value!: number
}

const HOOKS = ['onModuleDestroy', 'beforeApplicationShutdown', 'onApplicationShutdown'] as const

@Injectable()
class Counters implements OnModuleDestroy, BeforeApplicationShutdown, OnApplicationShutdown {
  /** What happens at each hook, before Nest goes on. */
  atHook: (hook: (typeof HOOKS)[number]) => Promise<void> = () => Promise.resolve()

  constructor(@Inject(getDataSourceToken()) readonly dataSource: DataSource) {}

  async increment(id: number): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      await manager.increment(Counter, { id }, 'value', 1)
    })
  }

  @Cached()
  async value(id: number): Promise<number> {
    return (await this.dataSource.manager.findOneByOrFail(Counter, { id })).value
  }

  onModuleDestroy = (): Promise<void> => this.atHook('onModuleDestroy')
  beforeApplicationShutdown = (): Promise<void> => this.atHook('beforeApplicationShutdown')
  onApplicationShutdown = (): Promise<void> => this.atHook('onApplicationShutdown')
}

@Controller('counters')
class CountersController {
  constructor(private readonly counters: Counters) {}

  @Post(':id')
  async increment(@Param('id') id: string): Promise<number> {
    await this.counters.increment(Number(id))
    return this.counters.value(Number(id))
  }

  @Get(':id')
  value(@Param('id') id: string): Promise<number> {
    return this.counters.value(Number(id))
  }
}

// In whatever order Nest calls the hooks of modules, those before TypeOrmModule's and AlkeyModule's, and those after.
test.each([['first'], ['last']])(
  'requests and hooks that write while the application shuts down leave nobody stale, with the module %s',
  async (place) => {
    const database = await createPostgresDatabase()
    const redis = sharedRedis()
    const options = { type: 'postgres' as const, url: database.url, entities: [Counter] } satisfies DataSourceOptions
    const libraries: unknown[] = [AlkeyModule.forRoot(redis), TypeOrmModule.forRoot({ ...options, synchronize: true })]
    if (place === 'last') libraries.reverse()
    const module = await Test.createTestingModule({
      imports: libraries as Type[],
      providers: [Counters],
      controllers: [CountersController],
    }).compile()
    const app = module.createNestApplication({ logger: false })
    await app.listen(0, '127.0.0.1')
    const url = await app.getUrl()
    const counters = app.get(Counters)
    await counters.dataSource.manager.insert(Counter, [{ id: 1 }, { id: 2 }])

    // Another process, for all that it shares.
    const outside = await new DataSource(options).initialize()
    const reader = new Alkey(redis)
    reader.attach(outside)
    const load = async (id: number): Promise<number> => (await outside.manager.findOneByOrFail(Counter, { id })).value
    const read = (id: number): Promise<number> => reader.remember([ref(Counter, id)], () => load(id))
    const stale: string[] = []
    const check = async (id: number, least: number, when: string): Promise<void> => {
      const value = await read(id)
      if (value < least) stale.push(`${when}: ${value} instead of ${least}`)
    }

    let written = 0
    let isOver = false
    const failed: unknown[] = []
    const client = async (): Promise<void> => {
      while (!isOver) {
        const answer = await fetch(`${url}/counters/1`, { method: 'POST' }).catch(() => undefined)
        if (!answer) return
        if (answer.status === 201) await check(1, ++written, 'after a request')
        else failed.push(await answer.text())
      }
    }
    const hooked: string[] = []
    let increments = 0
    counters.atHook = async (hook) => {
      hooked.push(hook)
      await Promise.all([counters.increment(2), counters.increment(2)])
      await check(2, (increments += 2), hook)
      expect(await counters.value(2)).toBe(increments)
      // Connections that are kept busy would keep the server open. What is in flight goes on.
      if (hook === 'beforeApplicationShutdown') isOver = true
    }
    try {
      await Promise.all([fetch(`${url}/counters/1`), check(1, 0, 'before'), check(2, 0, 'before')])
      const clients = Promise.all([client(), client(), client()])
      while (written < 20) await fetch(`${url}/counters/1`)
      await app.close()
      isOver = true
      await clients
      expect([hooked, stale, failed]).toEqual([[...HOOKS], [], []])
      expect([await read(1), await read(2)]).toEqual([await load(1), increments])
    } finally {
      isOver = true
      await outside.destroy()
      await reader.close()
      await database.drop()
    }
  },
)
