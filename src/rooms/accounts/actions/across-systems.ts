import { normEmail } from '#kernel/normal'
import type { Ctx } from '#platform/action/context'
import type { Duck } from '#platform/analytics/duck'
import { bringRefs, keepRefs, knownSystems, OtherIds } from '#rooms/workspace/actions/systems'
import { acrossSystems } from '../rules.ts'
import * as store from '../store.ts'
import { asKept, setAsKept } from './merge-keys.ts'

interface Said {
  readonly externalId: string | null
  readonly email: string | null
}

/**
 * People as rows say them, each under the id by which they are known here, whatever system the row is of; and those who are known by one of the keys.
 * A person of two systems keeps the id of the one that they came from; the other id is noted.
 */
export async function asOneSystem<Row extends Said>(
  ctx: Ctx,
  given: readonly Row[],
): Promise<{ rows: readonly Row[]; known: store.Person[] }> {
  const rows = await asKept(ctx, given)
  const said = rows.map((row) => ({ externalId: row.externalId, mail: normEmail(row.email ?? '') || null }))
  const externalIds = unique(said.map((row) => row.externalId))
  const known = await store.peopleBy(ctx.tx, { externalIds, emailKeys: unique(said.map((row) => row.mail)) })
  const others = await OtherIds.open(ctx.tx, 'person', externalIds, known)
  const beyond = others.beyond(known)
  if (beyond.length > 0) known.push(...(await store.peopleOf(ctx.tx, beyond)))
  if ((await knownSystems(ctx.tx)).length === 0) return { rows, known }
  const refs = others.of(known).map(([externalId, personId]) => ({ externalId, personId }))
  const people = known.map((person) => ({ id: person.id, externalId: person.externalId, mail: person.emailKey }))
  const { ids, joined } = acrossSystems(said, people, refs)
  for (const { externalId, personId } of joined) others.join({ id: personId }, externalId)
  await others.settle(ctx)
  return { rows: rows.map((row, index) => ({ ...row, externalId: ids[index] ?? null })), known }
}

/** The same for a set that stands in DuckDB: answers the view that has each row under the id by which its person is known. */
export async function asOneSystemSet(ctx: Ctx, duck: Duck, { name, said: given }: { name: string; said: string }): Promise<string> {
  const said = await setAsKept(ctx, duck, { name, said: given })
  if ((await knownSystems(ctx.tx)).length === 0) return said
  await store.bringMet(ctx.tx, duck, name, said)
  await bringRefs(ctx.tx, duck, store.keysOfMet(name), `refs_${name}`)
  await store.acrossSystems(ctx.tx, duck, name, said)
  await keepRefs(ctx, duck, 'person', `joins_${name}`)
  return `one_${name}`
}

function unique(values: readonly (string | null)[]): string[] {
  return [...new Set(values.filter((value) => value !== null))]
}
