import { tokensName, withAlkey } from './alkey'
import { databaseName, withShop } from './data-source'
import { visitPages } from './pages'
import { reportStep } from './report'
import { steps } from './steps'
import { type Watched, fatesOf } from './watched'

async function main(): Promise<void> {
  console.log(`Database  ${databaseName}\nTokens    ${tokensName}`)

  const surprises = await withAlkey((alkey) =>
    withShop(alkey, async (dataSource) => {
      alkey.attach(dataSource)
      let count = 0
      for (const [i, step] of steps.entries()) {
        const names = Object.keys(step.keys) as Watched[]
        const fates = await fatesOf(alkey, names, () => step.run(dataSource.manager, alkey))
        count += reportStep(i + 1, step, fates)
      }
      console.log(`\n${steps.length + 1}. Pages are served from a cache\n`)
      return count + (await visitPages(alkey, dataSource))
    }),
  )

  console.log(surprises === 0 ? '\nEverything did what it must.' : `\nNot as expected: ${surprises}`)
  if (surprises > 0) process.exitCode = 1
}

void main()
