import { t } from '#kernel/text'
import type { RequestKind, Side } from './request-words.ts'

const names: Readonly<Record<RequestKind, () => string>> = {
  'case-study': () => t('Case study'),
  reference: () => t('Reference customer'),
  deck: () => t('Deck for a stage'),
  invitation: () => t('Invitation to an event'),
  material: () => t('Material for a customer'),
  idea: () => t('Idea for a campaign'),
  data: () => t('Data to be cleaned up'),
  feedback: () => t('Feedback on leads'),
  introduction: () => t('Talk with a customer'),
  other: () => t('Something else'),
}

/** What a kind of request is called. */
export const kindName = (kind: string) => names[kind as RequestKind]?.() ?? kind

/** A team as it is named in a sentence. */
export const teamName = (of: Side) => (of === 'marketing' ? t('Marketing') : t('Sales'))
