import { z } from 'zod'
import { type Actor, rightsOf } from '#kernel/actor'
import { eventKind } from '#kernel/event'
import type { Id } from '#kernel/id'
import { customField, hidesCustom, type ListDeclaration, readColumns, readSort } from '#kernel/list'
import type { SavedView } from '#kernel/list-endpoints'
import { Problem } from '#kernel/problem'
import { readableList } from '#kernel/rights'
import { type Group, isGroup, readRule } from '#kernel/rule'
import { said, t } from '#kernel/text'
import type { Ctx, ReadCtx } from '../action/context.ts'
import { newId } from '../ids.ts'
import type { RowOf } from '../store/kept.ts'
import { savedViews } from './tables.ts'

type Row = RowOf<typeof savedViews>

const viewChanged = eventKind(
  'view.changed',
  z.object({ list: z.string(), name: z.string(), what: z.enum(['saved', 'removed']) }),
  ({ list, name, what }) =>
    what === 'saved'
      ? t('Saved the view "{{name}}" of {{list}}', { name, list: said(list) })
      : t('Removed the view "{{name}}" of {{list}}', { name, list: said(list) }),
)

/** The saved views of a list that an actor sees: one's own first, then the shared ones, by name. */
export async function viewsOf(ctx: Pick<ReadCtx, 'tx' | 'actor'>, declared: ListDeclaration): Promise<SavedView[]> {
  const list = readableList(declared, rightsOf(ctx.actor))
  const seen = (await rowsOf(ctx, list)).filter((row) => row.shared || isOwn(row, ctx.actor))
  const rows = list === declared ? seen : seen.filter((row) => isReadable(list, row.view))
  return rows.map((row) => shownTo(row, ctx.actor)).toSorted((a, b) => Number(b.own) - Number(a.own) || a.name.localeCompare(b.name))
}

/** Whether a view asks only what the reader of this list may ask. What it compares with would tell of fields that they may not read. */
function isReadable(list: ListDeclaration, { filter, sort, columns }: Row['view']): boolean {
  try {
    const keys = [
      ...fieldsOf(readRule(list, filter)),
      ...readSort(list, sort).map(({ key }) => key),
      ...readColumns(list, columns).map(({ key }) => key),
    ]
    return keys.every((key) => {
      const field = customField(key)
      return field === null || !hidesCustom(list, field)
    })
  } catch {
    return false
  }
}

const fieldsOf = (rule: Group): string[] => rule.rules.flatMap((one) => (isGroup(one) ? fieldsOf(one) : [one.field]))

/** Keeps a view; what it asks is checked now, so that it can be asked later. */
export async function saveView(
  ctx: Ctx,
  list: ListDeclaration,
  wanted: Omit<SavedView, 'id' | 'own' | 'by'> & { readonly id: Id<'saved_view'> | null },
): Promise<SavedView> {
  readRule(list, wanted.view.filter)
  readSort(list, wanted.view.sort)
  readColumns(list, wanted.view.columns)
  const rows = await rowsOf(ctx, list)
  const mine = rows.filter((row) => isOwn(row, ctx.actor))
  const old = wanted.id === null ? undefined : mine.find((row) => row.id === wanted.id)
  if (wanted.id !== null && !old) throw notYours()
  const namesake = mine.find((row) => row.name.toLowerCase() === wanted.name.toLowerCase() && row.id !== wanted.id)
  if (namesake)
    throw new Problem(
      'conflict',
      t('You already have a view called "{{name}}". Choose another name, or change that one.', { name: namesake.name }),
    )
  if (wanted.usual)
    await ctx.ledger.update(
      savedViews,
      rivals(rows, ctx.actor, wanted).map(({ id }) => ({ id, usual: false })),
    )
  const id = old?.id ?? newId<'saved_view'>(ctx.now)
  const { name, shared, usual, view } = wanted
  const row = { id, list: list.kind, name, shared, usual, view, userId: ctx.actor.id, userName: ctx.actor.name }
  if (old) await ctx.ledger.update(savedViews, [row])
  else await ctx.ledger.insert(savedViews, [row])
  ctx.tell(viewChanged, { list: list.many, name, what: 'saved' })
  return { id, name, shared, usual, view, own: true, by: ctx.actor.name }
}

export async function removeView(ctx: Ctx, list: ListDeclaration, id: Id<'saved_view'>): Promise<void> {
  const row = (await rowsOf(ctx, list)).find((one) => one.id === id && isOwn(one, ctx.actor))
  if (!row) throw notYours()
  await ctx.ledger.remove(savedViews, [row.id])
  ctx.tell(viewChanged, { list: list.many, name: row.name, what: 'removed' })
}

const notYours = () => new Problem('not-found', t('This view is not one of yours, or was removed. Save it under a name of your own.'))

const isOwn = (row: Row, actor: Actor) => row.userId === actor.id

/** Views that are the usual one now and no longer are when this one is: of the same readers, and one's own to change. */
function rivals(rows: readonly Row[], actor: Actor, wanted: { readonly id: string | null; readonly shared: boolean }): Row[] {
  return rows.filter((row) => row.usual && row.id !== wanted.id && row.shared === wanted.shared && (wanted.shared || isOwn(row, actor)))
}

function shownTo(row: Row, actor: Actor): SavedView {
  const { id, name, shared, usual, view } = row
  return { id, name, shared, usual, view, own: isOwn(row, actor), by: row.userName }
}

async function rowsOf({ tx }: Pick<ReadCtx, 'tx'>, list: ListDeclaration): Promise<Row[]> {
  const rows = await tx.db.select().from(savedViews.table).orderBy(savedViews.table.id)
  return rows.filter((row) => row.list === list.kind)
}
