import { InvalidIdentifierError, InvalidPartError, NotAttachedError, literal, ref } from '../../../src'
import { StandardKey } from '../../../src/fragmented-keys'
import { MAX_DEPTH, encodeParts } from '../../../src/keys/encoding'
import { MAX_VALUES } from '../../../src/keys/limits'
import { UnattachedResolver } from '../../../src/keys/unattached-resolver'

class Stranger {
  readonly name = 'unknown'
}

function encode(part: unknown): string {
  return encodeParts([part], new UnattachedResolver()).text
}

function nested(levels: number, wrap: (inner: unknown) => unknown, bottom: unknown = 'bottom'): unknown {
  let value = bottom
  for (let i = 0; i < levels; i++) value = wrap(value)
  return value
}

function within<Value extends object>(value: Value, close: (value: Value) => unknown): Value {
  close(value)
  return value
}

const wraps: Record<string, (inner: unknown) => unknown> = {
  arrays: (inner) => [inner],
  objects: (inner) => ({ inner }),
  'values of maps': (inner) => new Map([['inner', inner]]),
  'keys of maps': (inner) => new Map([[inner, 'inner']]),
  sets: (inner) => new Set([inner]),
  literals: (inner) => literal(inner),
  'literals of arrays': (inner) => literal([inner]),
  'what toJSON gives': (inner) => literal({ toJSON: () => inner }),
}

describe('what can be no part', () => {
  const refused: Record<string, { part: unknown; message: RegExp }> = {
    'a key of tags': {
      part: new StandardKey('K'),
      message: /^A StandardKey can't be part.*its tags, or.*getKeyStr\(\)/,
    },
    'a function': { part: () => 1, message: /\[Function: part\].*Call it and pass its result/ },
    'a symbol': { part: Symbol('s'), message: /Symbol\(s\).*Pass a string/ },
    'a promise': { part: Promise.resolve(1), message: /promise.*Await it/ },
    'an invalid date': { part: new Date(NaN), message: /invalid date.*Pass a valid one, or null/ },
    'an object with a symbol as a key': { part: { [Symbol('s')]: 1 }, message: /Symbol\(s\)/ },
    'an array with a named property': { part: Object.assign([1], { named: 2 }), message: /'named'.*\[\.\.\.array\]/ },
    'an array with a negative index': { part: Object.assign([1, 2], { '-1': 2 }), message: /'-1'/ },
    'an array with half an index': { part: Object.assign([1, 2], { '0.5': 2 }), message: /'0\.5'/ },
    'an array with a symbol as a key': { part: Object.assign([1], { [Symbol('s')]: 2 }), message: /Symbol\(s\)/ },
    'an array that claims to be endless': {
      part: new Array(2 ** 32 - 1),
      message: /4294967295.*Pass fewer values, or a digest/,
    },
    'a cycle through an array': { part: within([] as unknown[], (a) => a.push([a])), message: /contains itself/ },
    'a cycle through an object': { part: within({ a: {} }, (o) => (o.a = o)), message: /contains itself/ },
    'a cycle through a map': { part: within(new Map(), (m) => m.set('a', { m })), message: /contains itself/ },
    'a cycle through a set': { part: within(new Set(), (s) => s.add([s])), message: /contains itself/ },
    'a cycle through a literal': {
      part: within([] as unknown[], (a) => a.push(literal(a))),
      message: /contains itself/,
    },
    'toJSON that gives its owner': {
      part: literal(within({ toJSON: (): unknown => 0 }, (o) => (o.toJSON = () => o))),
      message: /contains itself/,
    },
    'a stranger in a literal': { part: literal(new Stranger()), message: /Stranger.*no toJSON.*Pass the fields/ },
    'a row in a literal': { part: literal(ref('users', 1)), message: /Ref.*literal\(\)/ },
  }

  test.each(Object.entries(refused))('is %s', (_, { part, message }) => {
    expect(() => encode(part)).toThrow(InvalidPartError)
    expect(() => encode(part)).toThrow(message)
    expect(() => encode({ deep: [part] })).toThrow(InvalidPartError)
  })

  test.each(Object.entries(refused))('is %s inside a literal either', (_, { part }) => {
    expect(() => encode(literal([part]))).toThrow(InvalidPartError)
  })

  test.each([
    ['a class', Stranger],
    ['an instance of a class', new Stranger()],
    ['a regular expression', /a/],
    ['an error', new Error('a')],
    ['a boxed string', Object('a')],
    ['a generator', (function* () {})()],
    [
      'something with toJSON outside of a literal',
      new (class Money {
        toJSON = (): unknown => 1
      })(),
    ],
  ])('without a DataSource is %s', (_, part) => {
    expect(() => encode(part)).toThrow(NotAttachedError)
    expect(() => encode([part])).toThrow(/attach\(dataSource\)/)
  })

  class Page extends Array<unknown> {
    readonly number = 7
  }
  class Zoned extends Date {
    readonly zone = 'Asia/Tokyo'
  }
  class Prices extends Map<string, number> {
    readonly currency = 'EUR'
  }
  class Bare extends Map {}
  class Flags extends Set {}
  class Link extends URL {
    readonly title = 'home'
  }
  class Hash extends Uint8Array<ArrayBuffer> {
    readonly algorithm = 'sha1'
  }
  class View extends DataView<ArrayBuffer> {
    readonly littleEndian = true
  }
  const inheriting: unknown = Object.create(Object.assign(Object.create(null) as object, { page: 2 }))
  class Rootless extends (null as unknown as typeof Object) {}

  const lost: Record<string, unknown> = {
    'an array of a subclass': Page.from([1]),
    'a date of a subclass': new Zoned(0),
    'a map of a subclass': new Prices([['tea', 5]]),
    'a map of a subclass without fields': new Bare(),
    'a set of a subclass': new Flags(),
    'a URL of a subclass': new Link('https://example.org'),
    'bytes of a subclass': new Hash(new ArrayBuffer(1)),
    'a buffer of a subclass': Object.setPrototypeOf(
      Buffer.from('a'),
      Object.create(Buffer.prototype as object) as object,
    ) as unknown,
    'a view of a subclass': new View(new ArrayBuffer(1)),
    'an object that inherits values': inheriting,
    'an instance of a class without a root': Object.create(Rootless.prototype) as unknown,
  }

  test.each(Object.entries(lost))('as it would lose a difference, is %s', (_, part) => {
    expect(() => encode(part)).toThrow(NotAttachedError)
    expect(() => encode({ deep: [part] })).toThrow(NotAttachedError)
  })

  test.each(Object.entries(lost).filter(([, part]) => !('toJSON' in (part as object))))(
    'inside a literal either is %s, without toJSON',
    (_, part) => {
      expect(() => encode(literal(part))).toThrow(/no toJSON/)
    },
  )

  test.each([
    ['map', new Map()],
    ['set', new Set()],
    ['date', new Date(0)],
    ['URL', new URL('https://example.org')],
  ])('is a %s with a property of its own', (_, value) => {
    const part = Object.assign(value, { named: 2 })
    expect(() => encode(part)).toThrow(InvalidPartError)
    expect(() => encode(literal(part))).toThrow(/'named'/)
  })

  test('is text that claims to be an identifier and is none', () => {
    expect(() => encode('alkey:users#')).not.toThrow()
    expect(() => encode('alkey:users#1#2')).toThrow(InvalidIdentifierError)
    expect(() => encode(literal('alkey:users#1#2'))).not.toThrow()
    expect(() => encode(['alkey:users#1#2'])).not.toThrow()
  })
})

describe('how much a part may hold', () => {
  test.each(Object.entries(wraps))(`is not more than ${MAX_DEPTH} levels of %s`, (name, wrap) => {
    // A literal of an array is one level, and one of its own.
    const levels = name.startsWith('literals of') || name.startsWith('what') ? MAX_DEPTH / 2 : MAX_DEPTH
    expect(() => encode(nested(levels, wrap))).not.toThrow()
    for (const tooMany of [MAX_DEPTH + 1, 100_000]) {
      expect(() => encode(nested(tooMany, wrap))).toThrow(InvalidPartError)
      expect(() => encode(nested(tooMany, wrap))).toThrow(/deeper than 256 levels.*Pass a digest/)
    }
  })

  test.each([
    ['pairs', 64, (inner: unknown) => [inner, inner]],
    ['pairs in objects', 64, (inner: unknown) => ({ a: inner, b: inner })],
    ['pairs in maps', 64, (inner: unknown) => new Map([[[inner], [inner]]])],
    ['thousands', 4, (inner: unknown) => Array.from({ length: 1_000 }, () => inner)],
  ])('is bounded, also where %s share what they hold', (_, levels, wrap) => {
    const started = performance.now()
    expect(() => encode(nested(levels, wrap))).toThrow(
      /longer than 16777216 characters.*Pass fewer values, or a digest/,
    )
    expect(performance.now() - started).toBeLessThan(3_000)
  })

  test.each<[string, () => unknown]>([
    ['an array', () => Array.from({ length: MAX_VALUES + 1 }, (_, at) => at)],
    ['an array with holes', () => new Array<unknown>(MAX_VALUES + 1)],
    ['an object', () => Object.fromEntries(Array.from({ length: MAX_VALUES / 2 + 1 }, (_, at) => [`k${at}`, at]))],
    ['a map', () => new Map(Array.from({ length: MAX_VALUES / 2 + 1 }, (_, at) => [at, at]))],
    ['a set', () => new Set(Array.from({ length: MAX_VALUES + 1 }, (_, at) => at))],
    ['arrays', () => Array.from({ length: 1_024 }, () => Array.from({ length: 1_024 }, (_, at) => at))],
  ])('is no more than %s may have, counted before it is read', (_, make) => {
    const part = make()
    expect(() => encode(literal(part))).toThrow(/hold more than 524288 values.*Pass fewer values, or a digest/)
    expect(() => encode(part)).toThrow(InvalidPartError)
  })

  test('does not read the values of an object that has too many', () => {
    let reads = 0
    const values = Object.fromEntries(Array.from({ length: MAX_VALUES / 2 }, (_, at) => [`k${at}`, at]))
    const part = Object.defineProperty(values, 'a', { enumerable: true, get: () => reads++ })
    expect(() => encode(literal(part))).toThrow(InvalidPartError)
    expect(reads).toBe(0)
  })

  test('is bounded where long texts are deep in what puts them in order', () => {
    const deep = nested(200, (inner) => new Set([inner, 1]), 'x'.repeat(10_000_000))
    expect(() => encode(deep)).toThrow(/nest long texts too deep.*Pass fewer values, or a digest/)
  })

  test('is enough for large data', () => {
    expect(() => encode(Array.from({ length: 100_000 }, (_, id) => ({ id })))).not.toThrow()
    expect(() => encode('x'.repeat(10_000_000))).not.toThrow()
    expect(() => encode('x'.repeat(20_000_000))).toThrow(InvalidPartError)
  })
})
