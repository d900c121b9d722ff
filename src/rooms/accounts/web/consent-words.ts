import { t } from '#web/kit/text'
import type { ConsentStatus, LawfulBasis } from '../contract/consents.ts'

/** How the status of an entry is called on screens. */
export const statusWords: Record<ConsentStatus, string> = { given: t('given'), withdrawn: t('withdrawn'), objected: t('objected') }

/** How the lawful bases of the GDPR are called on screens. */
export const basisWords: Record<LawfulBasis, string> = {
  consent: t('consent'),
  contract: t('contract'),
  'legal obligation': t('legal obligation'),
  'vital interests': t('vital interests'),
  'public task': t('public task'),
  'legitimate interests': t('legitimate interests'),
}
