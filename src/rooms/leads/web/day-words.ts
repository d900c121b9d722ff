import { minutes, shortly } from '#web/kit/format'
import type { Tone } from '#web/kit/notice.tsx'
import { said, t } from '#web/kit/text'
import type { BreachKind, LeadState, QueueRow, Verb } from '../contract.ts'

/** Where a hand-over stands, as people say it. */
export const stateWords: Readonly<Record<LeadState, string>> = {
  offered: t('Offered'),
  accepted: t('Accepted'),
  working: t('In work'),
  returned: t('Back to nurture'),
  // Rows of a file that cannot be used are rejected too, which is another word elsewhere.
  rejected: said('Rejected', 'lead'),
  converted: t('Converted'),
  disqualified: t('Disqualified'),
}

export const stateTones: Readonly<Record<LeadState, Tone | 'plain'>> = {
  offered: 'plain',
  accepted: 'info',
  working: 'good',
  returned: 'plain',
  rejected: 'loss',
  converted: 'good',
  disqualified: 'loss',
}

/** What a clock waits for. */
export const clockNames: Readonly<Record<BreachKind, string>> = {
  place: t('An owner'),
  accept: t('Accept'),
  contact: t('First contact'),
  failed: t('Hand-over fails'),
  cold: t('Goes cold'),
}

/** A promise that was not kept, as a word. */
export const breachWords: Readonly<Record<BreachKind, string>> = {
  place: t('No owner in time'),
  accept: t('Not accepted in time'),
  contact: t('No contact in time'),
  failed: t('Hand-over failed'),
  cold: t('Went cold'),
}

/** What a step is called on its button. */
export const verbWords: Readonly<Record<Verb, string>> = {
  accept: t('Accept'),
  take: t('Take it'),
  hand: t('Hand on'),
  return: t('Give back'),
  reject: t('Reject'),
  disqualify: t('Disqualify'),
  convert: t('Convert'),
  reopen: t('Open again'),
}

/** A step that was taken, in words. */
export function doneWords(verb: Verb, name: string): string {
  switch (verb) {
    case 'accept':
      return t('{{name}} is accepted.', { name })
    case 'take':
      return t('{{name}} is yours.', { name })
    case 'hand':
      return t('{{name}} is handed on.', { name })
    case 'return':
      return t('{{name}} is back to nurture.', { name })
    case 'reject':
      return t('{{name}} is rejected.', { name })
    case 'disqualify':
      return t('{{name}} is disqualified.', { name })
    case 'convert':
      return t('{{name}} is converted.', { name })
    case 'reopen':
      return t('{{name}} is open again.', { name })
  }
}

/** How an activity that can be logged is called. */
export const loggedWords = { call: t('Call'), email: t('E-mail'), meeting: t('Meeting'), message: t('Message') } as const

/** A clock in plain words: how much working time is left, or since when it is overdue. */
export function clockText({ minutesLeft, standing, dueAt }: NonNullable<QueueRow['clock']>, now: string): string {
  if (standing === 'late' || minutesLeft < 0) return t('overdue since {{time}}', { time: shortly(dueAt, now) })
  return t('{{time}} left', { time: minutes(minutesLeft) })
}

/** Why somebody is here, in one line: what they did last, where from, and the points. */
export function becauseText({ response, campaign, source, channel, score }: QueueRow): string {
  const what = response?.what ?? campaign ?? source ?? channel
  const points = score === null ? null : t('{{n}} points', { n: score })
  return [what, points].filter(Boolean).join(' · ')
}
