import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { QueryRunner } from 'typeorm'
import { ChangeLedger } from '../../../../src/changes/change-ledger'
import type { TransactionChanges } from '../../../../src/changes/transaction-changes'
import { EventHub } from '../../../../src/events'
import { MemoryTokenStore } from '../../../../src/tokens/memory-token-store'
import { LeftOpen } from '../../../../src/typeorm/connections/left-open'
import { QueryRunnerChanges } from '../../../../src/typeorm/connections/query-runner-changes'
import { eventually } from '../../../support/waiting/eventually'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

test('a query runner that nobody holds any more has left its transaction open: its keys change', async () => {
  const events = new EventHub()
  const bumped: string[] = []
  events.on('bumped', ({ identifiers }) => bumped.push(...identifiers))
  const ledger = new ChangeLedger(
    new MemoryTokenStore(),
    { deadlineMs: 500, leaseMs: 60_000, rejectsUnrecorded: false, keptScopes: () => [] },
    events,
    { statesOf: (writers) => Promise.resolve(writers.map(() => undefined)) },
  )
  const context = { ledger, leftOpen: new LeftOpen(), transactions: new Set<TransactionChanges>() }

  function lose(): void {
    const queryRunner = {
      isTransactionActive: true,
      connection: { options: { type: 'mysql' } },
    } as unknown as QueryRunner
    new QueryRunnerChanges(queryRunner, context).beginTransaction().add(['alkey:users#1'])
  }
  lose()
  await eventually(() => {
    collectGarbage()
    expect(bumped.sort()).toEqual(['alkey:*#*', 'alkey:users#1'])
  })
  await ledger.end(500, Promise.resolve())
})
