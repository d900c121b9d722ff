import { byteOrderMark, csvLine } from '#kernel/csv'
import { Problem } from '#kernel/problem'
import { errand } from '#platform/action/action'
import type { OutsideCtx } from '#platform/action/context'
import type { Duck } from '#platform/analytics/duck'
import * as contract from '../contract.ts'
import { metricNamed, metrics } from '../metrics/catalog.ts'
import type { Metric } from '../metrics/declare.ts'
import { recordCell, recordColumns } from '../rules/record-table.ts'
import { recordsBehind } from '../store/answers.ts'
import { anyConverted } from '../store/currency.ts'
import { aboutFacts, allDimensions } from '../store/facts.ts'
import { ask } from './ask.ts'
import { withFacts } from './follow.ts'

const pageSize = 100

const facts = <T>(ctx: OutsideCtx, work: (duck: Duck) => Promise<T>) => withFacts(ctx.services, ctx.workspace, work)

export const listDimensions = errand(contract.listDimensions, (ctx) =>
  facts(ctx, async (duck) => ({ dimensions: allDimensions(await aboutFacts(duck)) })),
)

export const listMetrics = errand(contract.listMetrics, async () => ({
  metrics: metrics.map(({ name, title, definition, unit, subject, cannot }) => ({ name, title, definition, unit, subject, cannot })),
}))

export const askMetric = errand(contract.askMetric, (ctx, { name, where, by }) =>
  facts(ctx, async (duck) => ({ answers: await ask(duck, [metricNamed(name)], { slice: { where }, by: by === undefined ? [] : [by] }) })),
)

const headline = ['deal_count', 'close_rate', 'deal_size_median', 'cycle_days_median', 'won_amount']
const leadHeadline = ['lead_count', 'lead_conversion']

export const readSlices = errand(contract.readSlices, (ctx, { by, where }) =>
  facts(ctx, async (duck) => {
    const about = await aboutFacts(duck)
    const subjects = new Set(
      allDimensions(about)
        .filter((dimension) => dimension.key === by)
        .map((dimension) => dimension.subject),
    )
    if (subjects.size === 0)
      throw new Problem(
        'invalid-input',
        `The numbers cannot be cut by "${by}". They can be cut by: ${allDimensions(about)
          .map((each) => each.key)
          .join(', ')}.`,
      )
    const names = [...(subjects.has('deal') ? headline : []), ...(subjects.has('lead') ? leadHeadline : [])]
    const answers = await ask(duck, names.map(metricNamed), { slice: { where }, by: [by], about })
    const values = [...new Set(answers.map((answer) => answer.slice[by] ?? null))]
    return { rows: values.map((value) => ({ value, answers: answers.filter((answer) => (answer.slice[by] ?? null) === value) })) }
  }),
)

export const readRecords = errand(contract.readRecords, (ctx, { name, where, offset }) =>
  facts(ctx, async (duck) => {
    const metric = metricNamed(name)
    const about = await aboutFacts(duck)
    const [answer] = await ask(duck, [metric], { slice: { where }, about })
    if (!answer) throw new Problem('not-found', `There is no answer to "${name}" in these records.`)
    return { answer, ...(await tableOf(duck, metric, where, { limit: pageSize, offset })), total: answer.n, offset }
  }),
)

export const downloadRecords = errand(contract.downloadRecords, async (ctx, { name, where }) => {
  const metric = metricNamed(name)
  const { columns, rows } = await facts(ctx, (duck) => tableOf(duck, metric, where))
  const body = async function* () {
    yield byteOrderMark + csvLine(columns.map((column) => column.label))
    for (const row of rows) yield csvLine(columns.map((column) => row[column.key] ?? null))
  }
  return { fileName: `${metric.title}.csv`, contentType: 'text/csv; charset=utf-8', body: body() }
})

async function tableOf(duck: Duck, metric: Metric, where: Record<string, string | null>, page?: { limit: number; offset: number }) {
  const columns = recordColumns(metric, await anyConverted(duck))
  const rows = await recordsBehind(duck, metric, { where }, await aboutFacts(duck), page)
  return {
    columns,
    rows: rows.map((row) => Object.fromEntries(columns.map((column) => [column.key, recordCell(column, row[column.key])]))),
  }
}
