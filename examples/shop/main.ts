import { once } from 'node:events'
import { tokensName, withAlkey } from './alkey'
import { ByAlkey } from './by-alkey'
import { ByHand } from './by-hand'
import { databaseName, hasManyConnections, withShop } from './data-source'
import { Home } from './home'
import { Pages } from './pages'
import { runScript } from './script'
import { withServer } from './server'
import { Unreachable } from './unreachable'
import { Visitor } from './visits'
import type { Shop } from './writes'

async function main(): Promise<void> {
  console.log(`Database  ${databaseName}\nTokens    ${tokensName}`)
  await withAlkey((alkey) =>
    withShop(alkey, async (dataSource) => {
      const { manager } = dataSource
      const pages = new Pages(manager)
      const byHand = new ByHand(pages)
      dataSource.subscribers.push(byHand)
      alkey.attach(dataSource)
      const byAlkey = new ByAlkey(pages, alkey)
      const visit = (id: number): Promise<unknown> => Promise.all([byHand.product(id), byAlkey.product(id)])
      const shop: Shop = { manager, pages, hasManyConnections, visit }

      const sites = { 'by-hand': byHand, alkey: byAlkey, uncached: pages }
      await withServer(sites, new Home(shop), async (url) => {
        console.log(`Pages     ${url}/by-hand/products and ${url}/alkey/products\n`)
        if (process.argv.includes('--serve')) {
          console.log(`Open ${url} to click. Ctrl-C ends it.`)
          await once(process, 'SIGINT')
          return
        }
        const isNeverStale = await runScript(shop, new Visitor(url, dataSource), byHand)
        console.log(isNeverStale ? '\nalkey never served a stale page.' : '\nalkey served a stale page: that is a bug.')
        if (!isNeverStale) process.exitCode = 1
      })
    }),
  )
}

main().catch((error: unknown) => {
  console.error(error instanceof Unreachable ? error.message : error)
  process.exitCode = 1
})
