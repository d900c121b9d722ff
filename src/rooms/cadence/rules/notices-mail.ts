import { plural, t } from '#kernel/text'
import { letterOf } from './mail.ts'

interface Told {
  readonly says: string
  readonly href: string
}

/** What came within ten minutes, as one mail. Of one thing the subject says all. */
export function noticesMail(all: readonly Told[], company: string, origin: string): { subject: string; text: string; html: string } {
  const [first] = all
  const title = all.length === 1 && first ? first.says : plural(all.length, '{{n}} thing is new', '{{n}} things are new', { n: all.length })
  return letterOf({
    ...{
      title,
      under: company,
      lead: null,
      origin,
      why: t('You get this because of how you chose to be told.'),
      stop: '/notices/settings',
    },
    subject: all.length === 1 ? title : t('{{title}}: {{company}}', { title, company }),
    parts: [{ title: t('What is new'), lines: all.map(({ says, href }) => ({ what: says, href })), none: '' }],
  })
}
