import { Problem } from '#kernel/problem'
import { t } from '#kernel/text'
import { action, question } from '#platform/action/action'
import { takeRows } from '#platform/ledger/take'
import type { Tx } from '#platform/store/database'
import * as contract from '../contract.ts'
import { ratesChanged } from '../events.ts'
import { allRates } from '../store/rates.ts'
import { exchangeRates } from '../tables.ts'

export const listRates = question(contract.listRates, async (ctx) => ({
  rates: (await allRates(ctx.tx)).map(({ id, currency, into, day, rate, source }) => ({ id, currency, into, day, rate, source })),
}))

export const saveRates = action(contract.saveRates, async (ctx, { rates }) => {
  const existing = new Map((await allRates(ctx.tx)).map((row) => [keyOf(row), row]))
  // Of two rates for one day the last one counts, as if they had been saved one after the other.
  const wanted = new Map(rates.map((rate) => [keyOf(rate), rate]))
  const taken = await takeRows(
    ctx,
    { table: exchangeRates, existing },
    [...wanted].map(([key, row]) => ({ key, row: { ...row, rate: plain(row.rate) } })),
  )
  const count = (bucket: string) => taken.filter((each) => each.bucket === bucket).length
  const [added, changed] = [count('create'), count('update')]
  if (added + changed > 0) ctx.tell(ratesChanged, { added, changed, removed: 0 })
  return { added, changed, same: taken.length - added - changed }
})

export const removeRate = action(contract.removeRate, async (ctx, { id }) => {
  if (!(await allRates(ctx.tx)).some((rate) => rate.id === id))
    throw new Problem('not-found', t('This exchange rate is not there any more. Load the page again.'))
  await ctx.ledger.remove(exchangeRates, [id])
  ctx.tell(ratesChanged, { added: 0, changed: 0, removed: 1 })
  return {}
})

/** All exchange rates, for whoever converts money. */
export async function ratesOf(tx: Tx): Promise<{ currency: string; into: string; day: string; rate: string }[]> {
  return (await allRates(tx)).map(({ currency, into, day, rate }) => ({ currency, into, day, rate }))
}

function keyOf({ currency, into, day }: { currency: string; into: string; day: string }): string {
  return `${currency} ${into} ${day}`
}

/** As the table gives it back, so that the same rate again changes nothing. */
function plain(rate: string): string {
  const [whole = '0', places = ''] = rate.split('.')
  const digits = places.replace(/0+$/, '')
  const leading = whole.replace(/^0+(?=\d)/, '')
  return digits ? `${leading}.${digits}` : leading
}
