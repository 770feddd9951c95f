import { Column, DataSource, Entity, PrimaryGeneratedColumn } from 'typeorm'
import { Alkey } from '../../src'
import { Redis } from 'ioredis'
import type { Bench } from './bench'

@Entity('users')
export class User {
  @PrimaryGeneratedColumn() id!: number
  @Column({ default: '' }) name!: string
  @Column({ default: '' }) email!: string
}

/** The same program with the library and without it, on one PostgreSQL. */
export interface WithAndWithout {
  readonly bare: DataSource
  readonly attached: DataSource
  readonly alkey: Alkey
  readonly redis: Redis
  /** Leaves so many users, with ids from 1. */
  readonly fill: (count: number) => Promise<void>
  readonly close: () => Promise<void>
}

export async function openWithAndWithout({ servers }: Bench): Promise<WithAndWithout> {
  const [databaseUrl, redisUrl] = [await servers.database(), await servers.redis()]
  const open = (synchronize: boolean): Promise<DataSource> =>
    new DataSource({ type: 'postgres', url: databaseUrl, entities: [User], synchronize }).initialize()
  const [bare, attached] = [await open(true), await open(false)]
  const alkey = new Alkey({ redis: redisUrl, namespace: 'bench' })
  alkey.attach(attached)
  const redis = new Redis(redisUrl)
  return {
    ...{ bare, attached, alkey, redis },
    fill: async (count) => {
      await bare.query('TRUNCATE users RESTART IDENTITY')
      await bare.manager.insert(User, newUsers(count))
    },
    close: async () => {
      await Promise.all([bare.destroy(), attached.destroy()])
      await alkey.close()
      await redis.quit()
    },
  }
}

export function newUsers(count: number): Pick<User, 'name' | 'email'>[] {
  return Array.from({ length: count }, (_, i) => ({ name: `user ${i}`, email: `${i}@example.org` }))
}
