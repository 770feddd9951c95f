import { Redis } from 'ioredis'
import type { EntitySubscriberInterface } from 'typeorm'
import { openShop } from '../data-source'
import { type Library, TTL_MS } from '../library'
import { loadPage } from '../page'
import { removeKeys } from '../redis-keys'
import { CarefulSubscriber, DeletingSubscriber, keyOf } from '../subscriber'

export const byHand = libraryWith(
  'ioredis',
  '`GET`, else load and `SET`, and a subscriber that sends `DEL`.',
  (redis, keyFor) => new DeletingSubscriber((key) => redis.del(keyFor(key))),
)

export const byHandCarefully = libraryWith(
  'ioredis, carefully',
  'The same, with the most that a subscriber can do: it sends `DEL` in `afterTransactionCommit`, and deletes all pages after each event that does not say which product it is about.',
  (redis, keyFor) =>
    new CarefulSubscriber(
      (key) => redis.del(keyFor(key)),
      () => removeKeys(redis, keyFor('')),
    ),
)

type SubscriberOf = (redis: Redis, keyFor: (key: string) => string) => EntitySubscriberInterface

function libraryWith(name: string, setup: string, subscriberOf: SubscriberOf): Library {
  return {
    name,
    setup,
    packages: {},
    open: async ({ databaseUrl, redisUrl, prefix }) => {
      const keyFor = (key: string): string => `${prefix}:${key}`
      const redis = new Redis(redisUrl)
      const dataSource = await openShop(databaseUrl)
      dataSource.subscribers.push(subscriberOf(redis, keyFor))
      return {
        dataSource,
        read: async (id) => {
          const key = keyFor(keyOf(id))
          const found = await redis.get(key)
          if (found !== null) return found
          const page = await loadPage(dataSource.manager, id)
          await redis.set(key, page, 'PX', TTL_MS)
          return page
        },
        close: async () => {
          await dataSource.destroy()
          await redis.quit()
        },
      }
    },
  }
}
