import { mayUse } from '#kernel/may'
import { Problem } from '#kernel/problem'
import { t } from '#kernel/text'
import { later } from '#kernel/time'
import { action, question } from '#platform/action/action'
import { schedule } from '#platform/due/due'
import { newId } from '#platform/ids'
import * as contract from '../contract/tracker.ts'
import { trackerSet } from '../events.ts'
import { originOf } from '../rules/forms.ts'
import * as store from '../store/visits.ts'
import { trackers } from '../tables.ts'
import { publicKey } from './forms-key.ts'
import { forgetVisitsWork } from './visits.ts'

const dayMs = 86_400_000

export const readTracker = question(contract.readTracker, async ({ tx, now, workspace, actor }) => {
  const row = await store.trackerOf(tx)
  const traffic = await store.trafficSince(tx, later(now, -30 * dayMs))
  return {
    siteKey: publicKey(workspace),
    on: row?.active ?? false,
    origins: [...(row?.origins ?? [])],
    ...traffic,
    may: mayUse(contract.setTracker, actor),
  }
})

export const setTracker = action(contract.setTracker, async (ctx, { on, origins: typed }) => {
  const origins = [...new Set(typed.map((one) => one.trim()).filter((one) => one !== ''))].map((one) => {
    const origin = originOf(one)
    if (origin === null)
      throw new Problem(
        'invalid-input',
        t('"{{site}}" is no address of a site. Write it as https://company.example.', { site: one.slice(0, 100) }),
      )
    return origin
  })
  if (on && origins.length === 0)
    throw new Problem('invalid-input', t('Say first of which site visits are noted, such as https://company.example.'))
  const row = await store.trackerOf(ctx.tx)
  if (row) await ctx.ledger.update(trackers, [{ id: row.id, active: on, origins }])
  else await ctx.ledger.insert(trackers, [{ id: newId<'tracker'>(ctx.now), active: on, origins }])
  if (on)
    await schedule(ctx.tx, ctx.now, {
      ...{ kind: forgetVisitsWork, subjectId: ctx.workspace.id, payload: {} },
      dueAt: later(ctx.now, dayMs),
    })
  ctx.tell(trackerSet, { on, sites: origins.length })
  return { eventId: ctx.ledger.eventId }
})
