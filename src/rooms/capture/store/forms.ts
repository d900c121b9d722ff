import { randomBytes } from 'node:crypto'
import { and, asc, desc, eq } from 'drizzle-orm'
import type { Id } from '#kernel/id'
import type { Day } from '#kernel/time'
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

/** What is counted of a form, from nothing but its being looked at or sent. */
export interface Counts {
  readonly views: number
  readonly responses: number
  readonly caught: number
}

export const noCounts: Counts = { views: 0, responses: 0, caught: 0 }

/** Sums of each form since a day. */
export async function countsSince(tx: Tx, day: Day): Promise<Map<string, Counts>> {
  const rows = await tx.query<Counts & { formId: string }>(
    `SELECT form_id AS "formId", sum(views)::int AS views, sum(responses)::int AS responses, sum(caught)::int AS caught
     FROM form_day WHERE day >= $1::date GROUP BY form_id`,
    [day],
  )
  return new Map(rows.map(({ formId, ...counts }) => [formId, counts]))
}

/** Counts one more of a form on a day. */
export async function countOne(tx: Tx, formId: Id<'form'>, day: Day, what: keyof Counts): Promise<void> {
  const one = { ...noCounts, [what]: 1 }
  await tx.query(
    `INSERT INTO form_day (form_id, day, views, responses, caught) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (form_id, day) DO UPDATE SET views = form_day.views + excluded.views, responses = form_day.responses + excluded.responses,
       caught = form_day.caught + excluded.caught`,
    [formId, day, one.views, one.responses, one.caught],
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
