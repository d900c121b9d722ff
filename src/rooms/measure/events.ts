import { z } from 'zod'
import { eventKind } from '#kernel/event'
import { numbers, t } from '#kernel/text'

const whole = numbers({ maximumFractionDigits: 0 })

export const originCasesFound = eventKind(
  'origin.found',
  z.object({ found: z.int(), changed: z.int(), gone: z.int() }),
  ({ found, changed, gone }) =>
    t('Looked for origins that differ: {{found}} new cases, {{changed}} changed, {{gone}} gone', {
      found: whole(found),
      changed: whole(changed),
      gone: whole(gone),
    }),
)

export const originDecided = eventKind(
  'origin.decided',
  z.object({ caseId: z.string(), decision: z.enum(['marketing', 'different', 'stands']), corrected: z.int() }),
  ({ decision, corrected }) => {
    if (decision === 'different') return t('Said of two records with differing origins that they are not the same')
    if (decision === 'stands') return t('Said of a record that was entered again that its origin stands')
    return t('Said of a record that was entered again that marketing won it first; {{deals}} deals name the campaign now', {
      deals: whole(corrected),
    })
  },
)

export const originRestated = eventKind('origin.restated', z.object({ caseId: z.string(), campaigns: z.int() }), ({ campaigns }) =>
  t('Noted the numbers of {{campaigns}} campaigns before and after a decision on an origin', { campaigns: whole(campaigns) }),
)
