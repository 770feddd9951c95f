import { decodeEntry, encodeEntry } from '../../../src/values/entry'

const within = { generation: 'G', schema: 'S', tokens: new Map([['alkey:users#1', 'T1']]) }

test.each([
  ['a value', { loadedAt: Date.now(), ttlMs: 3_600_000, text: 'text\nwith lines' }],
  ['an empty one', { loadedAt: 1, ttlMs: Number.MAX_SAFE_INTEGER, text: '' }],
  ['one with dependencies of its own', { loadedAt: 1, ttlMs: 1, within, text: 'text' }],
])('an entry of %s is read as it was written', (_, entry) => {
  expect(decodeEntry(encodeEntry(entry))).toEqual(entry)
})

test.each([
  undefined,
  null,
  '',
  'text',
  '21.1',
  '11.1\ntext',
  '21\ntext',
  '[1,1]\ntext',
  '2\ntext',
  '2[]\ntext',
  '21.1[\ntext',
  '21.1{}\ntext',
  5,
  { value: 'text' },
])('%j is no entry', (stored) => {
  expect(decodeEntry(stored)).toBeUndefined()
})
