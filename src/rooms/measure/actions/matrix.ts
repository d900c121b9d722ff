import { Problem } from '#kernel/problem'
import { t } from '#kernel/text'
import type { Duck } from '#platform/analytics/duck'
import type { Answer, Matrix } from '../contract.ts'
import type { Metric } from '../metrics/declare.ts'
import { emptyAnswer } from '../rules/answers.ts'
import { type About, allDimensions } from '../store/facts.ts'
import { ask } from './ask.ts'

/** More cells than this nobody reads. */
const mostCells = 10_000

export interface MatrixQuestion {
  readonly where: Record<string, string | null>
  readonly rows: string
  readonly columns: string
}

/** One number for each pair of values of two dimensions, blanks included. The margins are asked of the same rows, so sums and counts agree. */
export async function matrixOf(duck: Duck, metric: Metric, { where, rows, columns }: MatrixQuestion, about: About): Promise<Matrix> {
  if (rows === columns)
    throw new Problem('invalid-input', t('A matrix needs two different dimensions: one for its rows, one for its columns.'))
  const slice = { where }
  const asked = (by: readonly string[]) => ask(duck, [metric], { slice, by, about })
  const rowTotals = totals(await asked([rows]), rows)
  const columnTotals = totals(await asked([columns]), columns)
  const cells = await asked([rows, columns])
  if (cells.length > mostCells)
    throw new Problem(
      'invalid-input',
      t('This matrix would have {{n}} cells. Take dimensions with fewer values, or filter.', { n: cells.length }),
    )
  const [total] = await asked([])
  return {
    name: metric.name,
    rows: side(rows, rowTotals, about, metric),
    columns: side(columns, columnTotals, about, metric),
    cells: cells.map((answer) => ({ row: answer.slice[rows] ?? null, column: answer.slice[columns] ?? null, answer })),
    rowTotals,
    columnTotals,
    total: total ?? emptyAnswer(metric, where, about.currency),
  }
}

interface Total {
  readonly value: string | null
  readonly answer: Answer
}

/** Values with the most rows first, blanks last. */
function totals(answers: readonly Answer[], key: string): Total[] {
  const found = answers.map((answer) => ({ value: answer.slice[key] ?? null, answer }))
  return found.toSorted((a, b) => Number(a.value === null) - Number(b.value === null) || b.answer.n - a.answer.n)
}

function side(key: string, found: readonly Total[], about: About, metric: Metric): Matrix['rows'] {
  const subject = metric.subject === 'lead' ? 'lead' : 'deal'
  const label = allDimensions(about).find((dimension) => dimension.subject === subject && dimension.key === key)?.label ?? key
  return { dimension: key, label, values: found.map(({ value }) => value) }
}
