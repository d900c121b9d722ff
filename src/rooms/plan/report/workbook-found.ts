import { said, t } from '#kernel/text'
import type { BookCell, BookSheet } from '#kernel/workbook'
import type { Answer, Diagnosis } from '../contract.ts'
import { tn } from '../rules/say.ts'

const head = (...texts: readonly string[]): BookCell[] => texts.map((text) => ({ head: text }))

/** Slices that differ and trends, each with its numbers and how sure it is. */
export function foundSheet({ standouts, differences, trends, compared }: Diagnosis): BookSheet {
  const cell = (value: number | null, unit: Answer['unit']): BookCell => (value === null ? null : { value, as: unit })
  const told = [
    ...standouts.map((each) => ({ ...each, says: null, p: null, method: t('Two proportions') })),
    ...differences.map((each) => ({ ...each, moneyAYear: null })),
  ]
  return {
    name: t('Found'),
    widths: [26, 24, 28, 10, 16, 16, 16, 16, 10, 14, 30, 70],
    frozen: 1,
    rows: [
      head(
        ...[t('Number'), t('Field'), t('Value of the field'), t('Verdict'), t('Slice'), t('At least (95%)'), t('At most (95%)')],
        ...[t('All others'), t('Records'), t('Chance without a cause'), t('Judged by'), t('In words')],
      ),
      ...told.map(({ answer, label, value, better, rest, p, method, says }): BookCell[] => [
        said(answer.title),
        said(label),
        value ?? t('blank'),
        better ? t('better') : t('worse'),
        ...[answer.value, answer.low, answer.high, rest].map((each) => cell(each, answer.unit)),
        answer.n,
        p,
        method,
        says,
      ]),
      [],
      [
        tn(
          compared.slices,
          '{{n}} comparison made; every chance is corrected for that many.',
          '{{n}} comparisons made; every chance is corrected for that many.',
        ),
      ],
      [],
      head(
        ...[t('Number over time'), t('Field'), t('Value of the field'), t('Verdict'), t('From'), t('To'), '', '', ''],
        ...[t('Chance without a cause'), t('Placed by'), t('In words')],
      ),
      ...trends.map(({ title, dimension, value, better, from, to, p, on, says }): BookCell[] => [
        said(title),
        dimension === null ? null : said(dimension),
        value,
        better === null ? t('change') : better ? t('better') : t('worse'),
        { day: from },
        { day: to },
        null,
        null,
        null,
        p,
        said(`day ${on}`),
        says,
      ]),
      [],
      [
        tn(
          compared.trends,
          '{{n}} trend looked for; every chance is corrected for that many.',
          '{{n}} trends looked for; every chance is corrected for that many.',
        ),
      ],
    ],
  }
}
