import { z } from 'zod'
import { eventKind } from '#kernel/event'
import { said, t } from '#kernel/text'

export const benchmarkSet = eventKind(
  'benchmark.set',
  z.object({ stage: z.string().nullable(), measure: z.string(), source: z.string() }),
  ({ stage, measure, source }) => {
    const what = said(measure.replaceAll('_', ' '))
    return stage === null
      ? t('Set the {{what}} that all deals are compared with, from {{source}}', { what, source })
      : t('Set the {{what}} that {{stage}} is compared with, from {{source}}', { what, stage, source })
  },
)

export const benchmarkRemoved = eventKind(
  'benchmark.removed',
  z.object({ stage: z.string().nullable(), measure: z.string() }),
  ({ stage, measure }) => {
    const what = said(measure.replaceAll('_', ' '))
    return stage === null
      ? t('Removed the {{what}} that all deals were compared with', { what })
      : t('Removed the {{what}} that {{stage}} was compared with', { what, stage })
  },
)

export const payPlanSaved = eventKind(
  'pay.saved',
  z.object({ name: z.string(), number: z.int(), warned: z.boolean() }),
  ({ name, number, warned }) =>
    warned
      ? t('Saved version {{number}} of the pay plan {{name}}, which pays the same sale differently by origin', {
          name,
          number: String(number),
        })
      : t('Saved version {{number}} of the pay plan {{name}}', { name, number: String(number) }),
)

export const payPlanCommented = eventKind('pay.commented', z.object({ name: z.string() }), ({ name }) =>
  t('Said something about the pay plan {{name}}', { name }),
)
