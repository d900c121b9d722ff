import { Problem } from '#kernel/problem'
import { t } from '#kernel/text'
import type { Instant } from '#kernel/time'
import { errand } from '#platform/action/action'
import type { OutsideCtx } from '#platform/action/context'
import type { Duck } from '#platform/analytics/duck'
import { doneGuesses, vendorOf } from '#rooms/capture/actions/done-guesses'
import { ask } from '#rooms/measure/actions/ask'
import { type Look, lookedAt, withLook } from '#rooms/measure/actions/look'
import { dimensionsOf, recordTables } from '#rooms/measure/actions/records-table'
import { metricNamed } from '#rooms/measure/metrics/catalog'
import { companyOf } from '#rooms/workspace/actions'
import * as contract from '../contract/documents.ts'
import type { Answer, Diagnosis } from '../contract.ts'
import { drawPage } from '../report/page.ts'
import { diagnosisSheets, type NumberRecords } from '../report/workbook.ts'
import { typedBenchmarks } from './benchmarks.ts'
import { diagnose } from './diagnose.ts'

/** What a document is made of. */
export interface Documented {
  readonly diagnosis: Diagnosis
  readonly company?: string
  /** What was filtered for, in words. */
  readonly filters: readonly string[]
  readonly madeAt: Instant
}

/** The diagnosis on one A4 page, as PDF, in the language that is spoken. What draws PDF is loaded when the first is asked for. */
export async function pagePdf(input: Documented): Promise<Buffer> {
  const { sheetPdf } = await import('#platform/documents/sheet')
  const { company, diagnosis } = input
  const title = company
    ? t('Interlock diagnosis, {{company}}, {{day}}', { company, day: diagnosis.asOf })
    : t('Interlock diagnosis, {{day}}', { day: diagnosis.asOf })
  return await sheetPdf((pen) => drawPage(pen, input), { title, madeAt: input.madeAt })
}

/** Numbers and rows that only the workbook holds. */
export interface BehindNumbers {
  readonly sliced: readonly Answer[]
  readonly records: readonly NumberRecords[]
}

/** The diagnosis as .xlsx, in the language that is spoken. */
export async function workbookXlsx(input: Documented & BehindNumbers): Promise<Buffer> {
  const { workbookFile } = await import('#platform/documents/workbook')
  return await workbookFile(diagnosisSheets(input))
}

const headline = ['close_rate', 'deal_size_median', 'cycle_days_median', 'lead_conversion']
const inSlices = ['deal_count', 'close_rate', 'deal_size_median', 'cycle_days_median', 'won_amount']
/** More rows of one number than this make a file that nobody can send. */
const mostRecords = 50_000
/** Fields with more values than this are lists, not slices. */
const mostValues = 60

/** The headline numbers by each field that was compared, and the records behind them. */
export async function behindNumbers(duck: Duck, { compared }: Diagnosis): Promise<BehindNumbers> {
  const fields = (await dimensionsOf(duck)).filter(
    ({ subject, label, values }) => subject === 'deal' && values >= 2 && values <= mostValues && compared.dimensions.includes(label),
  )
  const sliced: Answer[] = []
  for (const { key } of fields) sliced.push(...(await ask(duck, inSlices.map(metricNamed), { by: [key] })))
  return { sliced, records: await recordTables(duck, headline, { where: {} }, mostRecords) }
}

async function documented(
  ctx: OutsideCtx,
  look: Look,
  behind: boolean,
): Promise<Documented & BehindNumbers & { readonly company: string }> {
  const { vendor, typed, companyName } = await ctx.read(async ({ tx }) => ({
    vendor: vendorOf(await doneGuesses(tx)),
    typed: await typedBenchmarks(tx),
    companyName: (await companyOf(tx)).companyName,
  }))
  return await withLook(ctx.services, ctx.workspace, look, async (duck) => {
    const diagnosis = await diagnose(duck, { vendor, typed })
    if (diagnosis.deals.all === 0 && diagnosis.leads.all === 0)
      throw new Problem('not-found', t('There are no records to put into a document. Import deals first, or take filters away.'))
    const { words, limits } = await lookedAt(duck, look)
    return {
      diagnosis: { ...diagnosis, limits: [...limits, ...diagnosis.limits.filter(({ key }) => key !== 'taken_back')] },
      company: companyName ?? ctx.workspace.name,
      filters: words,
      madeAt: ctx.now,
      ...(behind ? await behindNumbers(duck, diagnosis) : { sliced: [], records: [] }),
    }
  })
}

/** What a document is called that somebody downloads, without its ending. */
export function documentName(company: string, madeAt: Instant): string {
  return t('Interlock diagnosis {{company}} {{day}}', { company, day: madeAt.slice(0, 10) })
}

function fileOf(made: Documented & { readonly company: string }, ending: string, contentType: string, content: Buffer) {
  const body = async function* () {
    yield content
  }
  return { fileName: `${documentName(made.company, made.madeAt)}.${ending}`, contentType, body: body() }
}

export const downloadPage = errand(contract.downloadPage, async (ctx, look) => {
  const made = await documented(ctx, look, false)
  return fileOf(made, 'pdf', contract.downloadPage.produces ?? 'application/pdf', await pagePdf(made))
})

export const downloadWorkbook = errand(contract.downloadWorkbook, async (ctx, look) => {
  const made = await documented(ctx, look, true)
  return fileOf(made, 'xlsx', contract.downloadWorkbook.produces ?? 'application/octet-stream', await workbookXlsx(made))
})
