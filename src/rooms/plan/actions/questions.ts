import { spoken, t } from '#kernel/text'
import { errand } from '#platform/action/action'
import type { OutsideCtx } from '#platform/action/context'
import { doneGuesses, vendorOf } from '#rooms/capture/actions/done-guesses'
import { type Look, lookedAt, withLook } from '#rooms/measure/actions/look'
import { companyOf } from '#rooms/workspace/actions'
import * as contract from '../contract.ts'
import { html } from '../report/markup.ts'
import { typedBenchmarks } from './benchmarks.ts'
import { diagnose } from './diagnose.ts'
import { documentName } from './documents.ts'

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
  const diagnosis = await diagnosisOf(ctx, look)
  const { companyName } = await ctx.read(({ tx }) => companyOf(tx))
  const company = companyName ?? ctx.workspace.name
  const body = async function* () {
    // What draws pictures is six hundred files, which nobody waits for before the first report.
    const { reportHtml } = await import('../report.ts')
    yield diagnosis
      ? reportHtml({ diagnosis, company, sliced: [], files: [], madeAt: ctx.now })
      : html`<!doctype html><html lang="${spoken()}"><title>Interlock</title><p>${t('There are no records to diagnose yet.')}</p></html>`
          .markup
  }
  return {
    fileName: `${documentName(company, ctx.now)}.html`,
    contentType: 'text/html; charset=utf-8',
    body: body(),
  }
})
