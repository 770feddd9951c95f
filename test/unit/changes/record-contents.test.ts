import { EVERYTHING } from '../../../src/identifiers/identifier'
import { MAX_ROWS, MAX_TAGS, RecordContents } from '../../../src/changes/record-contents'

describe('RecordContents', () => {
  test('admits each identifier once', () => {
    const contents = new RecordContents()
    expect(contents.isEmpty).toBe(true)
    expect(contents.admit(['alkey:users#1', 'alkey:users#2', 'alkey:users#1'])).toEqual([
      'alkey:users#1',
      'alkey:users#2',
    ])
    expect(contents.admit(['alkey:users#2', 'alkey:users#~'])).toEqual(['alkey:users#~'])
    expect(contents.isEmpty).toBe(false)
  })

  test('names everything once it has named enough tags, which have no table', () => {
    const contents = new RecordContents()
    const admitted = contents.admit(Array.from({ length: MAX_TAGS + 50 }, (_, i) => `alkey:@city#${i}`))
    expect(admitted).toHaveLength(MAX_TAGS + 1)
    expect(admitted.at(-1)).toBe(EVERYTHING)
    expect(contents.admit(['alkey:users#1'])).toEqual(['alkey:users#1'])
  })

  test('names the table once it has named enough rows of it, and still the rows of others', () => {
    const contents = new RecordContents()
    const rows = Array.from({ length: MAX_ROWS + 50 }, (_, i) => `alkey:users#${i}`)
    const admitted = contents.admit(rows)
    expect(admitted).toHaveLength(MAX_ROWS + 1)
    expect(admitted.at(-1)).toBe('alkey:users#~')
    expect(contents.admit(['alkey:users#new', 'alkey:orders#1'])).toEqual(['alkey:orders#1'])
  })

  test('counts the rows of each table, in whatever order they come', () => {
    const contents = new RecordContents()
    const tables = ['users', 'orders', 'a.users', 'users%2E']
    const rows = Array.from({ length: MAX_ROWS }, (_, i) => tables.map((table) => `alkey:${table}#${i}`)).flat()
    expect(contents.admit(rows)).toEqual(rows)
    expect(contents.admit(tables.map((table) => `alkey:${table}#*`))).toEqual(tables.map((table) => `alkey:${table}#*`))
    const more = tables.map((table) => `alkey:${table}#more`)
    expect(contents.admit(more)).toEqual(tables.map((table) => `alkey:${table}#~`))
  })

  test('names a scope once it has named enough values of it, and goes on with rows and other scopes', () => {
    const contents = new RecordContents()
    const values = Array.from({ length: MAX_ROWS + 50 }, (_, i) => `alkey:users#?city=${i}`)
    const admitted = contents.admit(['alkey:users#1', ...values])
    expect(admitted).toHaveLength(MAX_ROWS + 2)
    expect(admitted.at(-1)).toBe('alkey:users#?city')
    const others = ['alkey:users#2', 'alkey:users#?city,zip=a,1', 'alkey:users#?zip', 'alkey:users#?zip=!']
    expect(contents.admit(['alkey:users#?city=new', ...others])).toEqual(others)
  })

  test('takes no scope for a row, however many rows it has named', () => {
    const contents = new RecordContents()
    const scopes = ['alkey:users#?city=graz', 'alkey:users#?city', 'alkey:users#?a%2A']
    contents.admit(Array.from({ length: MAX_ROWS + 50 }, (_, i) => `alkey:users#${i}`))
    expect(contents.admit(scopes)).toEqual(scopes)
  })
})
