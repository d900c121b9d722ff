import { describe, expect, test } from 'vitest'
import { currencyOf, decideDateOrder, decideDecimal, guessType, lastNameFirst, looksAmerican } from './values.ts'

test.each([
  ['text', ['Acme', 'Beta']],
  ['number', ['1', '2.5', '1,000']],
  ['money', ['$5', '€ 1.000', 'USD 10']],
  ['share', ['10%', '25 %']],
  ['date', ['2025-01-31', '31.12.2025', '15 Apr, 2021 00:02:00', 'March 4, 2025']],
  ['date', ['2025-01-31', 'soon', '2025-02-01', '2025-02-02']],
  ['flag', ['Yes', 'No']],
  ['flag', ['0', '1']],
  ['email', ['a@b.co', 'c@d.org']],
  ['url', ['https://a.co/x', 'www.b.com', 'GrayPages.com']],
  ['phone', ['+49 30 123456', '805-247-8982']],
  ['empty', ['', 'n/a', '-']],
  ['text', ['007', '012', '123']],
  ['text', ['1. 0 - 60 days', '2. 61 - 120 days']],
])('a column is %s when its values are like %j', (type, values) => expect(guessType(values)).toBe(type))

describe('the order of dates', () => {
  test('is what some of them tell', () => {
    expect(decideDateOrder({ dmy: 1, mdy: 0, unclear: 500 })).toEqual({ order: 'dmy', ambiguous: false })
    expect(decideDateOrder({ dmy: 0, mdy: 1, unclear: 500 })).toEqual({ order: 'mdy', ambiguous: false })
  })

  test('is asked when none tells, or when they disagree', () => {
    expect(decideDateOrder({ dmy: 0, mdy: 0, unclear: 5 })).toEqual({ order: 'dmy', ambiguous: true })
    expect(decideDateOrder({ dmy: 0, mdy: 0, unclear: 5 }, true)).toEqual({ order: 'mdy', ambiguous: true })
    expect(decideDateOrder({ dmy: 3, mdy: 3, unclear: 0 })).toMatchObject({ ambiguous: true })
    expect(decideDateOrder({ dmy: 0, mdy: 0, unclear: 0 })).toEqual({ order: 'ymd', ambiguous: false })
  })

  test('looks American behind a 12-hour clock', () => {
    expect(looksAmerican(['3/4/2025 2:05 PM'])).toBe(true)
    expect(looksAmerican(['03/04/2025 14:05'])).toBe(false)
  })
})

describe('the decimal sign', () => {
  const none = { point: 0, comma: 0, unclearPoint: 0, unclearComma: 0 }
  test('is what some numbers tell', () => {
    expect(decideDecimal({ ...none, comma: 1, unclearPoint: 9 }, ';')).toEqual({ decimal: ',', ambiguous: false })
    expect(decideDecimal({ ...none, point: 1, unclearComma: 9 }, ',')).toEqual({ decimal: '.', ambiguous: false })
  })
  test('is asked when 1.234 is all there is', () => {
    expect(decideDecimal({ ...none, unclearPoint: 9 }, ',')).toEqual({ decimal: '.', ambiguous: true })
    expect(decideDecimal({ ...none, unclearPoint: 9 }, ';')).toEqual({ decimal: ',', ambiguous: true })
  })
  test('does not matter for whole numbers', () => expect(decideDecimal(none, ',')).toEqual({ decimal: '.', ambiguous: false }))
})

test.each([
  [['$5', '$10'], 'USD'],
  [['5 €'], 'EUR'],
  [['CHF 5', '5 CHF'], 'CHF'],
  [['5 €', '$5'], null],
  [['5'], null],
])('the currency of %j is %s', (values, currency) => expect(currencyOf(values)).toBe(currency))

test('names are written last name first when nearly all have a comma', () => {
  expect(lastNameFirst(['Doe, Jane', 'Roe, Richard'])).toBe(true)
  expect(lastNameFirst(['Jane Doe', 'Roe, Richard'])).toBe(false)
})
