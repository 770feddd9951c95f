import { DataSource } from 'typeorm'
import { Alkey, MemoryTokenStore } from 'typeorm-alkey'
import { Dashboards } from '../dashboards'
import { Order, User } from '../user'

/** What each test gets anew: a database in memory with a user who has two orders, and the service on it. */
export async function openShop() {
  const dataSource = new DataSource({ type: 'sqljs', entities: [User, Order], synchronize: true })
  await dataSource.initialize()
  const alkey = new Alkey({ store: new MemoryTokenStore() })
  alkey.attach(dataSource)
  const users = dataSource.getRepository(User)
  const orders = dataSource.getRepository(Order)
  const ann = await users.save({ name: 'Ann' })
  const { id: firstOrder } = await orders.save({ customer: ann })
  await orders.save({ customer: ann })
  const close = async (): Promise<void> => {
    await dataSource.destroy()
    await alkey.close()
  }
  return { alkey, users, ann, firstOrder, dashboards: new Dashboards(alkey, users, orders), close }
}
