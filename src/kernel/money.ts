import { z } from 'zod'

/** ISO 4217 code, upper case. */
export const currencyShape = z.string().regex(/^[A-Z]{3}$/, 'A currency is three capital letters (ISO 4217), for example EUR.')
export type Currency = z.infer<typeof currencyShape>

/** An exact amount as decimal text with at most four places, for example "1250.5"; never a float. */
export const amountShape = z
  .string()
  .regex(/^-?\d{1,14}(\.\d{1,4})?$/, 'An amount is digits with at most four decimals, for example 1250.50.')

export const moneyShape = z.object({ amount: amountShape, currency: currencyShape })
export type Money = z.infer<typeof moneyShape>
