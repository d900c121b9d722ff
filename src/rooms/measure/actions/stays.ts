import type { Duck } from '#platform/analytics/duck'
import type { StayCurves } from '../contract.ts'
import { metricNamed } from '../metrics/catalog.ts'
import { survivalAnswer } from '../rules/answers.ts'
import { type LifeRow, survivalCurve } from '../rules/survival.ts'
import { lifeTables } from '../store/answers.ts'
import type { About } from '../store/facts.ts'

export interface StayQuestion {
  readonly where: Record<string, string | null>
  readonly pipeline: string | null
  readonly stage: string
  readonly by?: string
}

/** How long entries stay in a stage, as curves with their medians, those with the most entries first. Null when nothing ever entered it. */
export async function staysIn(duck: Duck, { where, pipeline, stage, by }: StayQuestion, about: About): Promise<StayCurves | null> {
  const metric = metricNamed('time_in_stage_median')
  const here = { ...(pipeline === null ? {} : { pipeline }), stage }
  const cuts = by === undefined ? [] : [by]
  const tables = await lifeTables(duck, metric, { where: { ...where, ...here } }, cuts, about)
  if (tables.length === 0 && (await lifeTables(duck, metric, { where: here }, [], about)).length === 0) return null
  const curves = tables.map(({ group, rows, from, to }) => {
    const value = group[0] ?? null
    const slice = { ...where, ...here, ...(by === undefined ? {} : { [by]: value }) }
    const median = survivalAnswer(metric, rows, { from, to }, slice)
    return { value, n: median.n, left: rows.reduce((sum, row) => sum + row.d, 0), median, steps: stepsOf(rows) }
  })
  return { pipeline, stage, curves: curves.toSorted((a, b) => b.n - a.n), definition: metric.definition }
}

/** The steps of a curve; the last one is the last day on which anything was seen, so that the curve is drawn to its end. */
function stepsOf(rows: readonly LifeRow[]): StayCurves['curves'][number]['steps'] {
  const steps = survivalCurve(rows).map(({ t, atRisk, share, low, high }) => ({ day: t, atRisk, share, low, high }))
  const end = rows.reduce<LifeRow>((latest, row) => (row.t > latest.t ? row : latest), { t: -1, d: 0, c: 0 })
  const last = steps.at(-1) ?? { share: 1, low: 1, high: 1 }
  return end.d === 0 && end.t >= 0 ? [...steps, { ...last, day: end.t, atRisk: end.c }] : steps
}
