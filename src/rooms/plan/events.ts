import { z } from 'zod'
import { eventKind } from '#kernel/event'
import { t } from '#kernel/text'

export const benchmarkSet = eventKind(
  'benchmark.set',
  z.object({ stage: z.string().nullable(), measure: z.string(), source: z.string() }),
  ({ stage, measure, source }) =>
    t('Set the {{replaceAll}} that {{stage}} {{what}} compared with, from {{source}}', {
      replaceAll: measure.replaceAll('_', ' '),
      stage: stage ?? 'all deals',
      what: stage === null ? 'are' : 'is',
      source,
    }),
)

export const benchmarkRemoved = eventKind(
  'benchmark.removed',
  z.object({ stage: z.string().nullable(), measure: z.string() }),
  ({ stage, measure }) =>
    t('Removed the {{replaceAll}} that {{stage}} {{what}} compared with', {
      replaceAll: measure.replaceAll('_', ' '),
      stage: stage ?? 'all deals',
      what: stage === null ? 'were' : 'was',
    }),
)
