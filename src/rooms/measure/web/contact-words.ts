import { day, share } from '#web/kit/format'
import { t } from '#web/kit/text'
import { type ContactPart, type ContactProblem, type ContactRow, contactProblems, oldAfterDays } from '../contract/contact-quality.ts'

/** What each part is called, and what it means. */
export const partWords: Readonly<Record<ContactPart, { name: string; means: string }>> = {
  complete: { name: t('Complete'), means: t('How many of five are known: first and last name, e-mail, phone, title, company.') },
  reachable: {
    name: t('Reachable'),
    means: t(
      'Half for an address that has the form of one, half for a number in international form; nothing for who objected. Whether mail arrives is not known here.',
    ),
  },
  recent: {
    name: t('Recent'),
    means: t('Full on the day on which they were heard of last, less from day to day, nothing after {{days}} days.', {
      days: oldAfterDays,
    }),
  },
  once: { name: t('There once'), means: t('Full less the chance that the same person is there twice, as Duplicates says it.') },
}

/** What is missing or wrong, each as it stands beside a number of people. */
export const problemWords: Readonly<Record<ContactProblem, string>> = {
  noName: t('No first or last name'),
  noEmail: t('No e-mail'),
  noPhone: t('No phone'),
  noTitle: t('No title'),
  noCompany: t('No company'),
  objected: t('Objected to being written to'),
  unreachable: t('No way to reach them'),
  old: t('Not heard of for two years'),
  twice: t('Likely there twice'),
}

/** Why a person has the score that they have, in words. */
export function whyWords({ problems, parts, seenAt }: Pick<ContactRow, 'problems' | 'parts' | 'seenAt'>): string {
  const wrong = problems.filter((one) => one !== 'twice' && one !== 'old').map((one) => problemWords[one])
  const seen = seenAt === null ? t('It is not known when they were heard of') : t('Last heard of on {{day}}', { day: day(seenAt) })
  const twice = problems.includes('twice') ? [t('{{share}} likely there twice', { share: share(1 - parts.once) })] : []
  return [...wrong, ...twice, seen].join(' · ')
}

/** The problems that lower a part. */
export const problemsOf = (part: ContactPart): ContactProblem[] =>
  (Object.keys(contactProblems) as ContactProblem[]).filter((one) => contactProblems[one] === part)
