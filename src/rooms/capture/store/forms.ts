import { randomBytes } from 'node:crypto'
import { and, asc, desc, eq } from 'drizzle-orm'
import type { Id } from '#kernel/id'
import type { Day, Instant } from '#kernel/time'
import type { Tx } from '#platform/store/database'
import type { RowOf } from '#platform/store/kept'
import { forms, formVersions } from '../tables.ts'

export type FormRow = RowOf<typeof forms>
export type FormVersionRow = RowOf<typeof formVersions>

/** All forms by name. */
export async function allForms(tx: Tx): Promise<FormRow[]> {
  const { table } = forms
  return await tx.db.select().from(table).orderBy(asc(table.name), asc(table.id))
}

/** A form, held until the end of the transaction where it is to change, so that two people take turns. */
export async function formBy(tx: Tx, id: Id<'form'>, hold?: 'change'): Promise<FormRow | null> {
  const { table } = forms
  const asked = tx.db.select().from(table).where(eq(table.id, id))
  return (await (hold ? asked.for('update') : asked))[0] ?? null
}

/** A form by its part of the address. */
export async function formAt(tx: Tx, slug: string): Promise<FormRow | null> {
  const { table } = forms
  return (await tx.db.select().from(table).where(eq(table.slug, slug)))[0] ?? null
}

/** What was published of a form, the newest first. */
export async function versionsOf(tx: Tx, formId: Id<'form'>): Promise<FormVersionRow[]> {
  const { table } = formVersions
  return await tx.db.select().from(table).where(eq(table.formId, formId)).orderBy(desc(table.number))
}

/** The newest published version of each form. */
export async function newestVersions(tx: Tx): Promise<Map<string, FormVersionRow>> {
  const { table } = formVersions
  const rows = await tx.db.select().from(table).orderBy(asc(table.number))
  return new Map(rows.map((row) => [row.formId, row]))
}

/** One published version. */
export async function versionBy(tx: Tx, formId: Id<'form'>, number: number): Promise<FormVersionRow | null> {
  const { table } = formVersions
  return (
    (
      await tx.db
        .select()
        .from(table)
        .where(and(eq(table.formId, formId), eq(table.number, number)))
    )[0] ?? null
  )
}

/** Whether somebody sent the form since. */
export async function sentSince(tx: Tx, formId: Id<'form'>, since: Instant): Promise<boolean> {
  const asked = "SELECT 1 FROM delivery WHERE way = 'form' AND split_part(key, ' ', 2) = $1 AND received_at >= $2 LIMIT 1"
  return (await tx.query(asked, [formId, since])).length > 0
}

/** What is counted of a form, from its being looked at and from what was delivered. */
export interface Counts {
  readonly views: number
  readonly responses: number
  /** Put aside, mostly because a machine sent it. */
  readonly caught: number
}

export const noCounts: Counts = { views: 0, responses: 0, caught: 0 }

/** Sums of each form since a day. What was delivered is known for as long as deliveries are kept. */
export async function countsSince(tx: Tx, day: Day): Promise<Map<string, Counts>> {
  const rows = await tx.query<Counts & { formId: string }>(
    `SELECT form_id AS "formId", sum(views)::int AS views, sum(responses)::int AS responses, sum(caught)::int AS caught FROM (
       SELECT form_id::text, views, 0 AS responses, 0 AS caught FROM form_day WHERE day >= $1::date
       UNION ALL SELECT split_part(key, ' ', 2), 0, (state = 'taken')::int, (state = 'quarantined')::int FROM delivery
       WHERE way = 'form' AND key IS NOT NULL AND received_at >= $2::timestamptz) AS c GROUP BY form_id`,
    [day, `${day}T00:00:00Z`],
  )
  return new Map(rows.map(({ formId, ...counts }) => [formId, counts]))
}

/** Counts that somebody looked at a form. */
export async function countView(tx: Tx, formId: Id<'form'>, day: Day): Promise<void> {
  await tx.query(
    'INSERT INTO form_day (form_id, day, views) VALUES ($1, $2, 1) ON CONFLICT (form_id, day) DO UPDATE SET views = form_day.views + 1',
    [formId, day],
  )
}

/** The key of the tokens of this workspace; made when it is asked for first. */
export async function tokenSecret(tx: Tx): Promise<string> {
  const asked = () => tx.query<{ secret: string }>('SELECT secret FROM form_key WHERE id = 1')
  const [known] = await asked()
  if (known) return known.secret
  await tx.query('INSERT INTO form_key (id, secret) VALUES (1, $1) ON CONFLICT (id) DO NOTHING', [randomBytes(32).toString('base64')])
  return (await asked())[0]?.secret ?? ''
}
