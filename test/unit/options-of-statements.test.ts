import { InvalidOptionError, MemoryTokenStore } from '../../src'
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

describe('aliases', () => {
  test('name the table that a relation stands for', () => {
    const aliases = { orders_2026: 'orders', 'archive.orders_2026': 'orders', 'public view': 'sales.invoices' }
    expect(resolve({ aliases }).aliases).toEqual(new Map(Object.entries(aliases)))
  })

  test("don't follow when they are changed later", () => {
    const aliases: Record<string, string> = { orders_2026: 'orders' }
    const resolved = resolve({ aliases }).aliases
    aliases['orders_2026'] = 'invoices'
    aliases['orders_2027'] = 'orders'
    expect(resolved).toEqual(new Map([['orders_2026', 'orders']]))
  })

  test('take names that every object has', () => {
    const aliases: unknown = JSON.parse('{ "__proto__": "constructor", "toString": "orders" }')
    expect([...resolve({ aliases }).aliases]).toEqual([
      ['__proto__', 'constructor'],
      ['toString', 'orders'],
    ])
    expect(resolve({ aliases: {} }).aliases.has('constructor')).toBe(false)
  })

  const refused: Record<string, [unknown, RegExp]> = {
    'a list': [['orders'], /^aliases must be an object of tables' names, .*, not \[ 'orders' \]\.$/],
    'a map': [new Map(), /^aliases must be .*, not Map\(0\) \{\}\.$/],
    'a table that is a number': [{ orders_2026: 7 }, /^aliases\.orders_2026 must be the name of a table, not 7\.$/],
    'a table without a name': [{ 'archive.orders': '' }, /^aliases\['archive\.orders'\] must be .*, not ''\.$/],
    'a table that was not given': [{ orders_2026: undefined }, /^aliases\.orders_2026 must be .*, not undefined\.$/],
    'a relation without a name': [
      { '': 'orders' },
      /^aliases gives 'orders' the name ''\. Write the other name of the table\.$/,
    ],
    'an alias of itself': [{ orders: 'orders' }, /^aliases\.orders is 'orders', the same name\./],
    'an alias of an alias': [
      { a: 'b', b: 'orders' },
      /^aliases\.a is 'b', which is an alias itself\. Name the table that both stand for\.$/,
    ],
    'a circle': [{ a: 'b', b: 'a' }, /^aliases\.a is 'b', which is an alias itself\./],
  }

  test.each(Object.entries(refused))('refuse %s', (_, [aliases, message]) => {
    expect(messageOf({ aliases })).toMatch(message)
  })
})

describe('writingFunctions', () => {
  test('are names of functions, in a copy', () => {
    const writingFunctions = ['archive', 'sales.archive', '_next$1', 'Übertrag', 'größe.löschen2', '__proto__']
    const resolved = resolve({ writingFunctions }).writingFunctions
    expect(resolved).toEqual(writingFunctions)
    writingFunctions.push('later')
    expect(resolved).not.toContain('later')
  })

  test.each([
    ['', "''"],
    ['archive()', "'archive\\(\\)'"],
    ['"archive"', '\'"archive"\''],
    ['a.b.c', "'a\\.b\\.c'"],
    ['.archive', "'\\.archive'"],
    ['sales.', "'sales\\.'"],
    ['1st', "'1st'"],
    ['$x', "'\\$x'"],
    ['archive ', "'archive '"],
    ['archive\n', "'archive\\\\n'"],
    [7, '7'],
    [null, 'null'],
    [undefined, 'undefined'],
  ])('are not %j', (name, shown) => {
    const message = new RegExp(
      `^writingFunctions takes names like 'archive' or 'sales\\.archive', .*, not ${shown}\\.$`,
    )
    expect(messageOf({ writingFunctions: ['archive', name] })).toMatch(message)
  })

  test.each([['archive'], [new Set(['archive'])], [{ archive: true }]])(
    'are in an array, not %p',
    (writingFunctions) => {
      expect(messageOf({ writingFunctions })).toMatch(/^writingFunctions must be an array of functions' names, not /)
    },
  )
})

describe('onUnknownWrite', () => {
  test.each(['everything', 'ignore'])('takes %s', (onUnknownWrite) => {
    expect(resolve({ onUnknownWrite }).onUnknownWrite).toBe(onUnknownWrite)
  })

  test.each([['Everything'], [true], ['']])('refuses %p', (onUnknownWrite) => {
    expect(messageOf({ onUnknownWrite })).toMatch(/^onUnknownWrite must be 'everything' or 'ignore', not ('E|true|'')/)
  })
})
