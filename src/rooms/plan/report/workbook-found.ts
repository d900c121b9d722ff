import type { BookCell, BookSheet } from '#kernel/workbook'
import type { Answer, Diagnosis } from '../contract.ts'
import { counted } from '../rules/say.ts'

const head = (...texts: readonly string[]): BookCell[] => texts.map((text) => ({ head: text }))

/** Slices that differ and trends, each with its numbers and how sure it is. */
export function foundSheet({ standouts, differences, trends, compared }: Diagnosis): BookSheet {
  const cell = (value: number | null, unit: Answer['unit']): BookCell => (value === null ? null : { value, as: unit })
  const told = [
    ...standouts.map((each) => ({ ...each, says: null, p: null, method: 'Two proportions' })),
    ...differences.map((each) => ({ ...each, moneyAYear: null })),
  ]
  return {
    name: 'Found',
    widths: [26, 24, 28, 10, 16, 16, 16, 16, 10, 14, 30, 70],
    frozen: 1,
    rows: [
      head(
        'Number',
        'Field',
        'Value of the field',
        'Verdict',
        'Slice',
        'At least (95 %)',
        'At most (95 %)',
        'All others',
        'Records',
        'Chance without a cause',
        'Judged by',
        'In words',
      ),
      ...told.map(({ answer, label, value, better, rest, p, method, says }): BookCell[] => [
        answer.title,
        label,
        value ?? 'blank',
        better ? 'better' : 'worse',
        ...[answer.value, answer.low, answer.high, rest].map((each) => cell(each, answer.unit)),
        answer.n,
        p,
        method,
        says,
      ]),
      [],
      [`${counted(compared.slices, 'comparison')} made; every chance is corrected for that many.`],
      [],
      head(
        'Number over time',
        'Field',
        'Value of the field',
        'Verdict',
        'From',
        'To',
        '',
        '',
        '',
        'Chance without a cause',
        'Placed by',
        'In words',
      ),
      ...trends.map(({ title, dimension, value, better, from, to, p, on, says }): BookCell[] => [
        title,
        dimension,
        value,
        better === null ? 'change' : better ? 'better' : 'worse',
        { day: from },
        { day: to },
        null,
        null,
        null,
        p,
        `day ${on}`,
        says,
      ]),
      [],
      [`${counted(compared.trends, 'trend')} looked for; every chance is corrected for that many.`],
    ],
  }
}
