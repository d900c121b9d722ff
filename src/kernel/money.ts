import { z } from 'zod'

/** ISO 4217 code, upper case. */
export const currencyShape = z.string().regex(/^[A-Z]{3}$/, 'A currency is three capital letters (ISO 4217), for example EUR.')

/**
 * The currency that money is counted in: the company's own where deals are in it, name none or have a rate into it; else the one of most deals. `named` are
 * the currencies of deals, the most frequent first.
 */
export function countedIn(
  own: string | null,
  named: readonly string[],
  rates: readonly { readonly currency: string; readonly into: string | null }[],
): string | null {
  const fits =
    own !== null && (named.length === 0 || named.includes(own) || rates.some((rate) => rate.into === own && named.includes(rate.currency)))
  return fits ? own : (named[0] ?? null)
}
