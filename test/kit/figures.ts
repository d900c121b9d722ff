import type { Duck } from '#platform/analytics/duck'
import { listWorkspaces } from '#platform/store/workspaces'
import { ask } from '#rooms/measure/actions/ask'
import { withFacts } from '#rooms/measure/actions/follow'
import { dimensionsCalled } from '#rooms/measure/actions/slice-metrics'
import type { Answer, Slice } from '#rooms/measure/contract'
import { metricNamed } from '#rooms/measure/metrics/catalog'
import type { Metric } from '#rooms/measure/metrics/declare'
import { recordsBehind } from '#rooms/measure/store/answers'
import { rowsOf } from '#rooms/measure/store/compile'
import { type About, aboutFacts } from '#rooms/measure/store/facts'
import type { TestApp } from './app.ts'
import type { ExpectedFigure } from './expected.ts'

/** A published figure beside our answer to it. */
export interface Answered extends ExpectedFigure {
  readonly asked: Metric
  readonly slice: Slice
  readonly answer: Answer | undefined
  readonly same: boolean
}

/** Asks for published figures, all metrics of one slice at once as a screen does. */
export async function answersTo(figures: readonly ExpectedFigure[], duck: Duck, about: About): Promise<Answered[]> {
  const wanted = figures.map((figure) => {
    const asked = metricNamed(figure.metric)
    return { ...figure, asked, slice: { where: whereOf(figure.where, asked, about) } }
  })
  const found: Answered[] = []
  for (const [, group] of Map.groupBy(wanted, ({ slice }) => JSON.stringify(slice))) {
    const slice = group[0]?.slice ?? { where: {} }
    const answers = await ask(duck, [...new Set(group.map(({ asked }) => asked))], { slice, about })
    for (const figure of group) {
      const answer = answers.find(({ name }) => name === figure.metric)
      found.push({ ...figure, answer, same: sameValue(figure, answer?.value ?? null) })
    }
  }
  return found
}

/** Published figures that the only workspace of an app answers otherwise, or behind which it finds another count of records. */
export async function wrongInWorkspace(app: TestApp, figures: readonly ExpectedFigure[]): Promise<unknown[]> {
  const { services } = app.served.app
  const [workspace] = await services.database.inPublic(listWorkspaces)
  if (!workspace) throw new Error('The app has no workspace.')
  return await withFacts(services, workspace, async (duck) => {
    const about = await aboutFacts(duck)
    const counts = new Map<string, number>()
    const wrong: unknown[] = []
    for (const { what, asked, slice, expected, answer, same } of await answersTo(figures, duck, about)) {
      // Metrics of the same rows have the same records.
      const rows = JSON.stringify([asked.subject, rowsOf(asked, about), slice])
      const records = counts.get(rows) ?? (await recordsBehind(duck, asked, slice, about)).length
      counts.set(rows, records)
      if (!same || records !== answer?.n) wrong.push({ what, expected, ours: answer?.value, n: answer?.n, records })
    }
    return wrong
  })
}

/** A share or mean of no rows is null on both sides; a sum of no rows is nothing. */
function sameValue({ expected, within }: ExpectedFigure, ours: number | null): boolean {
  return expected === null || ours === null ? expected === ours : Math.abs(ours - expected) <= within
}

/** The dimension keys that the files' own column names stand for. */
function whereOf(where: ExpectedFigure['where'], { subject }: Metric, about: About): Slice['where'] {
  if (subject === 'campaign' || subject === 'touch') return where
  return Object.fromEntries(
    Object.entries(where).map(([field, value]) => {
      const dimension = dimensionsCalled(field, about).find((each) => each.subject === (subject === 'lead' ? 'lead' : 'deal'))
      if (!dimension) throw new Error(`${field} is no field of a ${subject}`)
      return [dimension.key, value]
    }),
  )
}
