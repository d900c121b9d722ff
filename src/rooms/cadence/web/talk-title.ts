import { day } from '#web/kit/format'
import { t } from '#web/kit/text'
import type { Talk } from '../contract/requests.ts'
import { talkNames } from './request-look.ts'

/** Who did what, with the day or the rating that it was about. */
export function talkTitle({ kind, by, dueAt, rating }: Pick<Talk, 'kind' | 'by' | 'dueAt' | 'rating'>): string {
  if (by === null) return talkNames[kind]
  if (kind === 'promise' && dueAt !== null) return t('{{name}} promised it for {{day}}', { name: by, day: day(dueAt) })
  if (kind === 'rate' && rating !== null) return t('{{name}} rated it {{n}} of 5', { name: by, n: rating })
  return t('{{name}} {{did}}', { name: by, did: talkNames[kind] })
}
