import { z } from 'zod'
import { everyMember, managers } from '#kernel/access'
import { endpoint } from '#kernel/endpoint'
import { idOf } from '#kernel/id'
import { currencyShape } from '#kernel/money'
import { dayShape } from '#kernel/time'

/** What one unit of a currency was worth in another one from a day on, until the next rate. */
const newRateShape = z
  .object({
    currency: currencyShape.describe('One unit of this'),
    into: currencyShape.describe('is worth `rate` of this'),
    day: dayShape.describe('from this day on, until the next rate'),
    rate: z
      .string()
      .regex(/^\d{1,10}(\.\d{1,8})?$/, 'A rate is a number above zero with at most eight places, such as 0.9215.')
      .refine((text) => Number(text) > 0, 'A rate is above zero.'),
    source: z.string().trim().max(200).nullable().default(null).describe('Where the rate comes from'),
  })
  .refine((rate) => rate.currency !== rate.into, { message: 'A currency has no rate to itself.' })

export const rateShape = z.object({
  id: idOf('exchange_rate'),
  currency: z.string(),
  into: z.string(),
  day: dayShape,
  rate: z.string(),
  source: z.string().nullable(),
})
export type Rate = z.output<typeof rateShape>

export const listRates = endpoint({
  id: 'workspace.listRates',
  method: 'GET',
  path: '/api/v1/exchange-rates',
  summary: 'The exchange rates with which money is converted, by currency, newest first',
  access: everyMember,
  records: 'none',
  limits: { rate: 'read' },
  answer: z.object({ rates: z.array(rateShape) }),
})

export const saveRates = endpoint({
  id: 'workspace.saveRates',
  method: 'PUT',
  path: '/api/v1/exchange-rates',
  summary: 'Add exchange rates; one that is there for the same currencies and day is replaced',
  access: managers,
  records: 'none',
  limits: { rate: 'write', bodyBytes: 2_000_000 },
  body: z.object({ rates: z.array(newRateShape).min(1).max(10_000) }),
  answer: z.object({ added: z.int(), changed: z.int(), same: z.int() }),
})

export const removeRate = endpoint({
  id: 'workspace.removeRate',
  method: 'DELETE',
  path: '/api/v1/exchange-rates/{id}',
  summary: 'Remove an exchange rate',
  access: managers,
  records: 'none',
  limits: { rate: 'write' },
  params: z.object({ id: idOf('exchange_rate') }),
  answer: z.object({}),
})
