import type { Taken } from '#kernel/taken'
import type { Instant } from '#kernel/time'
import type { Ctx } from '#platform/action/context'
import type { Duck } from '#platform/analytics/duck'
import { type Incoming, takeRows } from '#platform/ledger/take'
import { aimByKey, takeSet } from '#platform/ledger/take-set'
import { type PersonIn, takePeople, takePeopleSet } from '#rooms/accounts/actions'
import { ensureMembers } from '#rooms/workspace/actions'
import * as store from './store.ts'
import { leads } from './tables.ts'

/** A lead as a file describes it: the person, and the hand-off. */
export interface LeadIn {
  readonly externalId: string | null
  readonly person: PersonIn
  readonly status: string | null
  readonly industry: string | null
  readonly country: string | null
  readonly createdAt: Instant | null
  readonly converted: boolean | null
  readonly convertedAt: Instant | null
  readonly dealRef: string | null
  readonly custom: Record<string, string>
}

/** Takes leads with their people. A lead is known by the CRM's id, else by its person and the time that it was made. */
export async function takeLeads(ctx: Ctx, rows: readonly LeadIn[]): Promise<Taken[]> {
  const people = await takePeople(
    ctx,
    rows.map((row) => row.person),
  )
  const refs = rows.map((row, index) => {
    const person = people[index]
    return row.externalId ?? (person && person.bucket !== 'reject' ? `person:${person.id}:${row.createdAt ?? ''}` : '')
  })
  const found = await store.leadsBy(ctx.tx, [...new Set(refs)])
  const existing = new Map(found.map((lead) => [lead.externalId, lead]))
  const owners = await ensureMembers(
    ctx,
    rows.map((row) => ({ externalId: row.person.ownerExternalId, name: row.person.ownerName })),
  )
  const incoming = rows.map((row, index): Incoming<typeof leads> => {
    const person = people[index]
    const { person: given, externalId: _id, ...rest } = row
    const personId = person && person.bucket !== 'reject' ? person.id : ''
    return {
      key: refs[index] ?? null,
      row: { ...rest, externalId: refs[index] ?? '', personId, ownerId: owners[index] ?? null, source: given.source } as Incoming<
        typeof leads
      >['row'],
      ...(person?.bucket === 'reject' ? { reject: person.why } : {}),
    }
  })
  return await takeRows(ctx, { table: leads, existing }, incoming)
}

const leadColumns = 'external_id person_id owner_id source status industry country created_at converted converted_at deal_ref custom'.split(
  ' ',
)

/**
 * Takes a set of leads that stands in DuckDB with their people, as takeLeads takes rows. `people` is a view as takePeopleSet wants it, `said`
 * one with `no` and the columns of LeadIn. Leaves `taken_<name>`; rows without a person are in `returned_person_<name>`.
 */
export async function takeLeadsSet(
  ctx: Ctx,
  duck: Duck,
  { name, people, said }: { name: string; people: string; said: string },
): Promise<void> {
  const person = `person_${name}`
  await takePeopleSet(ctx, duck, { name: person, said: people })
  await store.rowsOfLeads(duck, { name, person, said })
  await aimByKey(ctx, duck, { table: leads, name, keyed: store.keysOfLeads(name), column: 'external_id' })
  await takeSet(ctx, duck, { table: leads, name, rows: `rows_${name}`, says: leadColumns })
}
