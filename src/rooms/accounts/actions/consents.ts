import { rightsOf } from '#kernel/actor'
import type { Id } from '#kernel/id'
import { mayUse } from '#kernel/may'
import { found, Problem } from '#kernel/problem'
import { sees } from '#kernel/rights'
import { t } from '#kernel/text'
import { action, question } from '#platform/action/action'
import type { ReadCtx } from '#platform/action/context'
import { newId } from '#platform/ids'
import { toldEvents } from '#platform/ledger/told'
import { undoEvent } from '#platform/ledger/undo'
import { holdRecord } from '#platform/retention/contract'
import { isHeld } from '#platform/retention/store'
import * as contract from '../contract/consents.ts'
import { downloadHeld, erasePerson } from '../contract/privacy.ts'
import { consentNoted, peopleErased, personErased } from '../events.ts'
import { changedBy, consentsOf } from '../store/consents.ts'
import { keptFor } from '../store/merge.ts'
import { peopleOf } from '../store.ts'
import { consents } from '../tables.ts'

const erasures = [personErased.kind, peopleErased.kind]

/** The person with an id, or the one whom somebody with that id was merged into: what is said of the one holds for the other. */
async function meant(tx: ReadCtx['tx'], id: string): Promise<Id<'person'>> {
  const kept = (await keptFor(tx, 'person', [id])).get(id) ?? id
  return found((await peopleOf(tx, [kept]))[0], t('This person')).id
}

const personPrivacy = question(contract.personPrivacy, async (ctx, { id: asked }) => {
  if (!sees(rightsOf(ctx.actor), 'person')) throw new Problem('not-allowed', t('Your role may not see people. Ask an owner.'))
  const id = await meant(ctx.tx, asked)
  return {
    erasedAt: await changedBy(ctx.tx, id, erasures),
    consents: await consentsOf(ctx.tx, id),
    held: mayUse(holdRecord, ctx.actor).ok ? await isHeld(ctx.tx, id) : null,
    may: {
      takeAway: mayUse(downloadHeld, ctx.actor),
      erase: mayUse(erasePerson, ctx.actor),
      note: mayUse(contract.noteConsent, ctx.actor),
      hold: mayUse(holdRecord, ctx.actor),
    },
  }
})

/** Adds an entry and changes none: what holds is the last word on a purpose. */
const noteConsent = action(contract.noteConsent, async (ctx, { id: asked, at, ...entry }) => {
  const id = await meant(ctx.tx, asked)
  if ((await changedBy(ctx.tx, id, erasures)) !== null)
    throw new Problem('conflict', t('This person was erased, so nothing is noted on them any more.'))
  if (at !== null && at > ctx.now)
    throw new Problem(
      'invalid-input',
      t('This consent is dated in the future. Give the day on which the person said it, today at the latest.'),
    )
  const consentId = newId<'consent'>(ctx.now)
  await ctx.ledger.insert(consents, [
    { id: consentId, personId: id, ...entry, at: at ?? ctx.now, notedBy: ctx.actor.name, notedAt: ctx.now },
  ])
  ctx.tell(consentNoted, { consent: consentId, purpose: entry.purpose, status: entry.status }, { kind: 'person', id })
  return { consentId }
})

const undoConsent = action(contract.undoConsent, async (ctx, { id: asked, consentId }) => {
  const id = await meant(ctx.tx, asked)
  found(
    (await consentsOf(ctx.tx, id)).find((one) => one.id === consentId),
    t('This entry of the person'),
  )
  const [noted] = await toldEvents(ctx.tx, consentNoted.kind, { having: { consent: consentId } })
  const { conflicts } = await undoEvent(ctx.tx, ctx.ledger, found(noted, t('The noting of this entry')).id, ctx.services.keptTables)
  if (conflicts.length > 0)
    throw new Problem('conflict', t('This entry was changed since, by the erasure of the person or by a bulk step. It stays as it is.'))
  return {}
})

export const personConsents = [personPrivacy, noteConsent, undoConsent]
