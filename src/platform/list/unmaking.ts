import { rightsOf } from '#kernel/actor'
import type { EventId } from '#kernel/id'
import type { ListDeclaration } from '#kernel/list'
import { Problem } from '#kernel/problem'
import { changes, type Rights, rightsObjects } from '#kernel/rights'
import { plural, said, t } from '#kernel/text'
import type { Ctx } from '../action/context.ts'
import { referrersOf, undoEvent } from '../ledger/undo.ts'
import { ident, infoOf, type Kept } from '../store/kept.ts'
import { recordMade } from './making.ts'
import { authorOf } from './record-store.ts'

/** Whether somebody with these rights may take back a record that another made: they could have made all of it. */
export function mayUnmake(rights: Rights, { kind }: Pick<ListDeclaration, 'kind'>): boolean {
  return changes(rights, kind) && ![...rights.hidden, ...rights.locked].some((field) => field.startsWith(`${kind}.`))
}

/**
 * Takes back the making of a record by hand, if this event is one: answers whether it is. What was made along goes too, unless something else names it by now.
 * Throws a Problem where the record was changed since or something hangs on it.
 */
export async function undoMaking(
  ctx: Ctx,
  list: ListDeclaration,
  kept: Kept,
  { id, eventId }: { id: string; eventId: EventId },
): Promise<boolean> {
  const [event] = await ctx.tx.query<{ actor: string | null }>(
    'SELECT actor_id AS actor FROM event WHERE id = $1::uuid AND kind = $2 AND subject_id = $3::uuid',
    [eventId, recordMade.kind, id],
  )
  if (!event) return false
  const rights = rightsOf(ctx.actor)
  const tables = await ctx.tx.query<{ tbl: string }>('SELECT DISTINCT tbl FROM change WHERE event_id = $1::uuid', [eventId])
  const closed = rightsObjects.some((object) => tables.some(({ tbl }) => tbl === object) && !changes(rights, object))
  if (closed || (!mayUnmake(rights, list) && event.actor !== ctx.actor.id))
    throw new Problem('not-allowed', t('Your role may not take away this {{one}}. Ask an owner.', { one: said(list.one) }))
  const { conflicts } = await undoEvent(ctx.tx, ctx.ledger, eventId, ctx.services.keptTables)
  const own = conflicts.find(({ rowId }) => rowId === id)
  if (!own) return true
  if (own.why === 'still referred to') throw new Problem('conflict', await hangingOn(ctx, list, kept, id))
  const author = own.byEvent === null ? undefined : await authorOf(ctx.tx, own.byEvent)
  throw new Problem(
    'conflict',
    author
      ? t('This {{one}} was changed since, by {{by}}. Take the later change back first.', { one: said(list.one), by: author.by })
      : t('This {{one}} was changed since. Take the later change back first.', { one: said(list.one) }),
  )
}

const words: Readonly<Record<string, (n: number) => string>> = {
  deal: (n) => plural(n, '{{n}} deal', '{{n}} deals', { n }),
  person: (n) => plural(n, '{{n}} person', '{{n}} people', { n }),
  lead: (n) => plural(n, '{{n}} lead', '{{n}} leads', { n }),
  note: (n) => plural(n, '{{n}} note', '{{n}} notes', { n }),
  activity: (n) => plural(n, '{{n}} activity or task', '{{n}} activities and tasks', { n }),
  consent: (n) => plural(n, '{{n}} consent', '{{n}} consents', { n }),
}
const otherWords = (n: number) => plural(n, '{{n}} other entry', '{{n}} other entries', { n })

/** What names a record and keeps it here, in a sentence. */
async function hangingOn({ tx, services }: Ctx, { one }: ListDeclaration, kept: Kept, id: string): Promise<string> {
  const parts: string[] = []
  for (const { table, column } of referrersOf(infoOf(kept).name, services.keptTables)) {
    const [row] = await tx.query<{ n: number }>(`SELECT count(*) AS n FROM ${ident(table)} WHERE ${ident(column)} = $1::uuid`, [id])
    const n = Number(row?.n ?? 0)
    if (n > 0) parts.push((words[table] ?? otherWords)(n))
  }
  return t('This {{one}} stays while something hangs on it: {{what}}. Take that away first.', { one: said(one), what: parts.join(', ') })
}
