import { ColumnDefaults } from '../../../../src/typeorm/entities/column-defaults'

const MINUTE_MS = 60_000

beforeEach(() => {
  jest.useFakeTimers()
})

afterEach(() => {
  jest.useRealTimers()
})

test('until the database has answered, it may fill any column', () => {
  const defaults = new ColumnDefaults()
  expect(defaults.isOld).toBe(true)
  expect(defaults.mayFill(['owner_id'])).toBe(true)
})

test('then it fills those that it has named', () => {
  const defaults = new ColumnDefaults()
  defaults.learn(['tenant_id'])
  expect(defaults.isOld).toBe(false)
  expect(defaults.mayFill(['owner_id', 'tenant_id'])).toBe(true)
  expect(defaults.mayFill(['owner_id'])).toBe(false)
})

test('it is asked again after a minute, also where it gave no answer', () => {
  const defaults = new ColumnDefaults()
  for (const columns of [[], undefined]) {
    defaults.learn(columns)
    jest.advanceTimersByTime(MINUTE_MS - 1)
    expect(defaults.isOld).toBe(false)
    jest.advanceTimersByTime(1)
    expect(defaults.isOld).toBe(true)
  }
})

test('without an answer nothing is known', () => {
  const defaults = new ColumnDefaults()
  defaults.learn([])
  defaults.learn(undefined)
  expect(defaults.mayFill(['owner_id'])).toBe(true)
})

test('a definition takes back what is known', () => {
  const defaults = new ColumnDefaults()
  defaults.learn([])
  defaults.forget()
  expect(defaults.isOld).toBe(true)
  expect(defaults.mayFill(['owner_id'])).toBe(true)
})
