import { Debt, MAX_OWED } from '../../../src/changes/debt'

const rows = (count: number, table = 'users'): string[] =>
  Array.from({ length: count }, (_, i) => `alkey:${table}#${i}`)

describe('Debt', () => {
  test('merges what is owed more than once', () => {
    const debt = new Debt()
    debt.add(['alkey:users#1', 'alkey:users#*'], 'one')
    debt.add(['alkey:users#1'], 'two')
    expect([...debt.identifiers]).toEqual(['alkey:users#1', 'alkey:users#*'])
    expect([...debt.records]).toEqual(['one', 'two'])
    expect(debt.isEmpty).toBe(false)
  })

  test('owes rows by their tables when there are too many', () => {
    const debt = new Debt()
    debt.add([...rows(MAX_OWED), 'alkey:users#*', 'alkey:orders#7', 'alkey:*#*'])
    expect([...debt.identifiers].sort()).toEqual(['alkey:*#*', 'alkey:orders#~', 'alkey:users#*', 'alkey:users#~'])
    expect(debt.owesEverything).toBe(false)
  })

  test('owes everything when there are too many tables', () => {
    const debt = new Debt()
    for (let i = 0; i <= MAX_OWED; i++) debt.add([`alkey:table${i}#~`])
    expect(debt.owesEverything).toBe(true)
    expect(debt.identifiers.size).toBe(0)
    debt.add(['alkey:users#1'])
    expect(debt.identifiers.size).toBe(0)
    expect(debt.isEmpty).toBe(false)
  })

  test('takes over another one whole', () => {
    const [debt, other] = [new Debt(), new Debt()]
    debt.add(['alkey:users#1'], 'one')
    other.add(['alkey:users#2'], 'two')
    debt.merge(other)
    expect([...debt.identifiers]).toEqual(['alkey:users#1', 'alkey:users#2'])
    expect([...debt.records]).toEqual(['one', 'two'])
    other.owesEverything = true
    debt.merge(other)
    expect(debt.owesEverything).toBe(true)
  })

  test('is empty at first', () => {
    expect(new Debt().isEmpty).toBe(true)
  })
})
