import { byteOrderMark, csvLine } from '#kernel/csv'
import { Problem } from '#kernel/problem'
import { said, t } from '#kernel/text'
import { errand } from '#platform/action/action'
import type { OutsideCtx } from '#platform/action/context'
import type { Duck } from '#platform/analytics/duck'
import * as contract from '../contract.ts'
import { marketingMetrics, metricNamed, metrics } from '../metrics/catalog.ts'
import type { Metric } from '../metrics/declare.ts'
import { recordsFileName } from '../rules/file-name.ts'
import { cellSaid, recordCell, recordColumns } from '../rules/record-table.ts'
import { scopeInWords } from '../rules/scope-words.ts'
import { recordsBehind } from '../store/answers.ts'
import { anyConverted } from '../store/currency.ts'
import { aboutFacts, allDimensions } from '../store/facts.ts'
import { dealsBehind } from '../store/record-deals.ts'
import { ask } from './ask.ts'
import { type Look, withLook } from './look.ts'

const pageSize = 100

const facts = <T>(ctx: OutsideCtx, look: Look, work: (duck: Duck) => Promise<T>) => withLook(ctx.services, ctx.workspace, look, work)

export const listDimensions = errand(contract.listDimensions, (ctx, { asOf }) =>
  facts(ctx, { asOf }, async (duck) => ({ dimensions: allDimensions(await aboutFacts(duck)) })),
)

export const listValues = errand(contract.listValues, (ctx, { key, asOf }) =>
  facts(ctx, { asOf }, async (duck) => {
    const about = await aboutFacts(duck)
    const subjects = allDimensions(about).flatMap((dimension) => (dimension.key === key ? [dimension.subject] : []))
    const onlyLeads = subjects.length > 0 && !subjects.includes('deal')
    const counts = await ask(duck, [metricNamed(onlyLeads ? 'lead_count' : 'deal_count')], { by: [key], about })
    return { values: counts.slice(0, 500).map((answer) => ({ value: answer.slice[key] ?? null, n: answer.n })) }
  }),
)

export const listMetrics = errand(contract.listMetrics, async () => ({
  metrics: [...metrics, ...marketingMetrics].map(({ name, title, definition, unit, subject, cannot }) => ({
    name,
    title,
    definition,
    unit,
    subject,
    cannot,
  })),
}))

export const askMetric = errand(contract.askMetric, (ctx, { name, where, by, ...look }) =>
  facts(ctx, look, async (duck) => ({
    answers: await ask(duck, [metricNamed(name)], { slice: { where }, by: by === undefined ? [] : [by] }),
  })),
)

const headline = ['deal_count', 'close_rate', 'deal_size_median', 'cycle_days_median', 'won_amount']
const leadHeadline = ['lead_count', 'lead_conversion']

export const readSlices = errand(contract.readSlices, (ctx, { by, where, ...look }) =>
  facts(ctx, look, async (duck) => {
    const about = await aboutFacts(duck)
    const subjects = new Set(
      allDimensions(about)
        .filter((dimension) => dimension.key === by)
        .map((dimension) => dimension.subject),
    )
    if (subjects.size === 0)
      throw new Problem(
        'invalid-input',
        t('The numbers cannot be cut by "{{by}}". They can be cut by: {{known}}.', {
          by,
          known: allDimensions(about)
            .map((each) => each.key)
            .join(', '),
        }),
      )
    const names = [...(subjects.has('deal') ? headline : []), ...(subjects.has('lead') ? leadHeadline : [])]
    const answers = await ask(duck, names.map(metricNamed), { slice: { where }, by: [by], about })
    const values = [...new Set(answers.map((answer) => answer.slice[by] ?? null))]
    return { rows: values.map((value) => ({ value, answers: answers.filter((answer) => (answer.slice[by] ?? null) === value) })) }
  }),
)

export const readRecords = errand(contract.readRecords, (ctx, { name, where, offset, ...look }) =>
  facts(ctx, look, async (duck) => {
    const metric = metricNamed(name)
    const about = await aboutFacts(duck)
    const [answer] = await ask(duck, [metric], { slice: { where }, about })
    if (!answer) throw new Problem('not-found', t('There is no answer to "{{name}}" in these records.', { name }))
    return { answer, ...(await tableOf(duck, metric, where, { limit: pageSize, offset })), total: answer.n, offset }
  }),
)

export const listRecordDeals = errand(contract.listRecordDeals, (ctx, { name, where, ...look }) =>
  facts(ctx, look, async (duck) => {
    const metric = metricNamed(name)
    if (metric.subject !== 'deal')
      throw new Problem('invalid-input', t('"{{title}}" does not count deals, so there are none to list.', { title: said(metric.title) }))
    const deals = await dealsBehind(duck, metric, { where }, await aboutFacts(duck))
    return { deals: deals.slice(0, contract.mostIds), total: deals.length }
  }),
)

export const downloadRecords = errand(contract.downloadRecords, async (ctx, { name, where, ...look }) => {
  const metric = metricNamed(name)
  const { columns, rows, filters } = await facts(ctx, look, async (duck) => ({
    ...(await tableOf(duck, metric, where)),
    filters: scopeInWords({ ...look, where }, allDimensions(await aboutFacts(duck))),
  }))
  const body = async function* () {
    yield byteOrderMark
    yield csvLine(columns.map((column) => said(column.label)))
    for (const row of rows) yield csvLine(columns.map((column) => cellSaid(column, row[column.key] ?? null)))
  }
  return { fileName: recordsFileName(said(metric.title), filters), contentType: 'text/csv; charset=utf-8', body: body() }
})

async function tableOf(duck: Duck, metric: Metric, where: Record<string, string | null>, page?: { limit: number; offset: number }) {
  const columns = recordColumns(metric, await anyConverted(duck))
  const records = await recordsBehind(duck, metric, { where }, await aboutFacts(duck), page)
  return {
    columns,
    rows: records.map((row) => Object.fromEntries(columns.map((column) => [column.key, recordCell(column, row[column.key])]))),
    deals: metric.subject === 'deal' ? records.map(({ ref }) => ref) : [],
  }
}
