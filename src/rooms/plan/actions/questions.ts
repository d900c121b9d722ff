import { errand } from '#platform/action/action'
import type { OutsideCtx } from '#platform/action/context'
import { inEnglish } from '#platform/language'
import { doneGuesses, vendorOf } from '#rooms/capture/actions/done-guesses'
import { type Look, lookedAt, withLook } from '#rooms/measure/actions/look'
import { companyOf } from '#rooms/workspace/actions'
import * as contract from '../contract.ts'
import { typedBenchmarks } from './benchmarks.ts'
import { diagnose } from './diagnose.ts'

/** The diagnosis of the workspace; null while there is nothing to diagnose. */
async function diagnosisOf(ctx: OutsideCtx, look: Look): Promise<contract.Diagnosis | null> {
  const { vendor, typed } = await ctx.read(async ({ tx }) => ({
    vendor: vendorOf(await doneGuesses(tx)),
    typed: await typedBenchmarks(tx),
  }))
  return await withLook(ctx.services, ctx.workspace, look, async (duck) => {
    const diagnosis = await diagnose(duck, { vendor, typed })
    const { words, limits } = await lookedAt(duck, look)
    if (words.length === 0 && diagnosis.deals.all === 0 && diagnosis.leads.all === 0) return null
    return { ...diagnosis, look: words, limits: [...limits, ...diagnosis.limits.filter(({ key }) => key !== 'taken_back')] }
  })
}

export const readDiagnosis = errand(contract.readDiagnosis, async (ctx, look) => ({ diagnosis: await diagnosisOf(ctx, look) }))

export const downloadReport = errand(contract.downloadReport, async (ctx, look) => {
  // The report speaks English as yet, whoever asks for it: its headings are not in the catalogue.
  const diagnosis = await inEnglish(() => diagnosisOf(ctx, look))
  const { companyName } = await ctx.read(({ tx }) => companyOf(tx))
  const company = companyName ?? ctx.workspace.name
  const body = async function* () {
    // What draws pictures is six hundred files, which nobody waits for before the first report.
    const { reportHtml } = await import('../report.ts')
    yield diagnosis
      ? inEnglish(() => reportHtml({ diagnosis, company, sliced: [], files: [], madeAt: ctx.now }))
      : '<!doctype html><title>Interlock</title><p>There are no records to diagnose yet.</p>'
  }
  return {
    fileName: `Interlock diagnosis ${company} ${ctx.now.slice(0, 10)}.html`,
    contentType: 'text/html; charset=utf-8',
    body: body(),
  }
})
