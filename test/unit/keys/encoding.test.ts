import { parse } from 'node:querystring'
import { runInNewContext } from 'node:vm'
import { GLOBAL, type KeyPart, literal, ref } from '../../../src'
import { encodeParts } from '../../../src/keys/encoding'
import { UnattachedResolver } from '../../../src/keys/unattached-resolver'

const textOf = (...parts: readonly unknown[]): string => encodeParts(parts, new UnattachedResolver()).text

class Money {
  toJSON(): unknown {
    return ['EUR', 5]
  }
}

const shared = { page: 1 }

describe('lists of parts', () => {
  const different: Record<string, [readonly unknown[], readonly unknown[]]> = {
    'strings split elsewhere': [
      ['a', 'bc'],
      ['ab', 'c'],
    ],
    'strings joined': [['a', 'b'], ['ab']],
    'brackets elsewhere': [
      [['a'], 'b'],
      [['a', 'b'], []],
    ],
    'one bracket more': [['a', 'b'], [['a', 'b']]],
    'brackets around a later part': [
      [['a'], 'b'],
      ['a', ['b']],
    ],
    'nothing and undefined': [[], [undefined]],
    'undefined once and twice': [[undefined], [undefined, undefined]],
    'nothing and an empty string': [[], ['']],
    'an empty string at either end': [
      ['', 'a'],
      ['a', ''],
    ],
    'the order of values': [
      ['a', 'b'],
      ['b', 'a'],
    ],
    'the order of dependencies': [
      ['alkey:users#1', 'alkey:users#2'],
      ['alkey:users#2', 'alkey:users#1'],
    ],
    'a dependency and its text': [['alkey:users#1'], [literal('alkey:users#1')]],
    'a dependency and its text, nested': [['alkey:users#1'], [['alkey:users#1']]],
    'a nested dependency and its text': [[[ref('users', 1)]], [['alkey:users#1']]],
    'anything and its text': [[GLOBAL], [literal(GLOBAL)]],
    'a row and its table': [['alkey:users#1'], ['alkey:users#*']],
    'two rows and one with both ids': [['alkey:users#1', 'alkey:users#2'], ['alkey:users#1,2']],
    'two dependencies and an array of them': [['alkey:users#1', 'alkey:users#2'], [[ref('users', 1), ref('users', 2)]]],
    'a value and what its encoding could look like': [['s1:a'], ['a']],
    'parts that look like lengths': [['1:a', 'b'], ['1:a1:b']],
  }

  test.each(Object.entries(different))('differ by %s', (_, [one, other]) => {
    expect(textOf(...one)).not.toBe(textOf(...other))
  })

  const same: Record<string, [readonly unknown[], readonly unknown[]]> = {
    'a row by reference and by identifier': [[ref('users', 1)], ['alkey:users#1']],
    'a row by another spelling': [['alkey:users#%31'], ['alkey:users#1']],
    'a literal of a plain value and the value': [[literal({ page: 2 })], [{ page: 2 }]],
    'a literal within a literal': [[literal([literal('a')])], [['a']]],
    'a string that is no identifier, bare and nested in a literal': [['users'], [literal('users')]],
    'objects whose fields come in another order': [[{ a: 1, b: 2 }], [{ b: 2, a: 1 }]],
    'sets of dependencies in another order': [
      [new Set([ref('users', 1), ref('users', 2)])],
      [new Set([ref('users', 2), ref('users', 1)])],
    ],
    'the same object twice and two alike': [[[shared, shared]], [[{ page: 1 }, { page: 1 }]]],
    'a parsed query, which has an empty prototype, and a plain object': [[parse('page=1')], [{ page: '1' }]],
    'an object of a null prototype and a plain one': [[Object.assign(Object.create(null), { a: 1 })], [{ a: 1 }]],
  }

  same['values of another realm and ours'] = [
    runInNewContext(`[
      { a: [1] }, Object.assign(Object.create(null), { a: 1 }), new Map([[1, 2]]), new Set([1]), new Date(7),
      new Uint8Array([1, 2]), new Float64Array([1]), new DataView(new ArrayBuffer(2)),
    ]`) as unknown[],
    [
      ...[{ a: [1] }, { a: 1 }, new Map([[1, 2]]), new Set([1]), new Date(7)],
      ...[new Uint8Array([1, 2]), new Float64Array([1]), new DataView(new ArrayBuffer(2))],
    ],
  ]

  test('are the same for dates of fake timers and others', () => {
    jest.useFakeTimers({ now: 7 })
    const [now, then] = [new Date(), new Date(7)]
    jest.useRealTimers()
    expect(textOf(now, then)).toBe(textOf(new Date(7), new Date(7)))
  })

  test.each(Object.entries(same))('are the same for %s', (_, [one, other]) => {
    expect(textOf(...one)).toBe(textOf(...other))
  })

  test('list every dependency, nested ones too, and each plain part', () => {
    const parts: KeyPart[] = [
      'alkey:users#1',
      { who: [ref('users', 2), 'x'] },
      'page',
      7,
      literal({ toJSON: () => 'j' }),
    ]
    expect(
      encodeParts(parts, new UnattachedResolver()).parts.map((part) =>
        'dependency' in part ? part.dependency.identifier : 'literal' in part && part.literal,
      ),
    ).toEqual(['alkey:users#1', 'alkey:users#2', 'page', 7, { toJSON: expect.any(Function) as unknown }])
  })

  test('carry the shape of what they depend on', () => {
    const [old, now] = ['1', '2'].map((version) => encodeParts(['alkey:users#1'], new UnattachedResolver(version)).text)
    expect(old).not.toBe(now)
  })

  test.each<[string, unknown]>([
    ['a class instance', new Money()],
    ['a plain object', { toJSON: (): unknown => ['EUR', 5] }],
  ])('take what toJSON of %s says, inside a literal', (_, money) => {
    expect(textOf(literal(money))).toBe(textOf(literal({ toJSON: () => ['EUR', 5] })))
    expect(textOf(literal(money))).not.toBe(textOf(literal(['EUR', 5])))
    expect(textOf(literal({ price: [money] }))).not.toBe(textOf(literal({ price: [] })))
  })

  test('take nothing inside toJSON for a dependency', () => {
    const { dependencies } = encodeParts([literal({ toJSON: () => 'alkey:users#1' })], new UnattachedResolver())
    expect(dependencies).toEqual([])
  })
})
