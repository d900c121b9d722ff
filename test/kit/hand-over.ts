import type { Id } from '#kernel/id'
import type { Day } from '#kernel/time'
import { inWriting } from '#platform/action/work'
import { newId } from '#platform/ids'
import { recordMade } from '#platform/list/making'
import { listWorkspaces } from '#platform/store/workspaces'
import { people } from '#rooms/accounts/tables'
import * as agreement from '#rooms/agreement/contract'
import { firstLook, openPromises, wakeClocks } from '#rooms/leads/actions/clocks'
import { leads } from '#rooms/leads/tables'
import { ensureMembers } from '#rooms/workspace/actions'
import type { TestApp, Visitor } from './app.ts'

/** A contract with one agreed reason of each kind, and clocks that count all hours unless said otherwise. */
export const agreedDocument: agreement.ContractDocument = {
  ...agreement.emptyDocument,
  sales: { accept: { hours: 4, of: 'all' }, firstContact: { hours: 8, of: 'all' }, tries: 2 },
  clocks: { place: { hours: 1, of: 'all' }, failed: { hours: 72, of: 'all' }, cold: { hours: 336, of: 'all' } },
  rejections: [
    { key: 'later', name: 'Not now', returns: true, restDays: 10 },
    { key: 'student', name: 'A student', returns: false, restDays: null },
  ],
}

/** Puts a lead contract in force: drafted, proposed for today, signed by both sides. */
export async function agree(
  app: TestApp,
  sides: { marketing: Visitor; sales: Visitor },
  document: agreement.ContractDocument = agreedDocument,
): Promise<void> {
  const { today } = await app.call(agreement.readContract, {}, sides.marketing)
  const { id } = await app.call(agreement.draftContract, { document, reason: 'So that it holds' }, sides.marketing)
  await app.call(agreement.proposeContract, { id, from: today as Day }, sides.marketing)
  const { open } = await app.call(agreement.readContract, {}, sides.marketing)
  for (const side of ['marketing', 'sales'] as const)
    await app.call(agreement.signContract, { id, side, seal: open?.seal ?? '' }, sides[side])
}

interface Wanted {
  readonly name: string
  readonly owner?: string
  readonly queue?: string
  readonly document?: agreement.ContractDocument
  /** Another hand-over of somebody who is there. */
  readonly personId?: Id<'person'>
}

/** Hands somebody over as the intake does, by version 1 of the contract: to an owner by name, else into a queue. */
export async function handedOver(app: TestApp, { name, owner, queue = 'Everyone', document = agreedDocument, personId }: Wanted) {
  const { services } = app.served.app
  const [workspace] = await services.database.inPublic(listWorkspaces)
  if (!workspace) throw new Error('The app has no workspace.')
  return await inWriting({ services, workspace, actor: { kind: 'system', id: null, name: 'Test' } }, async (ctx) => {
    const who = personId ?? newId<'person'>(ctx.now)
    if (personId === undefined) await ctx.ledger.insert(people, [{ id: who, fullName: name, custom: {} }])
    const [member] = owner === undefined ? [] : await ensureMembers(ctx, [{ externalId: null, name: owner }])
    const ownerId = (member ?? null) as Id<'member'> | null
    const promised = (await openPromises(ctx, document.team)).of(document, ctx.now)
    const { warnsAt: _, ...deadlines } = promised
    const id = newId<'lead'>(ctx.now)
    const row = { id, externalId: `test:${id}`, personId: who, ownerId, queue: ownerId === null ? queue : null, ...deadlines }
    const at = { createdAt: ctx.now, offeredAt: ctx.now, stateAt: ctx.now, placedAt: ownerId === null ? null : ctx.now }
    await ctx.ledger.insert(leads, [
      { ...row, ...at, state: 'offered', contractNumber: 1, tries: 0, nextAt: firstLook(promised), custom: {} },
    ])
    await wakeClocks(ctx, firstLook(promised))
    ctx.tell(recordMade, { list: 'lead', name, along: 0 }, { kind: 'lead', id })
    return { id, personId: who, version: ctx.ledger.eventId, ...promised }
  })
}
