import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type PayRate, payMotions, payOrigins, payRoles } from '../contract/pay.ts'
import { gapsOf, pastOf, pay, warningOf } from './pay.ts'

const rate = (more: Partial<PayRate>): PayRate => ({ origin: 'any', role: 'any', motion: 'any', percent: 5, above: 0, ...more })
const sale = { origin: 'field', role: 'seller', motion: 'new', amount: 10_000 } as const
const rates = fc.array(
  fc.record({
    origin: fc.constantFrom(...payOrigins),
    role: fc.constantFrom(...payRoles),
    motion: fc.constantFrom(...payMotions),
    percent: fc.integer({ min: 0, max: 20 }),
    above: fc.constantFrom(0, 0, 1_000, 50_000),
  }),
  { minLength: 1, maxLength: 8 },
)

test('the rate that says most about a sale counts, and thresholds pay in steps', () => {
  expect(pay({ rates: [rate({}), rate({ origin: 'field', percent: 8 })] }, sale)).toBe(800)
  expect(pay({ rates: [rate({}), rate({ above: 4_000, percent: 10 })] }, sale)).toBe(200 + 600)
  expect(pay({ rates: [rate({ role: 'manager' })] }, sale)).toBe(0)
})

test('a plan that pays more for customers from the field is warned of, also where only above a threshold', () => {
  expect(warningOf(gapsOf({ rates: [rate({})] }))).toBeNull()
  expect(warningOf(gapsOf({ rates: [rate({}), rate({ origin: 'field', percent: 8 })] }))).toContain('rewards entering customers again')
  const late = { rates: [rate({ origin: 'field' }), rate({ origin: 'marketing' }), rate({ origin: 'field', above: 50_000, percent: 9 })] }
  expect(gapsOf(late)).toMatchObject([{ role: 'any', motion: 'any', amount: 60_000, marketing: 3_000, field: 3_400 }])
  expect(warningOf(gapsOf({ rates: [rate({ origin: 'marketing', percent: 9 }), rate({ origin: 'field' })] }))).toContain('another origin')
})

test('no plan without gaps pays any sale differently by origin', () => {
  fc.assert(
    fc.property(
      rates,
      fc.integer({ min: 0, max: 200_000 }),
      fc.constantFrom('seller', 'developer', 'manager'),
      fc.constantFrom('new', 'expansion'),
      (all, amount, role, motion) => {
        const document = { rates: all }
        const [marketing, field] = (['marketing', 'field'] as const).map((origin) =>
          pay(document, { origin, role, motion, amount } as never),
        )
        if (gapsOf(document).length === 0) expect(field).toBeCloseTo(marketing ?? 0, 6)
      },
    ),
    { numRuns: 500 },
  )
})

test('what a plan would have paid adds up by origin and by owner, and one that pays alike pays no more for the field', () => {
  const document = { rates: [rate({ role: 'seller' }), rate({ role: 'seller', origin: 'field', percent: 10 })] }
  const won = [
    { origin: 'field' as const, owner: 'Ana', motion: 'new' as const, amount: 1_000, currency: 'EUR' },
    { origin: 'marketing' as const, owner: 'Ben', motion: 'new' as const, amount: 2_000, currency: 'EUR' },
    { origin: null, owner: 'Ben', motion: 'new' as const, amount: 500, currency: 'EUR' },
    { origin: 'field' as const, owner: 'Ben', motion: 'new' as const, amount: 700, currency: 'USD' },
  ]
  expect(pastOf(document, won)).toMatchObject({
    ...{ deals: 2, unknown: 1, currency: 'EUR', currencies: 1, paid: 200, alike: 150 },
    origins: [
      { origin: 'marketing', deals: 1, paid: 100, alike: 100 },
      { origin: 'field', deals: 1, paid: 100, alike: 50 },
    ],
    owners: [
      { owner: 'Ana', paid: 100, alike: 50 },
      { owner: 'Ben', paid: 100, alike: 100 },
    ],
  })
})
