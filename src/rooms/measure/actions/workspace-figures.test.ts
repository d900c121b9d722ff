import { describe, expect, test } from 'vitest'
import { listWorkspaces } from '#platform/store/workspaces'
import { testApp } from '#test/kit/app'
import { dataSet, setNames } from '#test/kit/expected'
import { imported } from '#test/kit/importing'
import { metricNamed } from '../metrics/catalog.ts'
import { recordsBehind } from '../store/answers.ts'
import { aboutFacts } from '../store/facts.ts'
import { ask } from './ask.ts'
import { withFacts } from './follow.ts'
import { dimensionsCalled } from './slice-metrics.ts'

for (const name of setNames) {
  const set = dataSet(name)
  describe.skipIf(set === null)(
    `${name}, imported into a workspace${set === null ? ' (skipped: ../shared/data is not there)' : ''}`,
    () => {
      test('gives every published figure, and each recounts from its own records', { timeout: 300_000 }, async () => {
        const app = await testApp()
        const done = await imported(app, set?.files ?? [])
        expect(done.failure).toBeNull()
        expect(done.state).toBe('done')
        const { services } = app.served.app
        const [workspace] = await services.database.inPublic(listWorkspaces)
        if (!workspace) throw new Error('The app has no workspace.')
        const wrong = await withFacts(services, workspace, async (duck) => {
          const about = await aboutFacts(duck)
          const found: unknown[] = []
          for (const { what, metric: metricName, where, expected, within } of set?.figures ?? []) {
            const metric = metricNamed(metricName)
            const subject = metric.subject === 'lead' ? 'lead' : 'deal'
            const key = (field: string) => dimensionsCalled(field, about).find((each) => each.subject === subject)?.key ?? `no ${field}`
            const ofCampaigns = metric.subject === 'campaign' || metric.subject === 'touch'
            const slice = {
              where: Object.fromEntries(Object.entries(where).map(([field, value]) => [ofCampaigns ? field : key(field), value])),
            }
            const [answer] = await ask(duck, [metric], { slice, about })
            const ours = answer?.value ?? null
            const same = expected === null || ours === null ? expected === ours : Math.abs(ours - expected) <= within
            const records = await recordsBehind(duck, metric, slice, about)
            if (!same || records.length !== answer?.n) found.push({ what, expected, ours, n: answer?.n, records: records.length })
          }
          return found
        })
        expect(wrong).toEqual([])
        expect(set?.figures.length).toBeGreaterThan(100)
      })
    },
  )
}
