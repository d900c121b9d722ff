import { rightsOf } from '#kernel/actor'
import type { CustomField } from '#kernel/custom-field'
import type { Id } from '#kernel/id'
import { customColumn, type RecordKind } from '#kernel/list'
import { ensure, found, Problem } from '#kernel/problem'
import { changes, hides, locks, sees } from '#kernel/rights'
import { t } from '#kernel/text'
import { action, errand, question } from '../action/action.ts'
import type { Ctx, ReadCtx } from '../action/context.ts'
import { undoAsked } from '../action/undo-asked.ts'
import type { Route } from '../http/routes.ts'
import { newId } from '../ids.ts'
import { toldEvents } from '../ledger/told.ts'
import type { PatchOf } from '../store/kept.ts'
import * as contract from './contract.ts'
import { type Doing, fieldChanged } from './events.ts'
import { previewOf, readAs } from './kinds.ts'
import type { Lent } from './lent.ts'
import * as rules from './rules.ts'
import * as store from './store.ts'
import { customFields } from './tables.ts'

const recordsAtOnce = 5_000

type Asking = Pick<ReadCtx, 'actor'>

/** A field that somebody may not read is one that does not exist. */
function isSeen({ actor }: Asking, object: RecordKind, key: string): boolean {
  const rights = rightsOf(actor)
  return sees(rights, object) && !hides(rights, object, customColumn(key).key)
}

/** A field that somebody may read and not change keeps its name, its kind and its values. */
function ensureChanges({ actor }: Asking, object: RecordKind, key: string | null): void {
  const rights = rightsOf(actor)
  if (!changes(rights, object) || (key !== null && locks(rights, object, customColumn(key).key)))
    throw new Problem('not-allowed', t('Your role may not change these records, so it cannot change their custom fields. Ask an owner.'))
}

const plainField = ({ key, label, aliases, kind, currency, options, hidden }: CustomField) => ({
  ...{ key, label, kind, currency, hidden },
  ...{ aliases: [...aliases], options: options === null ? null : [...options] },
})

/** The custom fields that somebody may read. */
async function allFields(ctx: Pick<ReadCtx, 'tx' | 'actor'>, object: RecordKind) {
  const { filled, fields } = await store.fieldsOf(ctx.tx, object)
  return { filled, fields: fields.filter(({ key }) => isSeen(ctx, object, key)) }
}

/** One field, held for a change, and the others of its records. */
async function held(ctx: Ctx, lent: Lent, { object, key }: { object: RecordKind; key: string }) {
  ensureChanges(ctx, object, key)
  await store.holdFields(ctx.tx)
  const { fields, filled } = await allFields(ctx, object)
  const field = found(
    fields.find((one) => one.key === key),
    t('This custom field'),
  )
  return {
    field,
    fields,
    others: fields.filter((one) => one.key !== key),
    filled: filled.get(key) ?? 0,
    list: lent.objects[object].source.list,
  }
}

/** Settles something about a field; it gets a row when it has none. */
async function settle(
  ctx: Ctx,
  object: RecordKind,
  { field, fields }: Pick<Awaited<ReturnType<typeof held>>, 'field' | 'fields'>,
  patch: Partial<CustomField>,
): Promise<void> {
  if (field.id !== null) await ctx.ledger.update(customFields, [{ id: field.id, ...patch }])
  else {
    const place = fields.filter(({ id }) => id !== null).length
    await ctx.ledger.insert(customFields, [
      { ...plainField(field), ...patch, id: newId<'custom_field'>(ctx.now), object, place, byHand: false },
    ])
  }
}

function told(ctx: Ctx, object: RecordKind, { key, label }: Pick<CustomField, 'key' | 'label'>, what: Doing[], records = 0) {
  ctx.tell(fieldChanged, { object, key, label, what, records })
  return { eventId: ctx.ledger.eventId }
}

/** Puts one of all fields at a place. Those before it that had no row get one, since their order is settled by this. */
async function move(ctx: Ctx, object: RecordKind, key: string, place: number): Promise<void> {
  const { fields } = await allFields(ctx, object)
  const moved = fields.filter((one) => one.key === key)
  const order = fields.filter((one) => one.key !== key).toSpliced(place, 0, ...moved)
  const last = Math.max(
    order.findLastIndex(({ id }) => id !== null),
    place,
  )
  const settled = order.slice(0, last + 1).map((field, index) => ({ field, index }))
  await ctx.ledger.insert(
    customFields,
    settled.flatMap(({ field, index }) =>
      field.id === null ? [{ ...plainField(field), id: newId<'custom_field'>(ctx.now), object, place: index, byHand: false }] : [],
    ),
  )
  await ctx.ledger.update(
    customFields,
    settled.flatMap(({ field, index }) => (field.id === null ? [] : [{ id: field.id, place: index }])),
  )
}

/** Writes all values of a field anew, a piece at a time; undefined takes a value away, the same value leaves it. Answers how many records changed. */
async function rewrite(
  ctx: Ctx,
  lent: Lent,
  { object, key }: { object: RecordKind; key: string },
  next: (value: string) => string | undefined,
) {
  const { kept } = lent.objects[object]
  let after: string | null = null
  let count = 0
  for (;;) {
    const rows = await store.heldWith(ctx.tx, object, { key, after, limit: recordsAtOnce })
    const patches = rows.flatMap(({ id, custom }) => {
      const { [key]: value = '', ...others } = custom
      const now = next(value)
      if (now === value) return []
      // Keys are data: put together from entries, none of them is ever the prototype of the object.
      return [
        { id, custom: Object.fromEntries([...Object.entries(others), ...(now === undefined ? [] : [[key, now]])]) } as PatchOf<typeof kept>,
      ]
    })
    count += await ctx.ledger.update(kept, patches)
    after = rows.at(-1)?.id ?? null
    if (rows.length < recordsAtOnce) return count
  }
}

function ensureWhole({ kind, options, currency }: Pick<CustomField, 'kind' | 'options' | 'currency'>): void {
  if (kind === 'choice' && options === null) throw new Problem('invalid-input', t('Name the options of the choice.'))
  if (kind === 'money' && currency === null) throw new Problem('invalid-input', t('Say in which currency the amounts of this field are.'))
}

const settledAs = (kind: CustomField['kind'], { options, currency }: Pick<CustomField, 'options' | 'currency'>) => ({
  ...{ kind, options: kind === 'choice' && options ? [...new Set(options)] : null },
  currency: kind === 'money' ? currency : null,
})

/** What can be done with custom fields. */
export function fieldRoutes(lent: Lent): readonly Route[] {
  return [
    question(contract.listCustomFields, async (ctx) => ({
      fields: (await store.settledFields(ctx.tx))
        .filter(({ object, key }) => isSeen(ctx, object, key))
        .map((field) => ({ object: field.object, ...plainField(field) })),
    })),
    question(contract.usedCustomFields, async (ctx, { object }) => {
      const { fields, filled } = await allFields(ctx, object)
      const origins = await lent.origins(ctx.tx, object)
      const answered = []
      for (const field of fields) {
        const origin = [field.key, field.label, ...field.aliases].map((name) => origins.get(name)).find((one) => one !== undefined)
        answered.push({
          ...{ object, ...plainField(field), filled: filled.get(field.key) ?? 0, unread: await store.unreadOf(ctx.tx, object, field) },
          from: field.byHand ? { import: null, name: '', at: null } : origin ? { ...origin, import: origin.import as Id<'import'> } : null,
        })
      }
      return { fields: answered }
    }),
    action(contract.addCustomField, async (ctx, { object, label, kind, options, currency }) => {
      ensureChanges(ctx, object, null)
      ensureWhole({ kind, options, currency })
      await store.holdFields(ctx.tx)
      const { fields } = await allFields(ctx, object)
      const all = [...fields, ...(await store.settledFields(ctx.tx, object))]
      ensure(rules.canCall(lent.objects[object].source.list, all, label))
      const field = { ...store.asFound(label), ...settledAs(kind, { options, currency }) }
      const place = fields.filter(({ id }) => id !== null).length
      await ctx.ledger.insert(customFields, [{ ...plainField(field), id: newId<'custom_field'>(ctx.now), object, place, byHand: true }])
      return { ...told(ctx, object, field, ['made']), key: label }
    }),
    action(contract.changeCustomField, async (ctx, { object, key, label, hidden, place }) => {
      const at = await held(ctx, lent, { object, key })
      const { field, others, fields, list } = at
      const what: Doing[] = []
      const patch: { label?: string; aliases?: string[]; hidden?: boolean } = {}
      if (label !== undefined && label !== field.label) {
        ensure(rules.canCall(list, others, label))
        Object.assign(patch, { label, aliases: rules.aliasesOf(field, label) })
        what.push('renamed')
      }
      if (hidden !== undefined && hidden !== field.hidden) {
        Object.assign(patch, { hidden })
        what.push(hidden ? 'hidden' : 'shown')
      }
      const moves = place !== undefined && fields.findIndex((one) => one.key === key) !== Math.min(place, fields.length - 1)
      if (moves) what.push('moved')
      if (what.length === 0) throw new Problem('invalid-input', t('Nothing would change about this field. Say what should.'))
      if (Object.keys(patch).length > 0) await settle(ctx, object, at, patch)
      if (moves) await move(ctx, object, key, place)
      return told(ctx, object, { key, label: label ?? field.label }, what)
    }),
    question(contract.tryKind, async (ctx, asked) => {
      const { fields } = await allFields(ctx, asked.object)
      found(
        fields.find(({ key }) => key === asked.key),
        t('This custom field'),
      )
      return previewOf(await readAs(ctx, lent, asked))
    }),
    action(contract.setKind, async (ctx, asked) => {
      const { object, key, kind, currency } = asked
      const at = await held(ctx, lent, asked)
      const read = await readAs(ctx, lent, asked)
      ensureWhole({ kind, currency, options: read.options })
      const kept = new Map(read.each.map((one) => [one.value, one.kept ?? one.value]))
      await settle(ctx, object, at, settledAs(kind, { currency, options: read.options }))
      const rewritten = await rewrite(ctx, lent, { object, key }, (value) => kept.get(value) ?? value)
      const { unread } = previewOf(read)
      return { ...told(ctx, object, at.field, [kind], rewritten), rewritten, unread }
    }),
    action(contract.removeCustomField, async (ctx, { object, key }) => {
      const at = await held(ctx, lent, { object, key })
      if (at.field.id !== null) await ctx.ledger.remove(customFields, [at.field.id])
      const values = await rewrite(ctx, lent, { object, key }, () => undefined)
      return { ...told(ctx, object, at.field, ['removed'], values), values }
    }),
    errand(contract.undoCustomField, async (ctx, asked) => {
      const { undone, conflicts } = await undoAsked(ctx, asked, async (writing) => {
        const event = found(
          (await toldEvents(writing.tx, fieldChanged.kind, { one: asked.eventId }))[0],
          t('This change of a custom field'),
        )
        const { object, key } = fieldChanged.payload.parse(event.payload)
        ensureChanges(writing, object as RecordKind, key)
        if (!isSeen(writing, object as RecordKind, key)) found(undefined, t('This change of a custom field'))
        await store.holdFields(writing.tx)
        return []
      })
      return { undone, conflicts: conflicts.length }
    }),
  ]
}
