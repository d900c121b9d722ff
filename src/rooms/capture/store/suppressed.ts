import type { Duck, DuckRow } from '#platform/analytics/duck'
import { mapDistinct } from '#platform/analytics/map-distinct'
import type { StagedKind } from '../shapes.ts'

/** Columns of staged rows by which an erased person would be known, and what each holds. */
export const telling = {
  person: { email: 'address', phone: 'phone', external_id: 'person id' },
  lead: { email: 'address', phone: 'phone', external_id: 'lead id' },
  campaign_member: { email: 'address', contact_external_id: 'person id', lead_external_id: 'lead id' },
  activity: { email: 'address', contact_external_id: 'person id', lead_external_id: 'lead id' },
} as const satisfies Partial<Record<StagedKind, Readonly<Record<string, 'address' | 'phone' | 'person id' | 'lead id'>>>>

const inDeals = { person_email: 'address', person_phone: 'phone', person_external_id: 'person id' } as const
const contact = [
  'person_name',
  'person_first_name',
  'person_last_name',
  'person_email',
  'person_phone',
  'person_external_id',
  'person_title',
]

type By = 'address' | 'phone' | 'person id' | 'lead id'
/** Says for each value whether somebody who was erased is known by it. */
export type Asked = (by: By, values: readonly string[]) => Promise<boolean[]>

/** Sets rows of erased people aside, and takes them out of the rows of deals. Answers how many rows of each kind were set aside. */
export async function setAside(duck: Duck, ask: Asked): Promise<ReadonlyMap<StagedKind, number>> {
  for (const [kind, columns] of Object.entries(telling))
    for (const [column, by] of Object.entries(columns)) {
      if (!(await hasValues(duck, kind, column, by, ask))) continue
      await duck.run(
        `UPDATE staged.${kind} SET reject_class = 'suppressed', reject = 'This person was erased and is not taken again.'
         WHERE reject IS NULL AND ${column} IN (SELECT ${column} FROM suppressed WHERE id IS NOT NULL)`,
      )
    }
  const cleared = contact.map((column) => `${column} = NULL`).join(', ')
  for (const [column, by] of Object.entries(inDeals))
    if (await hasValues(duck, 'deal', column, by, ask))
      await duck.run(`UPDATE staged.deal SET ${cleared} WHERE ${column} IN (SELECT ${column} FROM suppressed WHERE id IS NOT NULL)`)
  const counts = Object.keys(telling).map(
    (kind) => `SELECT '${kind}' AS kind, count(*) AS n FROM staged.${kind} WHERE reject_class = 'suppressed'`,
  )
  const rows = await duck.all<{ kind: StagedKind; n: number }>(counts.join(' UNION ALL '))
  return new Map(rows.filter(({ n }) => n > 0).map(({ kind, n }) => [kind, Number(n)]))
}

/** Leaves `suppressed`: the different values of a column, with an id where somebody who was erased is known by it. */
async function hasValues(duck: Duck, kind: string, column: string, by: By, ask: Asked): Promise<boolean> {
  let some = false
  await mapDistinct<DuckRow>(
    duck,
    {
      from: `(SELECT ${column}, row_no AS no FROM staged.${kind} WHERE reject IS NULL)`,
      columns: [column],
      into: 'suppressed',
      answers: 'VARCHAR',
    },
    async (rows) => {
      const found = await ask(
        by,
        rows.map((row) => String(row[column])),
      )
      some ||= found.includes(true)
      return found.map((one) => (one ? 'yes' : null))
    },
  )
  return some
}
