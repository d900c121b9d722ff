import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Duck, openDuck } from '#platform/analytics/duck'
import { installMacros } from './macros.ts'

let duck: Duck
beforeAll(async () => {
  duck = await openDuck()
  await installMacros(duck)
})
afterAll(() => duck.close())

/** The instants of these texts, or null, by the steps that the compiler takes. */
async function instants(texts: readonly string[], order: string): Promise<unknown[]> {
  const rows = await duck.all(
    `SELECT date_stamp(n) AS value FROM (SELECT i, date_numeric(o) AS n FROM (SELECT i, date_ordered(cell(x), ?) AS o
      FROM (SELECT unnest(?) AS x, generate_subscripts(?, 1) AS i))) ORDER BY i`,
    [order, texts, texts],
  )
  return rows.map((row) => row.value)
}

async function amounts(texts: readonly string[], sign: string): Promise<unknown[]> {
  const rows = await duck.all(
    `SELECT amount_number(a, ?) AS value FROM (SELECT i, amount_text(cell(x), ?) AS a FROM (SELECT unnest(?) AS x, generate_subscripts(?, 1) AS i)) ORDER BY i`,
    [sign, sign, texts, texts],
  )
  return rows.map((row) => row.value)
}

const english = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December']
const german = ['Januar', 'Februar', 'März', 'April', 'Mai', 'Juni', 'Juli', 'August', 'September', 'Oktober', 'November', 'Dezember']
const spanish = [
  'enero',
  'febrero',
  'marzo',
  'abril',
  'mayo',
  'junio',
  'julio',
  'agosto',
  'septiembre',
  'octubre',
  'noviembre',
  'diciembre',
]
const french = ['janvier', 'février', 'mars', 'avril', 'mai', 'juin', 'juillet', 'août', 'septembre', 'octobre', 'novembre', 'décembre']
const two = (value: number) => String(value).padStart(2, '0')

/** Ways to write a day; each with the order it is written in. */
const ways: readonly { order: string; write: (y: number, m: number, d: number) => string }[] = [
  { order: 'ymd', write: (y, m, d) => `${y}-${two(m)}-${two(d)}` },
  { order: 'ymd', write: (y, m, d) => `${y}/${m}/${d}` },
  { order: 'dmy', write: (y, m, d) => `${d}.${m}.${y}` },
  { order: 'dmy', write: (y, m, d) => `${two(d)}/${two(m)}/${y}` },
  { order: 'dmy', write: (y, m, d) => `${two(d)}-${two(m)}-${two(y % 100)}` },
  { order: 'mdy', write: (y, m, d) => `${m}/${d}/${y}` },
  { order: 'mdy', write: (y, m, d) => `${two(m)}/${two(d)}/${two(y % 100)}` },
  { order: 'dmy', write: (y, m, d) => `${english[m - 1]} ${d}, ${y}` },
  { order: 'dmy', write: (y, m, d) => `${d} ${english[m - 1]?.slice(0, 3)}, ${y}` },
  { order: 'dmy', write: (y, m, d) => `${d}. ${german[m - 1]} ${y}` },
  { order: 'dmy', write: (y, m, d) => `${d} de ${spanish[m - 1]} de ${y}` },
  { order: 'dmy', write: (y, m, d) => `${d} ${french[m - 1]} ${y}` },
  { order: 'dmy', write: (y, m, d) => `${y}${two(m)}${two(d)}` },
]

const day = fc.date({ min: new Date('1971-01-01'), max: new Date('2069-12-31'), noInvalidDate: true })

test('a day written in any way is read as that day', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(day, { minLength: 1, maxLength: 20 }), fc.constantFrom(...ways), async (days, way) => {
      const texts = days.map((at) => way.write(at.getUTCFullYear(), at.getUTCMonth() + 1, at.getUTCDate()))
      expect(await instants(texts, way.order)).toEqual(days.map((at) => `${at.toISOString().slice(0, 10)}T00:00:00.000Z`))
    }),
    { numRuns: 80 },
  )
})

test.each([
  ['2025-03-04 9:05 PM', '2025-03-04T21:05:00.000Z'],
  ['2025-03-04 09:05:06.789', '2025-03-04T09:05:06.789Z'],
  ['2025-03-04T09:05:06-05:00', '2025-03-04T14:05:06.000Z'],
  ['2025-03-04 09:05 UTC', '2025-03-04T09:05:00.000Z'],
  ['2025-02-30', null],
  ['2025-13-01', null],
  ['31.12', null],
  ['Q3 2025', null],
  ['tomorrow', null],
  ['12', null],
])('%s is %s', async (text, instant) => expect(await instants([text], 'dmy')).toEqual([instant]))

const cents = fc.integer({ min: 0, max: 10 ** 11 })

test('an amount written with groups, signs and brackets is read as that amount', async () => {
  const grouped = (whole: number, sign: string) => String(whole).replace(/\B(?=(\d{3})+(?!\d))/g, sign)
  const write = [
    { sign: '.', text: (c: number) => `${grouped(Math.floor(c / 100), ',')}.${two(c % 100)}` },
    { sign: '.', text: (c: number) => `$${grouped(Math.floor(c / 100), ',')}.${two(c % 100)}` },
    { sign: '.', text: (c: number) => `CHF ${grouped(Math.floor(c / 100), "'")}.${two(c % 100)}` },
    { sign: ',', text: (c: number) => `${grouped(Math.floor(c / 100), '.')},${two(c % 100)} €` },
    { sign: ',', text: (c: number) => `${grouped(Math.floor(c / 100), '\u00a0')},${two(c % 100)}` },
    { sign: ',', text: (c: number) => `${Math.floor(c / 100)},${two(c % 100)} EUR` },
  ]
  await fc.assert(
    fc.asyncProperty(
      fc.array(cents, { minLength: 1, maxLength: 20 }),
      fc.constantFrom(...write),
      fc.boolean(),
      async (values, way, negative) => {
        const texts = values.map((value) => (negative ? `(${way.text(value)})` : way.text(value)))
        const read = await amounts(texts, way.sign)
        expect(read.map(Number)).toEqual(values.map((value) => (negative && value > 0 ? -value : value) / 100))
      },
    ),
    { numRuns: 80 },
  )
})

test.each([
  ['1,50', '.'],
  ['1.50', ','],
  ['1.2.3', '.'],
  ['12 apples', '.'],
  ['five', '.'],
  ['1,2345', '.'],
])('%s is no number where the sign is %s', async (text, sign) => expect(await amounts([text], sign)).toEqual([null]))

test('yes and no are read in several languages', async () => {
  const rows = await duck.all(
    "SELECT flag(x) AS v FROM (SELECT unnest(['Yes', 'JA', 'sí', 'oui', '1', 'TRUE', 'no', 'Nein', 'FALSE', '0', 'maybe']) AS x)",
  )
  expect(rows.map((row) => row.v)).toEqual([true, true, true, true, true, true, false, false, false, false, null])
})
