import type { KeptOutcome, KeptPromise, KeptVerdict, PromiseKind } from '#rooms/measure/contract/commitments'
import { count, moneyShort, share, tn } from '#web/kit/format'
import { t } from '#web/kit/text'

/** A promise as the head of its column. */
export const promiseWords: Readonly<Record<PromiseKind, () => string>> = {
  leads: () => t('Leads handed over'),
  accepted: () => t('Leads accepted'),
  pipeline: () => t('Share of new pipeline'),
  accept: () => t('Answered in time'),
  contact: () => t('First contact in time'),
  tries: () => t('Tries before giving back'),
}

/** What became of what a promise counts. */
export function outcomeWords(promise: PromiseKind, outcome: KeptOutcome): string {
  if (promise === 'pipeline') return outcome === 'kept' ? t('supplied by marketing') : t('not supplied by marketing')
  if (promise === 'leads') return t('handed over')
  if (promise === 'accepted') return outcome === 'kept' ? t('accepted') : outcome === 'missed' ? t('sent back') : t('not answered yet')
  if (outcome === 'late') return t('kept late')
  if (outcome === 'early') return t('too early to say')
  return outcome === 'kept' ? t('kept in time') : t('never kept')
}

/** "12 late", for the counts beside a share. */
export function countedWords(promise: PromiseKind, outcome: KeptOutcome, n: number): string {
  return t('{{n}} {{outcome}}', { n: count(n), outcome: outcomeWords(promise, outcome) })
}

/** The verdict on what was promised for a month as a whole, and the tone of its mark. */
export const verdictWords: Readonly<Record<Exclude<KeptVerdict, 'each'>, { tone: 'good' | 'warn' | 'info'; says: () => string }>> = {
  kept: { tone: 'good', says: () => t('promise kept') },
  missed: { tone: 'warn', says: () => t('promise not kept') },
  early: { tone: 'info', says: () => t('too early to say') },
  few: { tone: 'info', says: () => t('too few to say') },
  'not promised': { tone: 'info', says: () => t('not promised') },
}

/** What a promise came to, as one figure. */
export function keptFigure({ promise, counts, share: value, n, enough, money }: KeptPromise, currency: string | null): string {
  if (promise === 'leads') return count(counts.made)
  if (promise === 'pipeline' && money && !enough)
    return t('{{part}} of {{all}}', { part: moneyShort(money.supplied, currency), all: moneyShort(money.all, currency) })
  if (n === 0) return t('None was due yet')
  return enough && value !== null ? share(value) : t('{{n}} of {{all}}', { n: count(counts.kept), all: count(n) })
}

/** What the figure was counted from. */
export function basisWords({ promise, counts, n, money }: KeptPromise, currency: string | null): string {
  if (promise === 'leads') return tn(counts.made, '{{n}} hand-over', '{{n}} hand-overs')
  if (promise === 'pipeline')
    return t('{{part}} of {{all}} in {{n}} deals', {
      part: moneyShort(money?.supplied ?? 0, currency),
      all: moneyShort(money?.all ?? 0, currency),
      n: count(n),
    })
  return t('{{n}} of {{all}}', { n: count(counts.kept), all: count(n) })
}
