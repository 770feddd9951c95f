import { join } from 'node:path'
import { dateForm, localTimestampForm, timestampForm } from '../../../src/identifiers/id-form'
import { startChild } from '../../support/child-process'
import type * as localTime from '../../support/samples/local-time'

describe('the form of a date', () => {
  test.each([
    ['a date', '2026-11-22'],
    ['blanks around it', ' 2026-11-22 '],
    ['a time of day', '2026-11-22 23:59:59'],
    ['a time with zone, which a date column ignores', '2026-11-22T23:59:59+02:00'],
    ['midnight here, which is what drivers give for a date', new Date(2026, 10, 22)],
    ['the last moment of the day here', new Date(2026, 10, 22, 23, 59, 59, 999)],
  ])('is the day, from %s', (_, value) => {
    expect(dateForm(value)).toBe('2026-11-22')
  })

  test.each([
    ['five digits', '10000-01-01', new Date(10000, 0, 1)],
    ['four digits with zeros', '0099-01-01', new Date(new Date(2000, 0, 1).setFullYear(99))],
  ])('takes a year of %s', (_, text, date) => {
    expect([text, date].map(dateForm)).toEqual([text, text])
  })

  test.each([
    ['22.11.2026'],
    ['2026-1-2'],
    ['20261122'],
    ['infinity'],
    [''],
    [7],
    [null],
    [new Date(NaN)],
    [new Date(-1e14)],
  ])('is none for %p', (value) => {
    expect(dateForm(value)).toBeUndefined()
  })
})

describe('the form of an instant', () => {
  test.each([
    [0, '2026-11-22T10:20:30.499Z', '2026-11-22T10:20:30.000Z'],
    [0, '2026-11-22T10:20:30.500Z', '2026-11-22T10:20:31.000Z'],
    [0, '2026-12-31T23:59:59.500Z', '2027-01-01T00:00:00.000Z'],
    [1, '2026-11-22T10:20:30.449Z', '2026-11-22T10:20:30.400Z'],
    [1, '2026-11-22T10:20:30.450Z', '2026-11-22T10:20:30.500Z'],
    [2, '2026-11-22T10:20:30.125Z', '2026-11-22T10:20:30.130Z'],
    [3, '2026-11-22T10:20:30.123Z', '2026-11-22T10:20:30.123Z'],
    [4, '2026-11-22T10:20:30.123Z', '2026-11-22T10:20:30.123Z'],
    [5, '2026-11-22T10:20:30.123Z', '2026-11-22T10:20:30.123Z'],
    [6, '2026-11-22T10:20:30.123456Z', '2026-11-22T10:20:30.123Z'],
    [undefined, '2026-11-22T10:20:30.123Z', '2026-11-22T10:20:30.123Z'],
    // Halves go away from the year 2000, from which PostgreSQL counts.
    [0, '1999-12-31T23:59:58.500Z', '1999-12-31T23:59:58.000Z'],
    [0, '1969-12-31T23:59:58.501Z', '1969-12-31T23:59:59.000Z'],
    [0, '0099-01-01T00:00:00.000Z', '0099-01-01T00:00:00.000Z'],
  ])('at precision %p rounds %s to %s', (precision, text, rounded) => {
    const form = timestampForm(precision)
    expect([text, new Date(text), rounded].map(form)).toEqual([rounded, rounded, rounded])
  })

  test('does not depend on the zone it was written in', () => {
    const spellings = ['2026-11-22T10:00:00Z', '2026-11-22T12:00:00+02:00', '2026-11-22T05:00:00.000-05:00']
    expect(new Set(spellings.map(timestampForm(6)))).toEqual(new Set(['2026-11-22T10:00:00.000Z']))
  })

  test.each([['infinity'], [''], ['noon'], [0], [null], [new Date(NaN)], [{}]])('is none for %p', (value) => {
    expect(timestampForm(3)(value)).toBeUndefined()
  })
})

describe('the form of a time without a zone', () => {
  test('is rounded as an instant is', () => {
    expect(localTimestampForm(0)('2026-11-22T10:20:30.500Z')).toBe('2026-11-22T10:20:31.000Z')
    expect(localTimestampForm(0)('noon')).toBeUndefined()
  })

  test('joins what the clock shows alike, and a date is the day that it shows', async () => {
    const child = await startChild<typeof localTime>(join(__dirname, '../../support/samples/local-time.ts'), {
      env: { TZ: 'Europe/Berlin' },
    })
    try {
      const [first, second, third] = ['00:30', '01:30', '02:30'].map((time) => Date.parse(`2026-10-25T${time}Z`)) as [
        number,
        number,
        number,
      ]
      expect(await child.call('clockOf', second)).toBe(await child.call('clockOf', first))
      expect(await child.call('clockOf', third)).not.toBe(await child.call('clockOf', first))
      expect(await child.call('dayOf', Date.parse('2026-11-21T23:00:00Z'))).toBe('2026-11-22')
    } finally {
      await child.kill()
    }
  })
})
