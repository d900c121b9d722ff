import { t } from '#kernel/text'
import type { Limit } from '../contract.ts'

/** How the figures of a day are known. */
export interface HowKnown {
  readonly day: string
  /** Whether records had been written here by then; else only the dates inside them tell. */
  readonly recorded: boolean
  /** The day since which records are written here. */
  readonly since: string | null
  /** Where only dates tell: deals that there were, and of how many a history of amounts is known. */
  readonly deals: number
  readonly withHistory: number
}

const today = () => t('Settings, exchange rates and the names of columns are those of today.')

/** What figures "as known on" a day cannot tell. */
export function asKnownLimit({ day, recorded, since, deals, withHistory }: HowKnown): Limit {
  if (recorded)
    return {
      key: 'as_known',
      says: t(
        'As known on {{day}}: all that had been imported or changed here by the end of that day (UTC), and nothing that came later, also when it is about earlier days. {{today}}',
        { day, today: today() },
      ),
      remedy: null,
    }
  const known =
    deals === 0
      ? ''
      : ` ${t('That is so for the amounts of {{n}} of {{deals}} deals; the others have the amount that was seen first.', { n: withHistory, deals })}`
  return {
    key: 'as_known',
    says: t(
      'As known on {{day}}, as far as it can be told: nothing was recorded here before {{since}}, so closings, moves, amounts and close dates are taken back by the dates inside the records.{{known}} Owners and other columns are as they are today, and deals that were deleted before are missing. {{today}}',
      { day, since: since ?? t('today'), known, today: today() },
    ),
    remedy: t('Import the exports of earlier days with the day that each shows; from the first import on, every day comes back exactly.'),
  }
}
