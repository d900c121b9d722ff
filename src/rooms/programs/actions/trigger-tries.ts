import { dayOf, later } from '#kernel/time'
import type { ReadCtx } from '#platform/action/context'
import { kindOf, type TriggerDocument } from '../contract/triggers.ts'
import { perWeek, thinned } from '../rules/triggers.ts'
import { momentsOf, mostMoments, passing } from '../store/trigger-moments.ts'
import { labelsOf } from '../store/triggers.ts'
import { sourceFor, type TriggerSources } from './trigger-sources.ts'

const dayMs = 86_400_000
const weeks = 13
const shown = 20

/** What a trigger would have done in the last 90 days. Records are asked as they are today. */
export async function tryOut({ tx, now }: Pick<ReadCtx, 'tx' | 'now'>, sources: TriggerSources, document: TriggerDocument) {
  const { when, rule, often } = document
  const source = await sourceFor(tx, sources, document)
  const moments = await momentsOf(tx, source, when, { from: later(now, -90 * dayMs), to: now, rows: null })
  const pass = await passing(
    tx,
    source,
    rule,
    moments.map(({ recordId }) => recordId),
    dayOf(now),
  )
  const fires = thinned(
    moments.filter(({ recordId }) => pass.has(recordId)),
    often,
  )
  const last = fires.slice(-shown).toReversed()
  const kind = kindOf(when)
  const labels = await labelsOf(
    tx,
    kind,
    last.map(({ recordId }) => recordId),
  )
  return {
    fired: fires.length,
    records: new Set(fires.map(({ recordId }) => recordId)).size,
    moments: moments.length,
    weeks: perWeek(fires, now, weeks),
    last: last.map(({ recordId, at }) => ({ record: { kind, id: recordId, label: labels.get(recordId) ?? null }, at })),
    cut: moments.length >= mostMoments,
  }
}
