import type { Actor } from '#kernel/actor'
import type { NamesOf } from '#platform/list/names'
import { authorsOf } from '#platform/list/record-store'
import type { Tx } from '#platform/store/database'
import { accountNames, personNames } from '#rooms/accounts/actions/lists'
import { dealNames } from '#rooms/deals/actions/list'
import { leadNames } from '#rooms/leads/actions/list'
import type { Undone } from '../shapes.ts'

const namesOf: Readonly<Record<string, NamesOf>> = { deal: dealNames, lead: leadNames, person: personNames, account: accountNames }

/** The rows that an undo left, with what they are called and who changed them since. Names are read when they are shown: whoever is erased is not kept here. */
export async function leftRows(reader: { readonly tx: Tx; readonly actor: Actor }, undone: Undone): Promise<Undone> {
  const { conflicts } = undone
  const authors = await authorsOf(
    reader.tx,
    conflicts.flatMap(({ byEvent }) => byEvent ?? []),
  )
  const names = new Map<string, string | null>()
  for (const [what, read] of Object.entries(namesOf)) {
    const ids = conflicts.flatMap((conflict) => (conflict.what === what ? conflict.id : []))
    for (const [id, name] of await read(reader, ids)) names.set(id, name)
  }
  return {
    ...undone,
    conflicts: conflicts.map((conflict) => {
      const author = authors.get(conflict.byEvent ?? '')
      return { ...conflict, name: names.get(conflict.id) ?? null, ...(author ? { by: author.by, at: author.at } : {}) }
    }),
  }
}
