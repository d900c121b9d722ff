import { t } from '#kernel/text'
import type { LimboKind } from '../contract/nurture.ts'

const words: Readonly<Record<LimboKind, () => { why: string; what: string }>> = {
  nowhere: () => ({
    why: t('They responded, were never handed over, and are not nurtured.'),
    what: t('Put them into nurture, or hand them over by hand.'),
  }),
  'no-owner': () => ({
    why: t('The lead is open, has no owner and waits in no queue.'),
    what: t('Hand it to a colleague, or put it into a queue.'),
  }),
  'owner-away': () => ({
    why: t('Its owner is away for days, and the lead waits.'),
    what: t('Hand it to whoever stands in, or put it into a queue.'),
  }),
  'no-clock': () => ({
    why: t('The lead is open and no clock runs for it, so nobody is told when it is forgotten.'),
    what: t('Accept it and get in touch, or return it and have it handed over again.'),
  }),
  'out-of-pool': () => ({
    why: t('Sales gave them back, and nobody nurtures them.'),
    what: t('Put them into nurture, or open the lead again.'),
  }),
}

/** Why somebody is in limbo, and what to do. */
export const limboWords = (kind: LimboKind): { why: string; what: string } => words[kind]()
