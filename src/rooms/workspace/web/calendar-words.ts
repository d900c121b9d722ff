import { spoken, t } from '#web/kit/text'
import type { Weekday } from '../contract.ts'

/** The days of the week as they are called on the screen. */
export const weekdayNames: Readonly<Record<Weekday, string>> = {
  monday: t('Monday'),
  tuesday: t('Tuesday'),
  wednesday: t('Wednesday'),
  thursday: t('Thursday'),
  friday: t('Friday'),
  saturday: t('Saturday'),
  sunday: t('Sunday'),
}

/** "Monday, 25 May 2026, 12:30" of what a clock shows, such as 2026-05-25T12:30; a day alone without its time. */
export function clockText(local: string): string {
  const at = new Date(`${local.length === 10 ? `${local}T00:00` : local}Z`)
  const day = new Intl.DateTimeFormat(spoken() === 'en' ? 'en-GB' : spoken(), {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  }).format(at)
  return local.length === 10 ? day : `${day}, ${local.slice(11)}`
}
