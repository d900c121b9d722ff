import { rightsOf } from '#kernel/actor'
import type { Id } from '#kernel/id'
import { normKey } from '#kernel/normal'
import { found, Problem } from '#kernel/problem'
import { changes, sees } from '#kernel/rights'
import { said, t } from '#kernel/text'
import type { Day, Instant } from '#kernel/time'
import { action, question } from '#platform/action/action'
import type { Ctx, ReadCtx } from '#platform/action/context'
import { newId } from '#platform/ids'
import { toldEvents } from '#platform/ledger/told'
import { undoEvent } from '#platform/ledger/undo'
import { ensureMembers } from '#rooms/workspace/actions'
import { todayOf } from '#rooms/workspace/actions/calendars'
import { listMembers } from '#rooms/workspace/actions/list-members'
import * as contract from '../contract.ts'
import { taskChanged } from '../events.ts'
import * as store from '../store/tasks.ts'
import { isThere } from '../store/timeline.ts'
import { activities } from '../tables.ts'

/** Tasks are activities: who may not see those has none. */
function ensureSees({ actor }: Pick<ReadCtx, 'actor'>, kinds: readonly contract.TimelineKind[]): void {
  const rights = rightsOf(actor)
  if (!sees(rights, 'activity') || kinds.some((kind) => !sees(rights, kind)))
    throw new Problem('not-allowed', t('Your role may not see these tasks. Ask an owner.'))
}

function ensureChanges(ctx: Pick<ReadCtx, 'actor'>, kinds: readonly contract.TimelineKind[]): void {
  ensureSees(ctx, kinds)
  if (!changes(rightsOf(ctx.actor), 'activity')) throw new Problem('not-allowed', t('Your role may not change tasks. Ask an owner.'))
}

/** Who signs in and who owns records are told apart; a member who is called like the user is that user. */
const mine = (ctx: Pick<ReadCtx, 'tx' | 'actor'>) => store.memberCalled(ctx.tx, normKey(ctx.actor.name))

export const listTasks = question(contract.listTasks, async (ctx, { whose, limit, cursor }) => {
  ensureSees(ctx, [])
  const rights = rightsOf(ctx.actor)
  const today = await todayOf(ctx)
  const me = await mine(ctx)
  const page = { today, me: ctx.actor.name }
  if (whose === 'mine' && me === null) return { ...page, tasks: [], cursor: null, counts: { overdue: 0, today: 0, later: 0, someday: 0 } }
  const member = whose === 'mine' ? me : null
  const tasks = await store.openTasks(ctx.tx, rights, { member, place: placeOf(cursor), limit: limit + 1 })
  const last = tasks.length > limit ? tasks[limit - 1] : undefined
  return {
    ...page,
    tasks: tasks.slice(0, limit),
    cursor: last ? `${last.dueOn ?? 'none'}_${last.id}` : null,
    counts: await store.countTasks(ctx.tx, rights, member, today),
  }
})

/** A place in the list of tasks from its word. Throws a Problem for one that somebody made up. */
function placeOf(cursor: string | undefined): store.Place | null {
  if (cursor === undefined) return null
  const [, due, id] = /^(none|\d{4}-(?:0\d|1[0-2])-(?:[0-2]\d|3[01]))_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(cursor) ?? []
  if (due === undefined || id === undefined || (due !== 'none' && Number.isNaN(Date.parse(due))))
    throw new Problem('invalid-input', t('This cursor is none of this list. Begin again without it.'))
  return { due: due === 'none' ? null : (due as Day), id }
}

export const tasksOfRecord = question(contract.tasksOfRecord, async (ctx, { kind, id }) => {
  ensureSees(ctx, [kind])
  found((await isThere(ctx.tx, kind, id)) || null, t('This {{kind}}', { kind: said(kind) }))
  return { tasks: await store.recordTasks(ctx.tx, rightsOf(ctx.actor), kind, id), today: await todayOf(ctx) }
})

export const taskOwners = question(contract.taskOwners, async (ctx) => ({ owners: await listMembers(ctx.tx), me: await mine(ctx) }))

/** The member who gets a task. Whoever takes the first one becomes a member by name. */
async function ownerOf(ctx: Ctx, who: 'me' | Id<'member'> | null): Promise<Id<'member'> | null> {
  if (who === null) return null
  if (who === 'me') return ((await ensureMembers(ctx, [{ externalId: null, name: ctx.actor.name }]))[0] ?? null) as Id<'member'> | null
  return found((await listMembers(ctx.tx)).find(({ id }) => id === who)?.id, t('This member'))
}

const dueAt = (day: Day | null) => (day === null ? null : (`${day}T00:00:00.000Z` as Instant))

export const addTask = action(contract.addTask, async (ctx, { kind, id, title, dueOn, who }) => {
  ensureChanges(ctx, [kind])
  found((await isThere(ctx.tx, kind, id)) || null, t('This {{kind}}', { kind: said(kind) }))
  const taskId = newId<'activity'>(ctx.now)
  const of = <Kind extends contract.TimelineKind>(wanted: Kind) => (kind === wanted ? (id as Id<Kind>) : null)
  await ctx.ledger.insert(activities, [
    {
      id: taskId,
      externalId: `task:${taskId}`,
      kind: 'task',
      subject: title,
      dueAt: dueAt(dueOn),
      done: false,
      ownerId: await ownerOf(ctx, who),
      dealId: of('deal'),
      accountId: of('account'),
      personId: of('person'),
      leadId: of('lead'),
      madeAt: ctx.now,
      refs: {},
      custom: {},
    },
  ])
  return await told(ctx, taskId, 'noted')
})

export const changeTask = action(contract.changeTask, async (ctx, { taskId, version, title, dueOn, who, done }) => {
  const task = found(await store.taskOf(ctx.tx, taskId, { lock: true }), t('This task'))
  ensureChanges(ctx, task.names)
  if (task.version !== version)
    throw new Problem(
      'conflict',
      t('This task was changed after you opened it. Nothing of yours was written. Load it again and look at what is new.'),
    )
  const patch = {
    ...(title === undefined ? {} : { subject: title }),
    ...(dueOn === undefined ? {} : { dueAt: dueAt(dueOn) }),
    ...(who === undefined ? {} : { ownerId: await ownerOf(ctx, who) }),
    // A task that is done happened now; one that is open again has not happened.
    ...(done === undefined || done === task.done ? {} : { done, at: done ? ctx.now : null }),
  }
  if (Object.keys(patch).length === 0) throw new Problem('invalid-input', t('Say what changes about the task.'))
  await ctx.ledger.update(activities, [{ id: taskId, ...patch }])
  return await told(ctx, taskId, done === undefined || done === task.done ? 'changed' : done ? 'done' : 'reopened')
})

async function told(ctx: Ctx, taskId: Id<'activity'>, what: 'noted' | 'changed' | 'done' | 'reopened') {
  const task = found(await store.taskOf(ctx.tx, taskId), t('This task'))
  const about = task.about ? { kind: task.about.kind, id: task.about.id } : { kind: 'task', id: taskId }
  ctx.tell(taskChanged, { task: taskId, what, title: task.title }, about)
  return { ...task, eventId: ctx.ledger.eventId }
}

export const undoTask = action(contract.undoTask, async (ctx, { taskId, eventId }) => {
  ensureChanges(ctx, found(await store.taskOf(ctx.tx, taskId), t('This task')).names)
  found((await toldEvents(ctx.tx, taskChanged.kind, { one: eventId, having: { task: taskId } }))[0], t('This change of the task'))
  const { conflicts } = await undoEvent(ctx.tx, ctx.ledger, eventId, ctx.services.keptTables)
  // A member who was made by the first task may own other things by now, and then stays.
  if (conflicts.some(({ table }) => table !== 'member'))
    throw new Problem('conflict', t('This task was changed again since. Take the later change back first, or change it by hand.'))
  return {}
})
