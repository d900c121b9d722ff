import { mayUse } from '#kernel/may'
import { found, Problem } from '#kernel/problem'
import { t } from '#kernel/text'
import { later } from '#kernel/time'
import { action, question } from '#platform/action/action'
import { newId } from '#platform/ids'
import { toldEvents } from '#platform/ledger/told'
import { undoEvent } from '#platform/ledger/undo'
import { workDone } from '#rooms/leads/actions/work-done'
import { savedByTriggers } from '#rooms/programs/actions/triggers-saved'
import * as contract from '../contract/time-saved.ts'
import { minutesAssumed } from '../events.ts'
import { savedParts } from '../rules/time-saved.ts'
import { importsDone, ownMinutes, sampleEvents } from '../store/time-saved.ts'
import { workMinutes } from '../tables/time-saved.ts'

const dayMs = 86_400_000

export const readTimeSaved = question(contract.readTimeSaved, async ({ tx, now, actor }, { days }) => {
  const from = later(now, -days * dayMs)
  const own = await ownMinutes(tx)
  const sample = await sampleEvents(tx)
  const parts = savedParts(
    { ...(await workDone(tx, from, sample)), imported: await importsDone(tx, from) },
    new Map([...own].map(([work, { minutes }]) => [work, minutes])),
    await savedByTriggers(tx, from, sample),
  )
  const minutes = parts.reduce((sum, part) => sum + part.minutes, 0)
  return { from, minutes, parts, may: mayUse(contract.assumeMinutes, actor) }
})

export const assumeMinutes = action(contract.assumeMinutes, async (ctx, { work, minutes }) => {
  const row = (await ownMinutes(ctx.tx)).get(work)
  if (row) await ctx.ledger.update(workMinutes, [{ id: row.id, minutes }])
  else await ctx.ledger.insert(workMinutes, [{ id: newId<'work_minutes'>(ctx.now), work, minutes }])
  ctx.tell(minutesAssumed, { work, minutes })
  return { eventId: ctx.ledger.eventId }
})

export const undoAssumption = action(contract.undoAssumption, async (ctx, { eventId }) => {
  found((await toldEvents(ctx.tx, minutesAssumed.kind, { one: eventId }))[0], t('This change of an assumption'))
  const { conflicts } = await undoEvent(ctx.tx, ctx.ledger, eventId, ctx.services.keptTables)
  if (conflicts.length > 0) throw new Problem('conflict', t('These minutes were changed again since. Take the later change back first.'))
  return {}
})
