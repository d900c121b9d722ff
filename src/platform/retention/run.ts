import { z } from 'zod'
import type { Actor } from '#kernel/actor'
import { type Instant, instantShape, later } from '#kernel/time'
import { inWriting } from '../action/work.ts'
import { noteAudit } from '../audit/audit.ts'
import { finish, schedule } from '../due/due.ts'
import type { DueHandler, DueWork } from '../due/runner.ts'
import { forgetDerived } from '../privacy/derived.ts'
import { holdingsOf } from '../privacy/holdings.ts'
import type { Tx } from '../store/database.ts'
import { type RuleName, ruleNames } from './contract.ts'
import { retentionRun } from './events.ts'
import type { Lent } from './lent.ts'
import { type Ground, inDerived, page, rules } from './rules.ts'
import { keepRun, retentionWork, rulesOf } from './store.ts'

/** How far a run has come. It stands in the due item, written with each step, so whoever takes over goes on from there. */
const courseShape = z.object({
  asOf: instantShape.optional(),
  rule: z.enum(ruleNames).nullable().optional(),
  after: z.uuid().nullable().optional(),
  counts: z.partialRecord(z.enum(ruleNames), z.int()).default({}),
})
type Course = z.output<typeof courseShape> & { readonly asOf: Instant; readonly rule: RuleName | null; readonly after: string | null }

export const dayMs = 86_400_000
const actor: Actor = { kind: 'system', id: null, name: 'Retention' }

/** Does one step of a run and puts the next one on the list, behind whatever else waits; after the last one the run of the next day. */
export function retentionWorker(lent: Lent): DueHandler {
  return async (work) => {
    const { services, workspace, item } = work
    const read = courseShape.parse(item.payload)
    const { rules: wanted } = await services.database.inWorkspace(workspace, rulesOf, { readOnly: true })
    const asOf = read.asOf ?? services.clock.now()
    const holdings = holdingsOf(services.keptTables.values(), lent.people.source.list.kind)
    const ground: Ground = { lent, holdings, workspaceId: workspace.id, rules: wanted, asOf }
    const rule = read.rule === undefined ? nextOf(ground, null) : read.rule
    const course: Course = { counts: read.counts, asOf, rule, after: read.after ?? null }
    if (course.rule === null) await ended(work, course)
    else await step(work, ground, course, course.rule)
    services.nudge()
  }
}

async function step(work: DueWork, ground: Ground, course: Course, name: RuleName): Promise<void> {
  const { services, workspace } = work
  const rule = rules[name]
  const before = rule.before(ground)
  const dueIn = async (tx: Tx) =>
    before === null ? [] : (await page(tx, await rule.due(tx, ground, before), course.after, rule.piece)).map(({ id }) => id)
  if (rule.where === 'directory') {
    const ids = await services.database.inPublic(async (tx) => {
      const due = await dueIn(tx)
      if (due.length > 0) await rule.clear(tx, ground, due)
      return due
    })
    await services.database.inWorkspace(workspace, (tx) => goOn(tx, work, ground, { course, name, ids }))
    return
  }
  await inWriting(
    { services, workspace, actor, signal: work.signal },
    async (ctx) => {
      const ids = await dueIn(ctx.tx)
      if (ids.length > 0) await rule.clear(ctx, ground, ids)
      await goOn(ctx.tx, work, ground, { course, name, ids })
    },
    { statementMs: 0 },
  )
}

interface Done {
  readonly course: Course
  readonly name: RuleName
  readonly ids: readonly string[]
}

/** The rule after this one that is set; the first for null. */
const nextOf = (ground: Ground, name: RuleName | null): RuleName | null =>
  ruleNames.slice(name === null ? 0 : ruleNames.indexOf(name) + 1).find((one) => rules[one].before(ground) !== null) ?? null

/** Ends the step in its own transaction, so that one that was overtaken is rolled back. */
async function goOn(tx: Tx, { services, item }: DueWork, ground: Ground, { course, name, ids }: Done): Promise<void> {
  const done = ids.length < rules[name].piece
  const next: Course = {
    ...course,
    rule: done ? nextOf(ground, name) : name,
    after: done ? null : (ids.at(-1) ?? null),
    counts: { ...course.counts, [name]: (course.counts[name] ?? 0) + ids.length },
  }
  await finish(tx, item)
  await schedule(tx, services.clock.now(), { kind: retentionWork, subjectId: item.subjectId, payload: { ...next } })
}

async function ended({ services, workspace, item }: DueWork, { asOf, counts }: Course): Promise<void> {
  const now = services.clock.now()
  if (inDerived.some((name) => (counts[name] ?? 0) > 0)) await forgetDerived(services, workspace.id)
  await services.database.inPublic((tx) => noteAudit(tx, { actor, address: null, workspace, now }, retentionRun, { asOf, counts }))
  await services.database.inWorkspace(workspace, async (tx) => {
    await keepRun(tx, asOf, now, counts)
    await finish(tx, item)
    await schedule(tx, now, { kind: retentionWork, subjectId: item.subjectId, payload: {}, dueAt: later(asOf, dayMs) })
  })
}
