import fc from 'fast-check'
import {
  GLOBAL,
  SCOPES,
  bulkIdentifier,
  claimsToBeIdentifier,
  parseIdentifier,
  parseTableText,
  rowIdentifier,
  scopeBulkIdentifier,
  scopeIdentifier,
  tableIdentifier,
  tableText,
  tagIdentifier,
  tokensOf,
  withGlobal,
  withTables,
} from '../../../src/identifiers/identifier'
import { anyText } from '../support/arbitraries'
import { runs } from '../../support/random-runs'

const anyPath = fc.array(
  anyText.filter((name) => name !== ''),
  { minLength: 1, maxLength: 3 },
)
const anyId = fc.array(anyText, { minLength: 1, maxLength: 3 })

const rows: Record<string, { path: string[]; id: string[]; identifier: string }> = {
  'one column': { path: ['users'], id: ['1'], identifier: 'alkey:users#1' },
  'two columns': { path: ['order_items'], id: ['7', '3'], identifier: 'alkey:order_items#7,3' },
  'a schema': { path: ['sales', 'invoices'], id: ['1'], identifier: 'alkey:sales.invoices#1' },
  'a dot in a name': { path: ['sales.invoices'], id: ['1'], identifier: 'alkey:sales%2Einvoices#1' },
  'an empty id': { path: ['docs'], id: [''], identifier: 'alkey:docs#' },
  'two empty columns': { path: ['docs'], id: ['', ''], identifier: 'alkey:docs#,' },
  'an id like a table': { path: ['docs'], id: ['*'], identifier: 'alkey:docs#%2A' },
  'an id like a bulk change': { path: ['docs'], id: ['~'], identifier: 'alkey:docs#%7E' },
  'a comma': { path: ['docs'], id: ['7,3'], identifier: 'alkey:docs#7%2C3' },
  'a dot in an id': { path: ['docs'], id: ['1.5'], identifier: 'alkey:docs#1.5' },
  'a table like anything': { path: ['*'], id: ['*'], identifier: 'alkey:%2A#%2A' },
  'a lone surrogate': { path: ['docs'], id: ['\ud800'], identifier: 'alkey:docs#%ED%A0%80' },
}

const scopes: Record<string, { columns: string[]; values?: (string | null)[]; identifier: string; tokens: string[] }> =
  {
    'a value': {
      columns: ['tenantId'],
      values: ['7'],
      identifier: 'alkey:orders#?tenantId=7',
      tokens: ['alkey:orders#?tenantId=7', 'alkey:orders#?tenantId', SCOPES],
    },
    NULL: {
      columns: ['tenantId'],
      values: [null],
      identifier: 'alkey:orders#?tenantId=!',
      tokens: ['alkey:orders#?tenantId=!', 'alkey:orders#?tenantId', SCOPES],
    },
    'an empty value': {
      columns: ['tenantId'],
      values: [''],
      identifier: 'alkey:orders#?tenantId=',
      tokens: ['alkey:orders#?tenantId=', 'alkey:orders#?tenantId', SCOPES],
    },
    'values like the grammar': {
      columns: ['a=b', 'c,d'],
      values: ['!', 'x=y,z'],
      identifier: 'alkey:orders#?a%3Db,c%2Cd=%21,x%3Dy%2Cz',
      tokens: ['alkey:orders#?a%3Db,c%2Cd=%21,x%3Dy%2Cz', 'alkey:orders#?a%3Db,c%2Cd', SCOPES],
    },
    bulk: { columns: ['tenantId'], identifier: 'alkey:orders#?tenantId', tokens: ['alkey:orders#?tenantId', SCOPES] },
  }

const refused = [
  'alkey:orders#?',
  'alkey:orders#?=7',
  'alkey:orders#?a,b=7',
  'alkey:orders#?a=7,8',
  'alkey:orders#?a=7=8',
  'alkey:orders#?a=*',
  'alkey:orders#?a,=7,8',
  'alkey:@city#?a=7',
  '',
  'alkey:',
  'alkey:users',
  'alkey:#1',
  'alkey:.users#1',
  'alkey:sales..invoices#1',
  'alkey:users.#1',
  'alkey:users#1#2',
  'alkey:users#*1',
  'alkey:users#1,*',
  'alkey:users#~,1',
  'alkey:users#1 ',
  'alkey:@#1',
  'alkey:@city',
  'alkey:@city#*',
  'alkey:@city#~',
  'alkey:@city#a,b',
  'alkey:@ci ty#1',
  'alkey:@@city#1',
  'alkey:city@#1',
  'alkey:users#1\n',
  'alkey:users#é',
  'alkey:users#%',
  'alkey:users#%4',
  'alkey:users#%C0%AF',
  'alkey:us ers#1',
  'alkey:us%GGers#1',
  'alkey:*#1',
  'alkey:*#~',
  'alkey:~#*',
  'Alkey:users#1',
  ' alkey:users#1',
]

describe('identifiers', () => {
  test.each(Object.entries(rows))('name a row with %s', (_, { path, id, identifier }) => {
    expect(rowIdentifier(tableText(path), id)).toBe(identifier)
    expect(parseIdentifier(identifier)).toEqual({ kind: 'row', table: tableText(path), id })
  })

  test('name a table, its rows in bulk, and anything', () => {
    expect(parseIdentifier(tableIdentifier('users'))).toEqual({ kind: 'table', table: 'users' })
    expect(parseIdentifier(bulkIdentifier('users'))).toEqual({ kind: 'bulk', table: 'users' })
    expect(parseIdentifier(GLOBAL)).toEqual({ kind: 'global' })
  })

  test.each([
    ['city', 'chicago', 'alkey:@city#chicago'],
    ['universe', '', 'alkey:@universe#'],
    ['a.b@c', '*', 'alkey:@a.b%40c#%2A'],
    ['Zürich', 'a,b', 'alkey:@Z%C3%BCrich#a%2Cb'],
  ])('name the tag %j of %j', (tag, instance, identifier) => {
    expect(tagIdentifier(tag, instance)).toBe(identifier)
    expect(parseIdentifier(identifier)).toEqual({ kind: 'tag', tag, instance })
    expect(tokensOf(identifier)).toEqual([identifier])
  })

  test('of tags are those of no table, whatever it is called', () => {
    fc.assert(
      fc.property(anyPath, anyId, (path, id) => {
        expect(rowIdentifier(tableText(path), id)).not.toMatch(/^alkey:@/)
      }),
      runs(100),
    )
    expect(parseIdentifier(rowIdentifier(tableText(['@city']), ['1']))).toMatchObject({ kind: 'row' })
  })

  test('of tags change neither a table nor anything else along', () => {
    expect([...withTables(['alkey:@city#chicago'])]).toEqual(['alkey:@city#chicago'])
    expect([...withTables(['alkey:@city#chicago', 'alkey:users#1'])].sort()).toEqual(
      ['alkey:@city#chicago', 'alkey:users#1', 'alkey:users#*', GLOBAL].sort(),
    )
  })

  test.each(Object.entries(scopes))('name a scope by %s', (_, { columns, values, identifier, tokens }) => {
    expect(values ? scopeIdentifier('orders', columns, values) : scopeBulkIdentifier('orders', columns)).toBe(
      identifier,
    )
    expect(parseIdentifier(identifier)).toEqual({ kind: 'scope', table: 'orders', columns, values })
    expect(tokensOf(identifier)).toEqual(tokens)
    expect(withTables([identifier])).toEqual(new Set([identifier, 'alkey:orders#*', GLOBAL]))
  })

  test.each(refused)('refuse %j', (text) => {
    expect(parseIdentifier(text)).toBeUndefined()
  })

  test.each([
    ['alkey:%75sers#%31', 'alkey:users#1'],
    ['alkey:caf%c3%a9#1', 'alkey:caf%C3%A9#1'],
    ['alkey:a%2eb#x', 'alkey:a%2Eb#x'],
    ['alkey:users#%2a', 'alkey:users#%2A'],
  ])('are brought from %s to their one spelling', (text, normal) => {
    const parsed = parseIdentifier(text)
    expect(parsed?.kind === 'row' && rowIdentifier(parsed.table, parsed.id)).toBe(normal)
  })

  test('give back the table and the id of every row, and are never those of a table', () => {
    fc.assert(
      fc.property(anyPath, anyId, (path, id) => {
        const table = tableText(path)
        expect(parseTableText(table)).toBe(table)
        expect(parseIdentifier(rowIdentifier(table, id))).toEqual({ kind: 'row', table, id })
      }),
      runs(2_000),
    )
  })

  test('are never shared by two rows', () => {
    const row = fc.tuple(anyPath, anyId)
    fc.assert(
      fc.property(row, row, ([path, id], [otherPath, otherId]) => {
        const areSame = JSON.stringify([path, id]) === JSON.stringify([otherPath, otherId])
        expect(rowIdentifier(tableText(path), id) === rowIdentifier(tableText(otherPath), otherId)).toBe(areSame)
      }),
      runs(2_000),
    )
  })

  test('are never shared by two tables', () => {
    fc.assert(
      fc.property(anyPath, anyPath, (path, other) => {
        expect(tableText(path) === tableText(other)).toBe(JSON.stringify(path) === JSON.stringify(other))
      }),
      runs(100),
    )
  })

  test.each([
    ['alkey:users#1', true],
    ['alkey:#', true],
    ['alkey:users', false],
    ['users#1', false],
    [' alkey:users#1', false],
  ])('are claimed by %j: %p', (text, claims) => {
    expect(claimsToBeIdentifier(text)).toBe(claims)
  })
})

describe('the tokens of an identifier', () => {
  test.each([
    ['a row also has those of its table in bulk', 'alkey:users#1', ['alkey:users#1', 'alkey:users#~']],
    ['a row with an empty id', 'alkey:docs#', ['alkey:docs#', 'alkey:docs#~']],
    ['a row whose id looks like a table', 'alkey:docs#%2A', ['alkey:docs#%2A', 'alkey:docs#~']],
    ['a table has its own', 'alkey:users#*', ['alkey:users#*']],
    ['rows in bulk have their own', 'alkey:users#~', ['alkey:users#~']],
    ['anything has its own', GLOBAL, [GLOBAL]],
  ])('%s', (_, identifier, tokens) => {
    expect(tokensOf(identifier)).toEqual(tokens)
  })
})

describe('what changes with identifiers', () => {
  test.each([
    ['nothing with nothing', [], []],
    ['a table and anything with a row', ['alkey:users#1'], ['alkey:users#1', 'alkey:users#*', GLOBAL]],
    ['the table with its rows in bulk', ['alkey:users#~'], ['alkey:users#~', 'alkey:users#*', GLOBAL]],
    ['anything with a table', ['alkey:users#*'], ['alkey:users#*', GLOBAL]],
    ['anything alone', [GLOBAL], [GLOBAL]],
    [
      'each table once',
      ['alkey:users#1', 'alkey:users#2', 'alkey:a.b#'],
      ['alkey:users#1', 'alkey:users#*', 'alkey:users#2', 'alkey:a.b#', 'alkey:a.b#*', GLOBAL],
    ],
  ])('%s', (_, identifiers, all) => {
    expect([...withTables(identifiers)]).toEqual(all)
  })

  test.each([
    ['nothing with nothing', [], []],
    ['anything with a row that is touched, but not its table', ['alkey:users#1'], ['alkey:users#1', GLOBAL]],
    ['nothing with a tag', ['alkey:@city#chicago'], ['alkey:@city#chicago']],
  ])('%s', (_, identifiers, all) => {
    expect([...withGlobal(identifiers)]).toEqual(all)
  })
})
