import { normCompany, normEmail } from '#kernel/normal'
import type { Ctx } from '#platform/action/context'
import type { Duck } from '#platform/analytics/duck'
import type { Respondent } from '../contract/respondent.ts'
import * as store from '../store/merge.ts'
import { keysIntoDuck } from '../store/merge-set.ts'
import { peopleBy, peopleOf } from '../store.ts'

type Asking = Pick<Ctx, 'tx'>

const distinct = (keys: readonly (string | null)[]) => [...new Set(keys.filter((key) => key !== null))]

/** Who is meant by the address or the id of somebody who was merged, as long as nobody has it by now: key by key, with what the kept one is known by. */
async function peopleMeant(
  { tx }: Asking,
  said: readonly { readonly externalId: string | null; readonly mail: string | null }[],
  ask = store.keptByKeys,
) {
  const ids = distinct(said.map(({ externalId }) => externalId))
  const mails = distinct(said.map(({ mail }) => mail))
  const found = await ask(tx, 'person', [...ids.map((id) => `id ${id}`), ...mails.map((mail) => `mail ${mail}`)])
  if (found.size === 0) return null
  for (const { externalId, emailKey } of await peopleBy(tx, { externalIds: ids, emailKeys: mails })) {
    found.delete(`id ${externalId}`)
    found.delete(`mail ${emailKey}`)
  }
  const kept = new Map((await peopleOf(tx, [...new Set(found.values())])).map((one) => [one.id as string, one]))
  return { by: (key: string) => kept.get(found.get(key) ?? ''), found }
}

/** Rows that name somebody who was merged name the one that was kept instead. */
export async function asKept<Row extends { readonly externalId: string | null; readonly email: string | null }>(
  ctx: Asking,
  rows: readonly Row[],
): Promise<readonly Row[]> {
  const said = rows.map(({ externalId, email }) => ({ externalId, mail: normEmail(email ?? '') || null }))
  const meant = await peopleMeant(ctx, said)
  if (meant === null) return rows
  return rows.map((row, place) => {
    const byId = meant.by(`id ${row.externalId}`)
    const byMail = meant.by(`mail ${said[place]?.mail}`)
    const email = byMail?.email ?? (byId && byId.externalId === null ? byId.email : null) ?? row.email
    return byId || byMail ? { ...row, externalId: byId ? byId.externalId : row.externalId, email } : row
  })
}

/** The same for people who respond; no merge comes between until the end of the transaction. */
export async function respondentsAsKept(ctx: Asking, all: readonly Respondent[]): Promise<readonly Respondent[]> {
  const meant = await peopleMeant(ctx, all, store.keptByKeysHeld)
  if (meant === null) return all
  return all.map((one) => {
    const byId = one.externalId === null ? undefined : meant.by(`id ${one.externalId}`)
    const byMail = one.mail === null ? undefined : meant.by(`mail ${one.mail}`)
    if (!byId && !byMail) return one
    const known = byMail ?? (byId && byId.externalId === null ? byId : undefined)
    const address = known && known.emailKey !== null ? { mail: known.emailKey, email: known.email } : {}
    const externalId = byId ? byId.externalId : known && known.emailKey === null ? known.externalId : one.externalId
    return { ...one, ...address, externalId }
  })
}

/** The same for a set that stands in DuckDB: answers the view to read instead. */
export async function setAsKept(ctx: Asking, duck: Duck, { name, said }: { name: string; said: string }): Promise<string> {
  return await keysIntoDuck(ctx.tx, duck, { name, said })
}

/** The kept person behind each id or address of one who was merged, as `id 003` and `mail ada@x.example`. */
export async function keptPeople(ctx: Asking, externalIds: readonly string[], mails: readonly string[]): Promise<Map<string, string>> {
  return await store.keptByKeys(ctx.tx, 'person', [...externalIds.map((id) => `id ${id}`), ...mails.map((mail) => `mail ${mail}`)])
}

/** The kept account behind each id or name of one that was merged, as `id 001` and `name acme`. */
export async function keptAccounts(
  ctx: Asking,
  refs: readonly { readonly externalId: string | null; readonly name: string | null }[],
): Promise<Map<string, string>> {
  const keys = refs.flatMap(({ externalId, name }) => [
    ...(externalId === null ? [] : [`id ${externalId}`]),
    ...(normCompany(name ?? '') === '' ? [] : [`name ${normCompany(name ?? '')}`]),
  ])
  return await store.keptByKeys(ctx.tx, 'account', [...new Set(keys)])
}
