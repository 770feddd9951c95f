import type { DataSource } from 'typeorm'
import { holdsBinary } from '../../../src/typeorm/result-cache/binary-columns'

const on = (type: string): DataSource => ({ options: { type } }) as DataSource
const isBinary = (value: unknown, type: string): boolean => holdsBinary(JSON.stringify([{ id: 1, value }]), on(type))

test.each([
  ['a Buffer', Buffer.from('tea'), true],
  ['an empty Buffer', Buffer.of(), true],
  ['bytes', Uint8Array.of(7, 8), true],
  ['numbers', Float64Array.of(-7.5), true],
  ['text', 'tea', false],
  ['text that looks like it', JSON.stringify({ value: Buffer.from('tea'), more: { 0: 7 } }), false],
  ['a date', new Date(), false],
  ['nothing', null, false],
])('%s', (_, value, expected) => {
  for (const type of ['postgres', 'mysql', 'better-sqlite3', 'sqljs']) expect(isBinary(value, type)).toBe(expected)
})

test('an object is JSON where there is such a type, and binary where there is none', () => {
  for (const value of [{}, { size: 'large' }]) {
    expect(isBinary(value, 'postgres')).toBe(false)
    expect(isBinary(value, 'sqljs')).toBe(true)
  }
})
