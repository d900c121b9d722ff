import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import * as format from './format.ts'

describe('numbers', () => {
  test('thousands are grouped', () => {
    expect(format.count(8800)).toBe('8,800')
  })

  test('one is said in the singular and everything else in the plural', () => {
    expect(format.counted(1, 'deal')).toBe('1 deal')
    expect(format.counted(0, 'deal')).toBe('0 deals')
    expect(format.counted(4238, 'person', 'people')).toBe('4,238 people')
  })

  test('a share has one decimal', () => {
    expect(format.share(0.631501)).toBe('63.2%')
    expect(format.share(0.62)).toBe('62.0%')
    expect(format.share(1)).toBe('100%')
    expect(format.share(0)).toBe('0%')
  })

  test('a share that is neither none nor all never reads as none or all', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true }), (ratio) => {
        expect(['0%', '100%']).not.toContain(format.share(ratio))
      }),
    )
  })
})

describe('money', () => {
  test('whole units from a hundred upwards, cents below', () => {
    expect(format.money('2360.9094', 'USD')).toBe('$2,361')
    expect(format.money('38.5', 'EUR')).toBe('€38.50')
    expect(format.money('-1250', 'GBP')).toBe('-£1,250')
  })

  test('without a currency only the number is written', () => {
    expect(format.money('1054', null)).toBe('1,054')
    expect(format.money('1054', 'dollars')).toBe('1,054')
  })

  test('headlines are short', () => {
    expect(format.moneyShort('10005534', 'USD')).toBe('$10.01M')
    expect(format.moneyShort('482000', 'EUR')).toBe('€482K')
    expect(format.moneyShort('950', 'EUR')).toBe('€950')
  })

  test('headlines tell apart what differs by a tenth', () => {
    expect(format.moneyShort('11900', 'EUR')).toBe('€11.9K')
    expect(format.moneyShort('12000.4', 'EUR')).toBe('€12K')
    expect(format.moneyShort('99999.6', 'EUR')).toBe('€100K')
  })
})

describe('time', () => {
  test('a day is written with the name of its month', () => {
    expect(format.day('2017-12-31')).toBe('31 Dec 2017')
    expect(format.day('2026-09-05')).toBe('5 Sep 2026')
    expect(format.day('2017-12-31T23:30:00.000Z')).toBe('31 Dec 2017')
  })

  test('text that is no date is shown as it is', () => {
    expect(format.day('soon')).toBe('soon')
    expect(format.moment('soon')).toBe('soon')
  })

  test('an instant names the minute', () => {
    expect(format.moment('2026-01-31T09:30:00.000Z', 'UTC')).toBe('31 Jan 2026, 09:30')
  })

  test('a period with an open end says which end is open', () => {
    expect(format.period('2017-03-01', '2017-12-31')).toBe('1 Mar 2017 – 31 Dec 2017')
    expect(format.period('2017-03-01', null)).toBe('since 1 Mar 2017')
    expect(format.period(null, '2017-12-31')).toBe('until 31 Dec 2017')
    expect(format.period(null, null)).toBe('whole history')
  })

  test('days and elapsed time', () => {
    expect(format.days(51.782)).toBe('51.8 days')
    expect(format.days(1)).toBe('1 day')
    expect(format.elapsed(420)).toBe('0.4 s')
    expect(format.elapsed(125_000)).toBe('2 min 5 s')
  })
})

describe('the company’s way of writing', () => {
  afterEach(() => format.writeNumbersAs('en-US'))

  test('changes how numbers look, not what they say', () => {
    format.writeNumbersAs('de-DE')
    expect(format.count(8800)).toBe('8.800')
    expect(format.share(0.632).replaceAll(/\s/g, ' ')).toBe('63,2 %')
    expect(format.money('2361', 'EUR').replaceAll(/\s/g, ' ')).toBe('2.361 €')
  })

  test('stays as it was when nobody knows the locale', () => {
    format.writeNumbersAs('no such place')
    expect(format.count(8800)).toBe('8,800')
  })
})

describe('units', () => {
  test('each unit of a metric has its own form, and what is not known is a dash', () => {
    expect(format.inUnit(0.5, 'share')).toBe('50.0%')
    expect(format.inUnit('1054', 'money', 'USD')).toBe('$1,054')
    expect(format.inUnit(57, 'days')).toBe('57 days')
    expect(format.inUnit(12, 'count')).toBe('12')
    expect(format.inUnit(null, 'money', 'USD')).toBe('–')
  })

  test('bytes', () => {
    expect(format.bytes(900)).toBe('900 B')
    expect(format.bytes(1_432_000)).toBe('1.4 MB')
  })
})
