import { type AlkeyError, MemoryLowError, RefusedError, UnavailableError } from '../../../src'
import { ToldFailures } from '../../../src/redis/told-failures'

let now: jest.SpyInstance<number>
let time: number
let failures: ToldFailures
let told: AlkeyError[]

beforeEach(() => {
  time = 1_000
  now = jest.spyOn(performance, 'now').mockImplementation(() => time)
  failures = new ToldFailures()
  told = []
  failures.listen((error) => told.push(error))
})

afterEach(() => {
  now.mockRestore()
})

const oom = (): RefusedError => new RefusedError('full', { command: 'EVALSHA', reply: 'OOM' })
const noperm = (): RefusedError => new RefusedError('forbidden', { command: 'EVALSHA', reply: 'NOPERM' })

test('each kind of failure is told once for each work', () => {
  const errors = [oom(), oom(), noperm(), new MemoryLowError('nearly'), new MemoryLowError('nearly')]
  for (const error of errors) failures.tell('reading', error)
  failures.tell('writing', oom())
  expect(told.map((error) => (error instanceof RefusedError ? error.reply : error.code))).toEqual([
    ...['OOM', 'NOPERM', 'ALKEY_MEMORY_LOW', 'OOM'],
  ])
})

test('it is not told again while it goes on, however long', () => {
  failures.tell('reading', oom())
  time += 3_600_000
  failures.worked('writing')
  failures.tell('reading', oom())
  expect(told).toHaveLength(1)
})

test('it is told again after the same work has succeeded, but not with every other command', () => {
  failures.tell('reading', oom())
  for (let i = 0; i < 1_000; i++) {
    time += 10
    failures.worked('reading')
    failures.tell('reading', oom())
  }
  expect(told).toHaveLength(2)
})

test('that there is no answer is told elsewhere', () => {
  failures.tell('reading', new UnavailableError('away'))
  expect(told).toEqual([])
})

test('who has stopped listening hears nothing, and a listener may be added twice', () => {
  const heard: string[] = []
  const listener = (): void => void heard.push('heard')
  const stop = failures.listen(listener)
  failures.listen(listener)
  stop()
  failures.tell('reading', oom())
  expect(heard).toEqual(['heard'])
})
