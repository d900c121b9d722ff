import { plusDays } from '#kernel/rule-days'
import { type Day, dayOf } from '#kernel/time'
import { useAsk } from '#web/client/queries'
import { tn } from '#web/kit/format'
import { t } from '#web/kit/text'
import { readQueue } from '../contract.ts'

const lengths = ['30', '90', '365', 'all'] as const
export type Days = (typeof lengths)[number]

/** The period that an address says; the last 90 days where it says none. */
export const daysOf = (said: string | undefined): Days => lengths.find((one) => one === said) ?? '90'

/** The periods to choose from. */
export const periodChoices = () =>
  lengths.map((value) => ({
    value,
    label: value === 'all' ? t('Since the first hand-over') : tn(Number(value), 'Last day', 'Last {{n}} days'),
  }))

const firstDay = '2000-01-01' as Day

/** What an endpoint is asked for a period: nothing for its own usual one. Undefined until the server has said which day it is. */
export function useSince(days: Days): { from?: Day } | undefined {
  const asks = days !== '90' && days !== 'all'
  const { data } = useAsk(readQueue, { whose: 'mine', limit: 1 }, { enabled: asks, staleTime: 3_600_000 })
  if (!asks) return days === 'all' ? { from: firstDay } : {}
  return data && { from: plusDays(dayOf(data.now), -Number(days)) }
}
