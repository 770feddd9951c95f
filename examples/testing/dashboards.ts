import type { Repository } from 'typeorm'
import { type Alkey, ref } from 'typeorm-alkey'
import { type Order, User } from './user'

/** The service that is tested: it gets all that it needs, as from Nest or by hand. */
export class Dashboards {
  constructor(
    private readonly alkey: Alkey,
    private readonly users: Pick<Repository<User>, 'findOneOrFail'>,
    private readonly orders: Pick<Repository<Order>, 'update'>,
  ) {}

  /** A page of a user, cached until the user or one of their orders changes. */
  of(userId: number): Promise<string> {
    const load = async (): Promise<string> => {
      const { name, orders } = await this.users.findOneOrFail({ where: { id: userId }, relations: { orders: true } })
      return `${name}: ${orders.filter(({ status }) => status === 'open').length} open`
    }
    return this.alkey.remember([ref(User, userId), 'dashboard'], load, { ttl: '10m' })
  }

  async cancel(orderId: number): Promise<void> {
    await this.orders.update(orderId, { status: 'cancelled' })
  }
}
