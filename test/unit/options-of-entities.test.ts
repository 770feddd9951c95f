import { type AlkeyOptions, InvalidOptionError, MemoryTokenStore } from '../../src'
import { type ResolvedOptions, resolveOptions } from '../../src/options'

const store = new MemoryTokenStore()

function resolve(options: object): ResolvedOptions {
  return resolveOptions({ store, ...options })
}

function messageOf(options: object): string {
  try {
    resolve(options)
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidOptionError)
    return (error as Error).message
  }
  return 'nothing was refused'
}

describe('touch', () => {
  test.each([true, false])('as a whole is %s', (touch) => {
    expect(resolve({ touch }).touch).toEqual({ isOn: touch, unknown: 'select', isExact: true, rules: new Map() })
  })

  test('goes by entity and relation', () => {
    const touch: AlkeyOptions['touch'] = {
      unknown: 'bulk',
      AuditEntry: false,
      Invoice: true,
      Order: { customer: false, 'delivery.country': true },
    }
    expect(resolve({ touch }).touch).toEqual({
      isOn: true,
      unknown: 'bulk',
      isExact: true,
      rules: new Map<string, unknown>([
        ['AuditEntry', false],
        ['Invoice', true],
        ['Order', new Map(Object.entries({ customer: false, 'delivery.country': true }))],
      ]),
    })
  })

  test('takes exact', () => {
    expect(resolve({ touch: { exact: false } }).touch).toMatchObject({ isExact: false, rules: new Map() })
  })

  test.each(['select', 'bulk', 'skip'])('takes %s for unknown parents', (unknown) => {
    expect(resolve({ touch: { unknown } }).touch).toEqual({ isOn: true, unknown, isExact: true, rules: new Map() })
  })

  test('has no rule where undefined is given', () => {
    expect(resolve({ touch: { unknown: undefined, User: undefined, Order: { customer: undefined } } }).touch).toEqual({
      isOn: true,
      unknown: 'select',
      isExact: true,
      rules: new Map([['Order', new Map()]]),
    })
  })

  test("doesn't follow when its rules are changed later", () => {
    const touch = { unknown: 'bulk', User: false, Order: { customer: false } }
    const resolved = resolve({ touch }).touch
    const before = structuredClone(resolved)
    Object.assign(touch, { unknown: 'skip', User: true, Other: false })
    touch.Order.customer = true
    expect(resolved).toEqual(before)
  })

  test('takes names that every object has', () => {
    const touch: unknown = JSON.parse('{ "__proto__": false, "constructor": { "__proto__": false, "toString": true } }')
    expect([...resolve({ touch }).touch.rules]).toEqual([
      ['__proto__', false],
      ['constructor', new Map(Object.entries({ ['__proto__']: false, toString: true }))],
    ])
    expect(resolve({ touch: {} }).touch.rules.get('toString')).toBeUndefined()
  })

  const refused: Record<string, [unknown, RegExp]> = {
    'a number': [1, /^touch must be true, false or an object of rules by entity, not 1\.$/],
    'a list of entities': [['User'], /^touch must be .*, not \[ 'User' \]\.$/],
    'a map': [new Map([['User', false]]), /^touch must be .*, not Map\(1\) \{ 'User' => false \}\.$/],
    'another answer to unknown parents': [
      { unknown: 'all' },
      /^touch\.unknown must be 'select', 'bulk' or 'skip', not 'all'\.$/,
    ],
    'a rule for an entity named unknown': [{ unknown: false }, /^touch\.unknown must be .*, not false\.$/],
    'a rule for an entity named exact': [{ exact: {} }, /^touch\.exact must be true or false, not \{\}\.$/],
    'an entity with another rule': [
      { User: 'some' },
      /^touch\.User must be true, false or an object of relations, .*, not 'some'\.$/,
    ],
    'an option of another name': [
      { unknownParents: 'bulk' },
      /^touch\.unknownParents must be true, false or .*, not 'bulk'\. Use touch\.unknown for what to do about unknown parents\.$/,
    ],
    'an entity with null': [{ User: null }, /^touch\.User must be .*, not null\.$/],
    'an entity with a list': [{ Order: ['customer'] }, /^touch\.Order must be .*, not \[ 'customer' \]\.$/],
    'an entity without a name': [
      { '': false },
      /^touch has a rule for the entity ''\. Write the entity's name, like 'User'\.$/,
    ],
    'a relation in words': [
      { Order: { customer: 'no' } },
      /^touch\.Order\.customer must be true or false, not 'no'\.$/,
    ],
    'an embedded relation in words': [
      { Order: { 'to.country': 0 } },
      /^touch\.Order\['to\.country'\] must be true or false, not 0\.$/,
    ],
    'a relation without a name': [
      { Order: { 'to.': false } },
      /^touch\.Order takes names of properties, like 'name' or 'address\.city', not 'to\.'/,
    ],
  }

  test.each(Object.entries(refused))('refuses %s', (_, [touch, message]) => {
    expect(messageOf({ touch })).toMatch(message)
  })
})

describe('ignore', () => {
  test('goes by entity and property', () => {
    const ignore: AlkeyOptions['ignore'] = { User: ['lastSeenAt', 'address.city'], Order: [], Gone: undefined }
    expect(resolve({ ignore }).ignore).toEqual(
      new Map([
        ['User', ['lastSeenAt', 'address.city']],
        ['Order', []],
      ]),
    )
  })

  test("doesn't follow when it is changed later", () => {
    const ignore: Record<string, string[]> = { User: ['lastSeenAt'] }
    const resolved = resolve({ ignore }).ignore
    ignore['User']?.push('name')
    ignore['Order'] = ['total']
    expect(resolved).toEqual(new Map([['User', ['lastSeenAt']]]))
  })

  test('takes names that every object has', () => {
    const ignore: unknown = JSON.parse('{ "__proto__": ["constructor"], "constructor": ["__proto__"] }')
    expect([...resolve({ ignore }).ignore]).toEqual([
      ['__proto__', ['constructor']],
      ['constructor', ['__proto__']],
    ])
    expect(resolve({ ignore: {} }).ignore.get('toString')).toBeUndefined()
  })

  test('takes frozen lists', () => {
    expect(resolve({ ignore: Object.freeze({ User: Object.freeze(['name']) }) }).ignore.get('User')).toEqual(['name'])
  })

  const refused: Record<string, [unknown, RegExp]> = {
    true: [true, /^ignore must be an object of properties by entity, like \{ User: \['lastSeenAt'\] \}, not true\.$/],
    'a map': [new Map(), /^ignore must be .*, not Map\(0\) \{\}\.$/],
    'an entity as a whole': [{ User: true }, /^ignore\.User must be an array of properties, .*, not true\.$/],
    'a property without brackets': [
      { User: 'name' },
      /^ignore\.User must be an array of properties, .*, not 'name'\.$/,
    ],
    'an entity without a name': [
      { '': ['name'] },
      /^ignore has a rule for the entity ''\. Write the entity's name, like 'User'\.$/,
    ],
    'a property that is a number': [
      { User: ['name', 7] },
      /^ignore\.User takes names of properties, like 'name' or 'address\.city', not 7\.$/,
    ],
    'a property without a name': [
      { User: [''] },
      /^ignore\.User takes names of properties, like 'name' or 'address\.city', not ''\.$/,
    ],
    'half a path': [{ User: ['address.'] }, /^ignore\.User takes .*'address\.city', not 'address\.'\.$/],
    'a hole': [
      // eslint-disable-next-line no-sparse-arrays -- what a slip of the comma makes
      { User: ['name', , 'age'] },
      /^ignore\.User takes names of properties, like 'name' or 'address\.city', not undefined\.$/,
    ],
    'an entity with a strange name': [{ 'a\nb': 1 }, /^ignore\['a\\nb'\] must be an array of properties/],
  }

  test.each(Object.entries(refused))('refuses %s', (_, [ignore, message]) => {
    expect(messageOf({ ignore })).toMatch(message)
  })
})

describe('scopes', () => {
  test('go by entity, each of one property or of several', () => {
    const scopes: AlkeyOptions['scopes'] = { Order: ['tenantId', ['tenantId', 'status']], User: ['address.city'] }
    expect(resolve({ scopes }).scopes).toEqual(
      new Map([
        ['Order', [['tenantId'], ['tenantId', 'status']]],
        ['User', [['address.city']]],
      ]),
    )
  })

  test('are none by default, and where undefined is given', () => {
    expect(resolve({}).scopes.size).toBe(0)
    expect(resolve({ scopes: { Order: undefined } }).scopes.size).toBe(0)
  })

  test("don't follow when they are changed later", () => {
    const scopes = { Order: [['tenantId']] }
    const resolved = resolve({ scopes }).scopes
    scopes.Order[0]?.push('status')
    scopes.Order.push(['status'])
    expect(resolved).toEqual(new Map([['Order', [['tenantId']]]]))
  })

  const refused: Record<string, [unknown, RegExp]> = {
    'a list of entities': [['Order'], /^scopes must be an object of properties by entity, .*, not \[ 'Order' \]\.$/],
    'a single property': [
      { Order: 'tenantId' },
      /^scopes\.Order must be an array of properties, .*, not 'tenantId'\.$/,
    ],
    'an entity without a name': [{ '': ['a'] }, /^scopes has a rule for the entity ''/],
    'a scope without properties': [{ Order: [[]] }, /^scopes\.Order has a scope without properties\./],
    'a property that is no text': [{ Order: [1] }, /^scopes\.Order takes names of properties, .*, not 1\.$/],
    'scopes in scopes': [{ Order: [['a', ['b']]] }, /^scopes\.Order takes names of properties, .*, not \[ 'b' \]\.$/],
    'a property without a name': [
      { Order: ['address.'] },
      /^scopes\.Order takes names of properties, .*, not 'address\.'\.$/,
    ],
  }

  test.each(Object.entries(refused))('refuses %s', (_, [scopes, message]) => {
    expect(messageOf({ scopes })).toMatch(message)
  })
})
