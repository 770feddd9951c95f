import { decodeEntry, encodeEntry } from '../../../src/values/entry'

const within = { generation: 'G', schema: 'S', tokens: new Map([['alkey:users#1', 'T1']]) }

test.each([
  ['a value', { loadedAt: 1, text: 'text\nwith lines' }],
  ['an empty one', { loadedAt: 1, text: '' }],
  ['one with dependencies of its own', { loadedAt: 1, within, text: 'text' }],
])('an entry of %s is read as it was written', (_, entry) => {
  expect(decodeEntry(encodeEntry(entry))).toEqual(entry)
})

test.each([
  undefined,
  null,
  '',
  'text',
  '21',
  '11\ntext',
  '[1,1]\ntext',
  '2\ntext',
  '2[]\ntext',
  '21[\ntext',
  '21{}\ntext',
  5,
  { value: 'text' },
])('%j is no entry', (stored) => {
  expect(decodeEntry(stored)).toBeUndefined()
})
