import { randomBytes } from 'node:crypto'
import type { Id } from '#kernel/id'
import { mayUse } from '#kernel/may'
import { ensure, found, Problem } from '#kernel/problem'
import { t } from '#kernel/text'
import { dayOf, later } from '#kernel/time'
import { action, question } from '#platform/action/action'
import type { Ctx, ReadCtx } from '#platform/action/context'
import { newId } from '#platform/ids'
import { toldEvents } from '#platform/ledger/told'
import { undoEvent } from '#platform/ledger/undo'
import * as contract from '../contract/forms.ts'
import { formChanged } from '../events.ts'
import { conversionOf, firstDraft, mayPublish } from '../rules/forms.ts'
import * as store from '../store/forms.ts'
import { forms, formVersions } from '../tables.ts'
import { publicKey } from './forms-key.ts'

const countedDays = 30

const countsOf = ({ tx, now }: ReadCtx) => store.countsSince(tx, dayOf(later(now, -(countedDays - 1) * 86_400_000)))

/** Documents as they are kept come back with their keys in another order. */
const plain = (value: unknown): string =>
  JSON.stringify(value, (_, one: unknown) =>
    typeof one === 'object' && one !== null && !Array.isArray(one) ? Object.fromEntries(Object.entries(one).toSorted()) : one,
  )

function lineOf(
  { workspace }: Pick<ReadCtx, 'workspace'>,
  row: store.FormRow,
  newest: store.FormVersionRow | undefined,
  counts = store.noCounts,
): contract.FormLine {
  return {
    ...{ id: row.id, key: publicKey(workspace, row.slug), name: row.name, open: row.open, published: row.published },
    changed: newest !== undefined && plain(newest.document) !== plain(row.draft),
    ...counts,
    conversion: conversionOf(counts),
  }
}

export const listForms = question(contract.listForms, async (ctx) => {
  const counts = await countsOf(ctx)
  const newest = await store.newestVersions(ctx.tx)
  const forms = (await store.allForms(ctx.tx)).map((row) => lineOf(ctx, row, newest.get(row.id), counts.get(row.id)))
  return { forms, may: mayUse(contract.makeForm, ctx.actor) }
})

const formOf = async ({ tx }: Pick<ReadCtx, 'tx'>, id: Id<'form'>, hold?: 'change') =>
  found(await store.formBy(tx, id, hold), t('This form'))

export const readForm = question(contract.readForm, async (ctx, { id }) => {
  const row = await formOf(ctx, id)
  const versions = await store.versionsOf(ctx.tx, id)
  return {
    ...lineOf(ctx, row, versions[0], (await countsOf(ctx)).get(id)),
    version: row.touchedBy,
    draft: row.draft,
    versions: versions.map(({ number, at, by }) => ({ number, at, by })),
    publishable: mayPublish(row.draft),
    may: mayUse(contract.changeForm, ctx.actor),
  }
})

export const readFormVersion = question(contract.readFormVersion, async ({ tx }, { id, number }) => {
  const { at, by, document } = found(await store.versionBy(tx, id, number), t('This version of the form'))
  return { number, at, by, document }
})

type What = Parameters<typeof formChanged.say>[0]['what']

function tell(ctx: Ctx, { id, name }: Pick<store.FormRow, 'id' | 'name'>, what: What, number: number | null = null) {
  ctx.tell(formChanged, { form: id, name, what, number }, { kind: 'form', id })
  return { id, eventId: ctx.ledger.eventId }
}

/** Short, and too many to be guessed. */
export const newSlug = () => randomBytes(6).toString('base64url')

export const makeForm = action(contract.makeForm, async (ctx, { name, draft }) => {
  const row = {
    ...{ id: newId<'form'>(ctx.now), slug: newSlug(), name, open: true, published: null, createdAt: ctx.now },
    draft: draft ?? firstDraft(name),
  }
  await ctx.ledger.insert(forms, [row])
  return tell(ctx, row, 'made')
})

/** The form, held for a change, if it is still as whoever changes it saw it. */
async function heldAs(ctx: Ctx, id: Id<'form'>, version: string | undefined): Promise<store.FormRow> {
  const row = await formOf(ctx, id, 'change')
  if (version !== undefined && version !== row.touchedBy)
    throw new Problem('conflict', t('Somebody else changed the form {{name}} since you opened it. Reload to see it.', { name: row.name }))
  return row
}

export const changeForm = action(contract.changeForm, async (ctx, { id, version, ...patch }) => {
  const row = await heldAs(ctx, id, version)
  const changes = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined)) as typeof patch
  if (Object.keys(changes).length === 0) throw new Problem('invalid-input', t('Nothing would change about this form. Say what should.'))
  await ctx.ledger.update(forms, [{ id, ...changes }])
  const what = changes.open === undefined ? 'changed' : changes.open ? 'opened' : 'closed'
  return { ...tell(ctx, { ...row, ...changes }, what), version: ctx.ledger.eventId }
})

export const publishForm = action(contract.publishForm, async (ctx, { id, version }) => {
  const row = await heldAs(ctx, id, version)
  ensure(mayPublish(row.draft))
  const [newest] = await store.versionsOf(ctx.tx, id)
  const number = (newest?.number ?? 0) + 1
  const made = { id: newId<'form_version'>(ctx.now), formId: id, number, document: row.draft, by: ctx.actor.name, at: ctx.now }
  await ctx.ledger.insert(formVersions, [made])
  await ctx.ledger.update(forms, [{ id, published: number }])
  return { ...tell(ctx, row, 'published', number), number }
})

export const removeForm = action(contract.removeForm, async (ctx, { id }) => {
  const row = await formOf(ctx, id, 'change')
  if (row.published !== null)
    throw new Problem('conflict', t('The form {{name}} was published, and responses name it. Close it instead.', { name: row.name }))
  await ctx.ledger.remove(forms, [id])
  return tell(ctx, row, 'removed')
})

export const undoForm = action(contract.undoForm, async (ctx, { eventId }) => {
  const [event] = await toldEvents(ctx.tx, formChanged.kind, { one: eventId })
  const { at, payload } = found(event, t('This change of a form'))
  const { form, name, what } = payload as { form: Id<'form'>; name: string; what: What }
  await store.formBy(ctx.tx, form, 'change')
  if (what === 'published' && (await store.sentSince(ctx.tx, form, at)))
    throw new Problem(
      'conflict',
      t(
        'Visitors have sent the form {{name}} since it was published, and their answers name that version. Close it, or publish another one.',
        {
          name,
        },
      ),
    )
  const { conflicts } = await undoEvent(ctx.tx, ctx.ledger, eventId, ctx.services.keptTables)
  if (conflicts.length > 0) throw new Problem('conflict', t('The form was changed again since. Take the later change back first.'))
  return {}
})
