import { DataSource } from 'typeorm'
import { entities } from './entities'
import type { CacheOption } from './library'

export function openShop(url: string, cache?: CacheOption): Promise<DataSource> {
  return new DataSource({ type: 'postgres', url, entities, ...(cache && { cache }) }).initialize()
}
