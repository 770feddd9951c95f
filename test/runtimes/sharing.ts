// Asks for a value that every runtime keeps under the same key, and tells whether it was found.
import { Alkey } from 'typeorm-alkey'

async function main(): Promise<void> {
  const alkey = new Alkey({
    redis: process.env['REDIS_URL'] ?? '',
    namespace: process.env['NAMESPACE'],
    schemaVersion: '1',
    deadlineMs: 10_000,
    logger: false,
  })
  let outcome = 'hit'
  await alkey.remember(['alkey:users#1', 'page'], () => {
    outcome = 'load'
    return { at: new Date(0) }
  })
  process.stdout.write(outcome)
  await alkey.close()
}

void main()
