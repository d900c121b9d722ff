import { Problem } from '#kernel/problem'
import { t } from '#kernel/text'
import { errand } from '#platform/action/action'
import type { OutsideCtx } from '#platform/action/context'
import type { Duck } from '#platform/analytics/duck'
import * as contract from '../contract.ts'
import { metricNamed } from '../metrics/catalog.ts'
import { aboutFacts } from '../store/facts.ts'
import { type Look, looksAtAll, withLook } from './look.ts'
import { matrixOf } from './matrix.ts'
import { staysIn } from './stays.ts'
import { trendOf } from './trend.ts'

const facts = <T>(ctx: OutsideCtx, look: Look, work: (duck: Duck) => Promise<T>) => withLook(ctx.services, ctx.workspace, look, work)

export const readTrend = errand(contract.readTrend, (ctx, { name, where, on, grain, ...look }) =>
  facts(ctx, look, async (duck) => trendOf(duck, metricNamed(name), { where, on, grain }, await aboutFacts(duck))),
)

export const readMatrix = errand(contract.readMatrix, (ctx, { name, where, rows, columns, ...look }) =>
  facts(ctx, look, async (duck) => matrixOf(duck, metricNamed(name), { where, rows, columns }, await aboutFacts(duck))),
)

export const readStays = errand(contract.readStays, (ctx, { where, pipeline = null, stage, by, ...look }) =>
  facts(ctx, look, async (duck) => {
    const curves = await staysIn(duck, { where, pipeline, stage, by }, await aboutFacts(duck))
    if (curves) return curves
    if (!looksAtAll(look)) return { pipeline, stage, curves: [], definition: metricNamed('time_in_stage_median').definition }
    throw new Problem(
      'not-found',
      t('No deal entered a stage "{{stage}}" in these records. Take the name of a stage as the diagnosis shows it.', { stage }),
    )
  }),
)
