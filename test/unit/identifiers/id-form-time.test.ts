import { join } from 'node:path'
import { clockForm, dateForm, timestampForm } from '../../../src/identifiers/id-form'
import { startChild } from '../../support/processes/child-process'
import type * as localTime from '../../support/processes/samples/local-time'

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
    '002020-01-01',
    '02020-01-01',

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
  test.each([
    ['rounded as an instant is', 0, '2026-11-22 10:20:30.500', '2026-11-22T10:20:31.000'],
    ['as the database writes it', 6, '2026-11-22 10:20:30.123456', '2026-11-22T10:20:30.123'],
    ['as identifiers have it', 6, '2026-11-22T10:20:30.123', '2026-11-22T10:20:30.123'],
    ['without seconds', 6, '2026-11-22 10:20', '2026-11-22T10:20:00.000'],
  ])('is what the clock shows, %s', (_, precision, text, shown) => {
    expect(clockForm(precision, 'local')(text)).toBe(shown)
  })

  test.each([
    [0, '2026-11-22T10:20:30.000'],
    [90, '2026-11-22T11:50:30.000'],
    [-630, '2026-11-21T23:50:30.000'],
  ])('%p minutes off UTC', (clock, shown) => {
    expect(clockForm(3, clock)(new Date('2026-11-22T10:20:30Z'))).toBe(shown)
  })

  test.each([['noon'], [''], [0], [null], [new Date(NaN)]])('is none for %p', (value) => {
    expect(clockForm(3, 'local')(value)).toBeUndefined()
  })

  test.each(['UTC', 'Europe/Berlin', 'America/New_York', 'Pacific/Apia', 'Asia/Kathmandu'])(
    'is the same in %s',
    async (zone) => {
      const child = await startIn(zone)
      try {
        const texts = ['2024-01-05T10:00:00', '2024-07-05T23:30:00.5', '0099-01-01T00:00:00', '1890-06-01T12:00:00']
        for (const text of texts) expect(await child.call('clockOfText', text)).toBe(clockForm(6, 'local')(text))
      } finally {
        await child.kill()
      }
    },
  )

  test('joins what the clock shows alike, and a date is the day that it shows', async () => {
    const child = await startIn('Europe/Berlin')
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

  test.each([
    ['Europe/Berlin', '2026-03-29T03:00:00.000', '2026-03-29T03:59:59.999', '2026-03-29T04:00:00.000'],
    ['Europe/Berlin', '2026-03-29T03:00:00.000', '2026-03-29T03:59:59.999', '2026-03-29T01:59:59.999'],
    // Half an hour.
    ['Australia/Lord_Howe', '2026-10-04T02:30:00.000', '2026-10-04T02:59:59.999', '2026-10-04T03:00:00.000'],
    // A whole day.
    ['Pacific/Apia', '2011-12-31T00:00:00.000', '2011-12-31T23:59:59.999', '2012-01-01T00:00:00.000'],
    ['Pacific/Apia', '2011-12-31T00:00:00.000', '2011-12-31T23:59:59.999', '2011-12-29T23:59:59.999'],
  ])('in %s is in doubt from %s to %s, not at %s', async (zone, from, to, beyond) => {
    const child = await startIn(zone)
    try {
      const doubts = [from, to, beyond].map((text) => child.call('isDoubtful', text))
      expect(await Promise.all(doubts)).toEqual([true, true, false])
    } finally {
      await child.kill()
    }
  })
})

function startIn(TZ: string) {
  return startChild<typeof localTime>(join(__dirname, '../../support/processes/samples/local-time.ts'), { env: { TZ } })
}
