import type { Day } from '#kernel/time'
import { period } from '#web/kit/format'
import { t } from '#web/kit/text'
import { type Outcome, type OutcomeBy, outcomeBys, outcomes } from '../contract.ts'
import { type Days, daysOf } from './board-period.ts'
import { stateWords } from './day-words.ts'

/** What of the leads is looked at; it stands in the address. */
export interface MineLook {
  readonly days: Days
  readonly by: OutcomeBy
  readonly from: string
  readonly to: string
  readonly outcome: Outcome | ''
  readonly reason: string
  /** Of these three: undefined for all, empty for those of whom it is not known. */
  readonly campaign: string | undefined
  readonly source: string | undefined
  readonly channel: string | undefined
  /** Whether the leads are listed. */
  readonly list: boolean
}

const sliced = ['campaign', 'source', 'channel'] as const

/** The look of the address. An empty value cannot stand in an address: the word none does. */
export function mineLookOf(said: Readonly<Record<string, string | undefined>>): MineLook {
  const one = (name: (typeof sliced)[number]) => (said[name] === '(none)' ? '' : said[name])
  return {
    days: daysOf(said.days),
    by: outcomeBys.find((by) => by === said.by) ?? 'campaign',
    from: said.from ?? '',
    to: said.to ?? '',
    outcome: outcomes.find((outcome) => outcome === said.outcome) ?? '',
    reason: said.reason ?? '',
    campaign: one('campaign'),
    source: one('source'),
    channel: one('channel'),
    list: said.list !== undefined,
  }
}

/** The address of a look. */
export function mineHref(look: MineLook): string {
  const params = new URLSearchParams()
  if (look.days !== '90') params.set('days', look.days)
  if (look.by !== 'campaign') params.set('by', look.by)
  for (const name of ['from', 'to', 'outcome', 'reason'] as const) if (look[name] !== '') params.set(name, look[name])
  for (const name of sliced) if (look[name] !== undefined) params.set(name, look[name] === '' ? '(none)' : look[name])
  if (look.list) params.set('list', '1')
  const text = params.toString()
  return `/my-leads${text === '' ? '' : `?${text}`}${look.list ? '#leads' : ''}`
}

/** What the list is asked for a look. */
export function askedOf(look: MineLook, since: { from?: Day }) {
  return {
    ...(look.from === '' ? since : { from: look.from as Day }),
    ...(look.to === '' ? {} : { to: look.to as Day }),
    ...Object.fromEntries(sliced.flatMap((name) => (look[name] === undefined ? [] : [[name, look[name]]]))),
    ...(look.outcome === '' ? {} : { outcome: look.outcome }),
    ...(look.reason === '' ? {} : { reason: look.reason }),
  }
}

export const outcomeWords: Readonly<Record<Outcome, string>> = { ...stateWords, offered: t('Waiting'), won: t('Won') }

/** What the list holds, in words. */
export function lookText(look: MineLook, reasonName: string): string {
  const said = (value: string | undefined, text: (value: string) => string) =>
    value === undefined ? [] : [text(value === '' ? t('not known') : value)]
  return [
    ...(look.outcome === '' ? [] : [outcomeWords[look.outcome]]),
    ...(look.reason === '' ? [] : [t('reason: {{name}}', { name: reasonName })]),
    ...said(look.campaign, (name) => t('campaign: {{name}}', { name })),
    ...said(look.source, (name) => t('source: {{name}}', { name })),
    ...said(look.channel, (name) => t('channel: {{name}}', { name })),
    ...(look.from === '' ? [] : [period(look.from, look.to)]),
  ].join(' · ')
}

/** The days of a month that is written as 2026-03: the first, and the first of the next. */
export function monthEnds(month: string): { from: string; to: string } {
  const [year = 0, number = 1] = month.split('-').map(Number)
  const next = number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`
  return { from: `${month}-01`, to: `${next}-01` }
}
