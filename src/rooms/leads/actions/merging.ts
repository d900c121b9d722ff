import { said, t } from '#kernel/text'
import type { Ctx, ReadCtx } from '#platform/action/context'
import type { AlongMerge, LentToMerge } from '#rooms/accounts/actions/merge-kinds'
import { openLeadsOf, openStaysOf } from '../store/merging.ts'
import { nurtureStays } from '../tables.ts'

/** What leads say about people who are to be one: one open lead at most, and one place in nurture. */
export const peopleMerging: LentToMerge = { refused, along }

async function refused(tx: ReadCtx['tx'], ids: readonly string[]): Promise<string | null> {
  const [first, second] = await openLeadsOf(tx, ids)
  if (!first || !second) return null
  const words = ({ state, owner }: { state: string; owner: string | null }) =>
    owner === null ? said(state) : t('{{state}} with {{owner}}', { state: said(state), owner })
  return t(
    'Two of them are open leads: {{name}} is {{first}}, {{other}} is {{second}}. A person has one open lead; close one of them first.',
    {
      ...{ name: first.name, first: words(first), other: second.name, second: words(second) },
    },
  )
}

/** Who is with sales, or in nurture already by the other record, does not enter nurture twice: the stay of the one that goes ends, or that of the kept one. */
async function along(ctx: Ctx, kept: string, gone: string): Promise<readonly AlongMerge[]> {
  const stays = await openStaysOf(ctx.tx, [kept, gone])
  const open = await openLeadsOf(ctx.tx, [kept, gone])
  const older = stays.toSorted((a, b) => (a.since < b.since ? -1 : 1))[0]
  const ending = open.length > 0 ? stays : stays.length > 1 ? stays.filter(({ id }) => id !== older?.id) : []
  return ending.map(({ id }) => ({
    table: nurtureStays,
    id,
    values: { left_at: ctx.now, left_why: open.length > 0 ? 'With sales already' : 'Merged' },
  }))
}
