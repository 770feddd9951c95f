import { shopEntities } from '../entities/shop'
import { insertShop } from '../entities/shop-rows'
import { type Attached, type Plan, useAttached } from './attached'

/** For a whole test file: the shop, filled anew before each test. */
export function useAttachedShop(assign: (shop: Attached) => void, plan: Omit<Plan, 'fill'> = {}): void {
  useAttached(shopEntities, assign, { ...plan, fill: insertShop })
}
