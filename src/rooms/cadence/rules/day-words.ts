import { spoken } from '#kernel/text'

/** A day as the language writes it. */
export const written = (day: string) =>
  new Intl.DateTimeFormat(spoken() === 'en' ? 'en-GB' : spoken(), { dateStyle: 'medium', timeZone: 'UTC' }).format(Date.parse(day))
