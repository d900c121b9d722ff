import { z } from 'zod'

/** ISO 4217 code, upper case. */
export const currencyShape = z.string().regex(/^[A-Z]{3}$/, 'A currency is three capital letters (ISO 4217), for example EUR.')
