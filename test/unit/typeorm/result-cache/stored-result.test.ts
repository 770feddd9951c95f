import { InvalidValueError } from '../../../../src'
import { fromStored, toStored, typesOf } from '../../../../src/typeorm/result-cache/stored-result'

test('rows come back as they were', () => {
  const rows = [{ id: 1, at: new Date(5), big: 2n ** 70n, bytes: Buffer.from('a'), none: null }]
  expect(fromStored(toStored({ parameters: '', rows }))).toEqual({ parameters: '', rows })
})

test.each(['\n5', '\n{}', '\n"x"', '\n[5]', '\n[null]', '\nnull', '\n[', ''])('%j holds no rows', (text) => {
  expect(() => fromStored(text)).toThrow()
})

test('parameters that their text does not tell are not stored', () => {
  class Id {}
  for (const parameter of [new Id(), () => 1, Object.defineProperty({}, 'toPostgres', { value: () => 1 })]) {
    expect(typesOf([parameter])).toBeUndefined()
  }
  expect(() => toStored({ parameters: undefined, rows: [] })).toThrow(InvalidValueError)
  expect(typesOf([1, 'a', null, { a: 1 }])).toBe('')
  expect(typesOf([NaN])).not.toBe('')
})
