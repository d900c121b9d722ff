import { createHash } from 'node:crypto'
import { roleOf } from '#kernel/actor'
import type { Id } from '#kernel/id'
import { ensure, found, Problem } from '#kernel/problem'
import { t } from '#kernel/text'
import type { Day, Instant } from '#kernel/time'
import { action, question } from '#platform/action/action'
import type { Ctx, ReadCtx } from '#platform/action/context'
import { newId } from '#platform/ids'
import { toldEvents } from '#platform/ledger/told'
import { undoEvent } from '#platform/ledger/undo'
import type { Tx } from '#platform/store/database'
import { beginningOf, todayOf } from '#rooms/workspace/actions/calendars'
import { checkedFor, readableFacts } from './actions/facts.ts'
import * as contract from './contract.ts'
import { contractChanged, contractRead, contractSigned } from './events.ts'
import { sealedText } from './rules/documents.ts'
import { fitsTogether, inForceAt, mayConfirm, mayPropose, maySign, recordsFor, signsFor, standingOf } from './rules/life.ts'
import * as store from './store.ts'
import { contractReadings, contractSignatures, contractVersions } from './tables.ts'

/** The version of the lead contract that holds at a moment, with its number; null where none does. The door for intake, routing and clocks. */
export async function contractInForce(
  tx: Tx,
  at: Instant,
): Promise<{ id: Id<'contract_version'>; number: number; document: contract.ContractDocument } | null> {
  const row = inForceAt(await store.allVersions(tx), at)
  return row ? { ...row, document: documentIn(row) } : null
}

/** When the next version that was signed begins to hold; null where none waits. */
export async function beginsNext(tx: Tx, now: Instant): Promise<Instant | null> {
  const waiting = (await store.allVersions(tx)).flatMap(({ inForceAt: at }) => (at !== null && at > now ? [at] : []))
  return waiting.toSorted()[0] ?? null
}

/** The document of a version by its number; null where there is none. Leads are held to the version that handed them over. */
export async function contractNumbered(tx: Tx, number: number): Promise<contract.ContractDocument | null> {
  const row = (await store.allVersions(tx)).find((one) => one.number === number)
  return row ? documentIn(row) : null
}

/** What was kept, if it is a document still. Throws a Problem when somebody changed an export that brought it. */
function documentIn({ document, number }: Pick<store.VersionRow, 'document' | 'number'>): contract.ContractDocument {
  const read = contract.documentShape.safeParse(document)
  if (!read.success)
    throw new Problem(
      'conflict',
      t('Version {{number}} of the lead contract cannot be read. Restore it from a backup, or begin a new version.', { number }),
    )
  return read.data
}

/** The document of a version, with its number. Throws Problem `not-found`. */
export async function documentOf(tx: Tx, id: Id<'contract_version'>): Promise<Pick<store.VersionRow, 'number' | 'document'>> {
  const row = versionIn(await store.allVersions(tx), id)
  return { number: row.number, document: documentIn(row) }
}

const versionIn = (all: readonly store.VersionRow[], id: Id<'contract_version'>) =>
  found(
    all.find((row) => row.id === id),
    t('This version of the lead contract'),
  )

type Told = Omit<contract.ContractVersion, 'document' | 'signatures'>

function told(row: store.VersionRow, all: readonly store.VersionRow[], now: Instant): Told {
  const { id, number, basedOn, reason, by, at, proposedBy, proposedAt, fromDay, inForceAt: begins, seal } = row
  return {
    id,
    number,
    basedOn,
    reason,
    by,
    at,
    proposedBy,
    proposedAt,
    from: fromDay,
    inForceAt: begins,
    seal,
    ...standingOf(row, all, now),
  }
}

function whole(row: store.VersionRow, all: readonly store.VersionRow[], signed: readonly store.SignatureRow[], now: Instant) {
  const signatures = signed
    .filter(({ versionId }) => versionId === row.id)
    .map(({ side, name, title, at, recordedBy, how }) => ({ side, name, title, at, recordedBy, how }))
  return { ...told(row, all, now), document: documentIn(row), signatures }
}

/** The version that both teams are to have read: the newest that both sides signed. */
const newestSigned = (all: readonly store.VersionRow[]) => all.filter(({ state }) => state === 'signed').at(-1)

const userIdOf = ({ actor }: Pick<ReadCtx, 'actor'>) => (actor.kind === 'user' ? actor.id : null)

export const readContract = question(contract.readContract, async (ctx) => {
  const { tx, now, actor } = ctx
  const all = await store.allVersions(tx)
  const signed = await store.allSignatures(tx)
  const holds = inForceAt(all, now)
  const coming = all.findLast(({ inForceAt: begins }) => begins !== null && begins > now)
  const open = all.find(({ state }) => state !== 'signed')
  const said = (row: store.VersionRow | undefined) => (row ? whole(row, all, signed, now) : null)
  const newest = newestSigned(all)
  const readings = new Map(
    (await store.allReadings(tx)).filter(({ versionId }) => versionId === newest?.id).map((one) => [one.userId, one]),
  )
  const members = (await ctx.services.post?.membersOf(ctx.workspace)) ?? []
  const role = roleOf(actor)
  return {
    today: await todayOf(ctx),
    inForce: said(holds),
    coming: said(coming),
    open: said(open),
    versions: all.map((row) => told(row, all, now)).toReversed(),
    readers: members.flatMap(({ userId, name, role: team }) =>
      team === 'sales' || team === 'marketing' ? [{ name, team, readAt: readings.get(userId)?.at ?? null }] : [],
    ),
    mine: { signs: userIdOf(ctx) === null ? [] : signsFor(role), read: readings.has(userIdOf(ctx) ?? ''), records: recordsFor(role) },
  }
})

export const readVersion = question(contract.readVersion, async ({ tx, now }, { id }) => {
  const all = await store.allVersions(tx)
  return whole(versionIn(all, id), all, await store.allSignatures(tx), now)
})

export const listFacts = question(contract.listFacts, async (ctx) => {
  const { columns, custom = [] } = await readableFacts(ctx)
  return {
    columns: [...columns, ...custom.filter(({ away }) => !away)].map(({ key, label, type, options }) => ({
      ...{ key, label, type },
      ...(options === undefined ? {} : { options: options.map(({ value }) => value) }),
    })),
  }
})

type What = Parameters<typeof contractChanged.say>[0]['what']

function tell(ctx: Ctx, { id, number, reason }: Pick<store.VersionRow, 'id' | 'number' | 'reason'>, what: What) {
  ctx.tell(contractChanged, { version: id, number, what, reason }, { kind: 'contract_version', id })
  return { id, eventId: ctx.ledger.eventId }
}

export const draftContract = action(contract.draftContract, async (ctx, { document, reason }) => {
  const all = await store.allVersions(ctx.tx, 'change')
  const open = all.find(({ state }) => state !== 'signed')
  if (open)
    throw new Problem(
      'conflict',
      open.state === 'draft'
        ? t('Version {{number}} is being drafted by {{name}}. Go on with it, or throw it away first.', {
            number: open.number,
            name: open.by,
          })
        : t('Version {{number}} is proposed and waits for signatures. Sign it, or take it back to draft.', { number: open.number }),
    )
  const row = {
    id: newId<'contract_version'>(ctx.now),
    number: (all.at(-1)?.number ?? 0) + 1,
    state: 'draft' as const,
    basedOn: all.at(-1)?.number ?? null,
    document: await checkedFor(ctx, document),
    reason,
    by: ctx.actor.name,
    at: ctx.now,
    ...{ proposedBy: null, proposedAt: null, fromDay: null, seal: null, inForceAt: null },
  }
  await ctx.ledger.insert(contractVersions, [row])
  return tell(ctx, row, 'drafted')
})

/** The draft with this id, held for a change. Throws a Problem when it was proposed. */
async function draftOf(ctx: Ctx, id: Id<'contract_version'>): Promise<store.VersionRow> {
  const row = versionIn(await store.allVersions(ctx.tx, 'change'), id)
  if (row.state !== 'draft')
    throw new Problem(
      'conflict',
      t('Version {{number}} was proposed, so it does not change any more. Take it back to draft, or begin a new version.', {
        number: row.number,
      }),
    )
  return row
}

export const changeDraft = action(contract.changeDraft, async (ctx, { id, document, reason }) => {
  const row = await draftOf(ctx, id)
  const patch = {
    ...(document === undefined ? {} : { document: await checkedFor(ctx, document) }),
    ...(reason === undefined ? {} : { reason }),
  }
  if (Object.keys(patch).length === 0) throw new Problem('invalid-input', t('Nothing would change about this draft. Say what should.'))
  await ctx.ledger.update(contractVersions, [{ id, ...patch }])
  return tell(ctx, { ...row, ...patch }, 'changed')
})

export const discardDraft = action(contract.discardDraft, async (ctx, { id }) => {
  const row = await draftOf(ctx, id)
  await ctx.ledger.remove(contractVersions, [id])
  return tell(ctx, row, 'discarded')
})

export const proposeContract = action(contract.proposeContract, async (ctx, { id, from }) => {
  const row = versionIn(await store.allVersions(ctx.tx, 'change'), id)
  ensure(mayPropose(row, from, await todayOf(ctx)))
  const seal = createHash('sha256').update(sealedText(row.document)).digest('hex')
  const { name } = ctx.actor
  await ctx.ledger.update(contractVersions, [{ id, state: 'proposed', proposedBy: name, proposedAt: ctx.now, fromDay: from, seal }])
  return tell(ctx, row, 'proposed')
})

export const withdrawContract = action(contract.withdrawContract, async (ctx, { id }) => {
  const row = versionIn(await store.allVersions(ctx.tx, 'change'), id)
  if (row.state !== 'proposed')
    throw new Problem(
      'conflict',
      row.state === 'draft'
        ? t('Version {{number}} is a draft.', { number: row.number })
        : t('Both sides signed version {{number}}. Propose a new version instead.', { number: row.number }),
    )
  const signed = (await store.allSignatures(ctx.tx)).filter(({ versionId }) => versionId === id)
  await ctx.ledger.remove(
    contractSignatures,
    signed.map((one) => one.id),
  )
  await ctx.ledger.update(contractVersions, [{ id, state: 'draft', proposedBy: null, proposedAt: null, fromDay: null, seal: null }])
  return tell(ctx, row, 'withdrawn')
})

export const signContract = action(contract.signContract, async (ctx, { id, side, seal, title, elsewhere }) => {
  const row = versionIn(await store.allVersions(ctx.tx, 'change'), id)
  const signatures = (await store.allSignatures(ctx.tx)).filter(({ versionId }) => versionId === id)
  const userId = userIdOf(ctx)
  const name = elsewhere?.name ?? ctx.actor.name
  const away = elsewhere !== undefined
  ensure(maySign({ ...row, signatures }, { side, seal, elsewhere: away, role: roleOf(ctx.actor), userId, name }))
  await ctx.ledger.insert(contractSignatures, [
    {
      id: newId<'contract_signature'>(ctx.now),
      ...{ versionId: id, side, name, title: title ?? null, seal, at: ctx.now },
      ...(elsewhere ? { userId: null, recordedBy: ctx.actor.name, how: elsewhere.how } : { userId, recordedBy: null, how: null }),
    },
  ])
  const both = signatures.length === 1
  const begins = both ? await beginsAt(ctx, row) : null
  if (begins) await ctx.ledger.update(contractVersions, [{ id, state: 'signed', inForceAt: begins.at }])
  const signed = { version: id, number: row.number, side, seal, whole: both, elsewhere: away, ...(begins ? { from: begins.day } : {}) }
  ctx.tell(contractSigned, signed, { kind: 'contract_version', id })
  return { id, eventId: ctx.ledger.eventId }
})

/** It holds from the day that was proposed, or from the last signature where that came later. */
async function beginsAt(ctx: Ctx, { fromDay }: store.VersionRow): Promise<{ at: Instant; day: Day }> {
  const at = fromDay === null ? ctx.now : await beginningOf(ctx.tx, fromDay)
  return fromDay !== null && at > ctx.now ? { at, day: fromDay } : { at: ctx.now, day: await todayOf(ctx) }
}

export const confirmContract = action(contract.confirmContract, async (ctx, { id }) => {
  const row = versionIn(await store.allVersions(ctx.tx, 'change'), id)
  const userId = userIdOf(ctx)
  const before = (await store.allReadings(ctx.tx)).some((one) => one.versionId === id && one.userId === userId)
  ensure(mayConfirm(row, userId, before))
  await ctx.ledger.insert(contractReadings, [
    { id: newId<'contract_reading'>(ctx.now), versionId: id, userId: userId ?? '', name: ctx.actor.name, at: ctx.now },
  ])
  ctx.tell(contractRead, { version: id, number: row.number }, { kind: 'contract_version', id })
  return { id, eventId: ctx.ledger.eventId }
})

export const undoContract = action(contract.undoContract, async (ctx, { eventId }) => {
  await store.allVersions(ctx.tx, 'change')
  const kinds = [contractChanged.kind, contractSigned.kind, contractRead.kind]
  const events = []
  for (const kind of kinds) events.push(...(await toldEvents(ctx.tx, kind, { one: eventId })))
  const { payload } = found(events[0], t('This step of the lead contract'))
  const { version } = payload as { version: string }
  const row = (await store.allVersions(ctx.tx)).find(({ id }) => id === version)
  if (events[0] && row?.inForceAt && row.inForceAt <= ctx.now && (await isSigning(ctx, eventId)))
    throw new Problem(
      'conflict',
      t('Version {{number}} holds already, and people were judged by it. Propose a new version instead.', { number: row.number }),
    )
  const { conflicts } = await undoEvent(ctx.tx, ctx.ledger, eventId, ctx.services.keptTables)
  const left = [await store.allVersions(ctx.tx), await store.allSignatures(ctx.tx), await store.allReadings(ctx.tx)] as const
  if (conflicts.length > 0 || !fitsTogether(...left))
    throw new Problem('conflict', t('The lead contract went on since. Take the later step back first.'))
  return {}
})

const isSigning = async (ctx: Ctx, eventId: Id<'event'>) => (await toldEvents(ctx.tx, contractSigned.kind, { one: eventId })).length > 0
