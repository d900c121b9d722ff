import { roleOf } from '#kernel/actor'
import { ensure, found, Problem } from '#kernel/problem'
import { t } from '#kernel/text'
import { action, question } from '#platform/action/action'
import type { Ctx, ReadCtx } from '#platform/action/context'
import { newId } from '#platform/ids'
import { toldEvents } from '#platform/ledger/told'
import { undoEvent } from '#platform/ledger/undo'
import { contractInForce } from '../actions.ts'
import * as contract from '../contract.ts'
import { processChanged, processRead } from '../events/process.ts'
import { signsFor } from '../rules/life.ts'
import * as rules from '../rules/process.ts'
import { firstSteps } from '../rules/process-first.ts'
import * as store from '../store/process.ts'
import { processReadings, processVersions } from '../tables/process.ts'
import { openParties, type Parties } from './parties.ts'

/** What was kept, if it is a process still. Throws a Problem when somebody changed an export that brought it. */
function stepsIn({ document, number }: store.ProcessRow): contract.Step[] {
  const read = contract.processShape.safeParse(document)
  if (!read.success)
    throw new Problem(
      'conflict',
      t('Version {{number}} of who does what cannot be read. Restore it from a backup, or take it back.', { number }),
    )
  return read.data.steps
}

const userIdOf = ({ actor }: Pick<ReadCtx, 'actor'>) => (actor.kind === 'user' ? actor.id : null)

const written = ({ id, number, reason, by, at }: store.ProcessRow) => ({ id, number, reason, by, at })

function toldStep(step: contract.Step, { told }: Parties, document: contract.ContractDocument | null): contract.ToldStep {
  return {
    ...step,
    clocks: step.clocks.map((clock) => ({ clock, time: document && rules.clockIn(document, clock) })),
    accountable: step.accountable.map(told),
    responsible: step.responsible.map(told),
    consulted: step.consulted.map(told),
    informed: step.informed.map(told),
    flags: rules.flagsOf(step, told),
  }
}

/** How many versions are told with what they changed. */
const toldVersions = 50

function history(all: readonly store.ProcessRow[], { told }: Parties) {
  const steps = all.slice(-toldVersions - 1).map((row) => ({ row, steps: stepsIn(row) }))
  return steps
    .map(({ row, steps: after }, place) => ({
      ...written(row),
      changes: place === 0 ? [] : rules.processChanges(steps[place - 1]?.steps ?? [], after, (party) => told(party).name),
    }))
    .slice(-toldVersions)
    .toReversed()
}

export const readProcess = question(contract.readProcess, async (ctx) => {
  const { tx, now } = ctx
  const all = await store.processVersionsKept(tx)
  const newest = all.at(-1)
  const parties = await openParties(ctx)
  const inForce = await contractInForce(tx, now)
  const steps = (newest ? stepsIn(newest) : firstSteps()).map((step) => toldStep(step, parties, inForce?.document ?? null))
  const readings = (await store.processReadingsKept(tx)).filter(({ versionId }) => versionId === newest?.id)
  const readAt = new Map(readings.map(({ userId, at }) => [userId, at]))
  const members = (await ctx.services.post?.membersOf(ctx.workspace)) ?? []
  return {
    version: newest ? written(newest) : null,
    steps,
    flagged: steps.filter(({ flags }) => flags.length > 0).length,
    contract: inForce?.number ?? null,
    parties: [...parties.all],
    versions: history(all, parties),
    readers: members.flatMap(({ userId, name, role: team }) =>
      team === 'sales' || team === 'marketing' ? [{ name, team, readAt: readAt.get(userId) ?? null }] : [],
    ),
    mine: { writes: signsFor(roleOf(ctx.actor)).length > 0, read: readAt.has(userIdOf(ctx) ?? '') },
  }
})

export const saveProcess = action(contract.saveProcess, async (ctx, { steps, reason, basedOn }) => {
  const newest = (await store.processVersionsKept(ctx.tx, 'change')).at(-1)
  ensure(rules.mayChange(newest, basedOn))
  ensure(rules.maySaveSteps(steps))
  const before = newest ? stepsIn(newest) : []
  const stranger = rules.strangerIn(steps, before, (await openParties(ctx)).told)
  if (stranger)
    throw new Problem(
      'invalid-input',
      t('"{{party}}" is no role, team or person here. Choose one of those that GET /api/v1/process names.', {
        party: contract.partyKey(stranger),
      }),
    )
  if (newest && JSON.stringify(before) === JSON.stringify(steps))
    throw new Problem('invalid-input', t('Nothing would change about who does what. Say what should.'))
  const row = {
    ...{ id: newId<'process_version'>(ctx.now), number: (newest?.number ?? 0) + 1, document: { steps }, reason },
    ...{ by: ctx.actor.name, at: ctx.now },
  }
  await ctx.ledger.insert(processVersions, [row])
  ctx.tell(processChanged, { version: row.id, number: row.number, reason }, { kind: 'process_version', id: row.id })
  return { id: row.id, eventId: ctx.ledger.eventId }
})

export const confirmProcess = action(contract.confirmProcess, async (ctx, { id }) => {
  const all = await store.processVersionsKept(ctx.tx, 'change')
  const { number } = found(
    all.find((row) => row.id === id),
    t('This version of who does what'),
  )
  const userId = userIdOf(ctx)
  const before = (await store.processReadingsKept(ctx.tx)).some((one) => one.versionId === id && one.userId === userId)
  ensure(rules.mayConfirmReading(number, all.at(-1)?.number ?? 0, userId, before))
  await ctx.ledger.insert(processReadings, [
    { id: newId<'process_reading'>(ctx.now), versionId: id, userId: userId ?? '', name: ctx.actor.name, at: ctx.now },
  ])
  ctx.tell(processRead, { version: id, number }, { kind: 'process_version', id })
  return { id, eventId: ctx.ledger.eventId }
})

export const undoProcess = action(contract.undoProcess, async (ctx, { eventId }) => {
  const all = await store.processVersionsKept(ctx.tx, 'change')
  const changed = (await toldEvents(ctx.tx, processChanged.kind, { one: eventId }))[0]
  const { payload } = found(changed ?? (await toldEvents(ctx.tx, processRead.kind, { one: eventId }))[0], t('This change of who does what'))
  const { number } = payload as { number: number }
  if (changed && all.at(-1)?.number === number) await nobodyRead(ctx, all.at(-1))
  const { conflicts } = await undoEvent(ctx.tx, ctx.ledger, eventId, ctx.services.keptTables)
  const left = (await store.processVersionsKept(ctx.tx)).map((row) => row.number)
  if (conflicts.length > 0 || !rules.isWhole(left))
    throw new Problem('conflict', t('Who does what was changed again since. Take the later change back first.'))
  return {}
})

async function nobodyRead({ tx }: Ctx, row: store.ProcessRow | undefined): Promise<void> {
  if ((await store.processReadingsKept(tx)).some(({ versionId }) => versionId === row?.id))
    throw new Problem('conflict', t('Somebody confirmed already that they read this version. Change it once more instead, and say why.'))
}
