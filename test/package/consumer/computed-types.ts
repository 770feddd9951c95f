// Values that find their dependencies, and decorated methods; with standard decorators and with those of before.
import type { Alkey, Frozen } from 'typeorm-alkey'
import { exactly } from './exactly'

interface Page {
  html: string
}

const load = (): Promise<Page> => Promise.resolve({ html: '' })

export async function computed(alkey: Alkey): Promise<void> {
  exactly<Page>()(await alkey.computed(['page', 1], load, { ttl: '1m', name: 'page' }))
  exactly<Frozen<Page>>()(await alkey.computed(['page'], load, { shared: true }))
  // @ts-expect-error -- no such option
  await alkey.computed(['page'], load, { tll: '1m' })
  // @ts-expect-error -- the transaction of one call is not that of all
  alkey.cached({ manager: {} })
}

declare const alkey: Alkey

export class Pages {
  @alkey.cached({ ttl: '10m' })
  async of(id: number, by?: string): Promise<Page> {
    return Promise.resolve({ html: `${id}${by ?? ''}` })
  }

  @alkey.cached()
  async same<Item extends Page>(item: Item): Promise<Item> {
    return Promise.resolve(item)
  }

  @alkey.cached()
  static async all(): Promise<Page[]> {
    return Promise.resolve([])
  }

  // @ts-expect-error -- it returns no promise
  @alkey.cached()
  now(): Page {
    return { html: '' }
  }
}

export async function decorated(pages: Pages): Promise<void> {
  exactly<Page>()(await pages.of(1))
  exactly<{ html: string; id: number }>()(await pages.same({ html: '', id: 1 }))
  exactly<Page[]>()(await Pages.all())
}
