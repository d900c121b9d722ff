import { Problem } from '#kernel/problem'
import { errand } from '#platform/action/action'
import type { OutsideCtx } from '#platform/action/context'
import type { Duck } from '#platform/analytics/duck'
import * as contract from '../contract.ts'
import { metricNamed } from '../metrics/catalog.ts'
import { aboutFacts } from '../store/facts.ts'
import { withFacts } from './follow.ts'
import { matrixOf } from './matrix.ts'
import { staysIn } from './stays.ts'
import { trendOf } from './trend.ts'

const facts = <T>(ctx: OutsideCtx, work: (duck: Duck) => Promise<T>) => withFacts(ctx.services, ctx.workspace, work)

export const readTrend = errand(contract.readTrend, (ctx, { name, where, on, grain }) =>
  facts(ctx, async (duck) => trendOf(duck, metricNamed(name), { where, on, grain }, await aboutFacts(duck))),
)

export const readMatrix = errand(contract.readMatrix, (ctx, { name, where, rows, columns }) =>
  facts(ctx, async (duck) => matrixOf(duck, metricNamed(name), { where, rows, columns }, await aboutFacts(duck))),
)

export const readStays = errand(contract.readStays, (ctx, { where, pipeline, stage, by }) =>
  facts(ctx, async (duck) => {
    const curves = await staysIn(duck, { where, pipeline: pipeline ?? null, stage, by }, await aboutFacts(duck))
    if (curves) return curves
    throw new Problem(
      'not-found',
      `No deal entered a stage "${stage}" in these records. Take the name of a stage as the diagnosis shows it.`,
    )
  }),
)
