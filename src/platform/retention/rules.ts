import type { Id, WorkspaceId } from '#kernel/id'
import { daysMeant, plusDays } from '#kernel/rule-days'
import { type Day, dayOf, type Instant, instant } from '#kernel/time'
import type { Ctx } from '../action/context.ts'
import { forgetAudit } from '../audit/forget.ts'
import type { Holding } from '../privacy/holdings.ts'
import type { Tx } from '../store/database.ts'
import type { RetentionRules, RuleName } from './contract.ts'
import { forgetFormer, formerDue } from './former.ts'
import type { Candidate, Lent, Query } from './lent.ts'
import { heldPerson, peopleDue } from './people.ts'
import { clearTexts, textsDue } from './texts.ts'

/** What a rule works with. */
export interface Ground {
  readonly lent: Lent
  readonly holdings: readonly Holding[]
  readonly workspaceId: WorkspaceId
  readonly rules: RetentionRules
  /** When the run began: what is due is judged as of then, however long it takes. */
  readonly asOf: Instant
}

/** One rule: what it goes for is a query, and a run clears nothing but what that query answers. */
export type Rule = {
  /** From when on something keeps a record; null while the rule is not set. */
  readonly before: (ground: Ground) => Instant | null
  readonly due: (tx: Tx, ground: Ground, before: Instant) => Query | Promise<Query>
  /** Records of one step. */
  readonly piece: number
} & (
  | { readonly where: 'workspace'; readonly clear: (ctx: Ctx, ground: Ground, ids: readonly string[]) => Promise<void> }
  | { readonly where: 'directory'; readonly clear: (tx: Tx, ground: Ground, ids: readonly string[]) => Promise<void> }
)

/** The beginning of the day so many months before. */
function monthsBefore(asOf: Instant, months: number | null | undefined): Instant | null {
  if (months === null || months === undefined) return null
  const { from } = daysMeant({ field: '', operator: 'inLast', value: { count: months, unit: 'month' } }, dayOf(asOf))
  return from === null ? null : startOf(plusDays(from, -1))
}

const startOf = (day: Day): Instant => instant(new Date(`${day}T00:00:00Z`))

/** Rules that clear what facts, facts as known earlier or the search may hold. */
export const inDerived: readonly RuleName[] = ['people', 'texts', 'undo']

export const rules: Readonly<Record<RuleName, Rule>> = {
  people: {
    before: ({ rules: { people }, asOf }) => monthsBefore(asOf, people?.afterMonths),
    due: (_, { rules: { people }, ...ground }, before) => (people ? peopleDue({ ...ground, rules: people, before }) : none),
    // Each step goes through the whole ledger once, for all of its people together.
    piece: 50,
    where: 'workspace',
    clear: async (ctx, { lent, rules: { people } }, ids) => {
      if (people) await lent.people.erase(ctx, ids, people.how)
    },
  },
  texts: {
    before: ({ rules: { textsAfterMonths }, asOf }) => monthsBefore(asOf, textsAfterMonths),
    due: (_, { holdings, lent }, before) => textsDue(holdings, lent.people.source.list.kind, before),
    piece: 500,
    where: 'workspace',
    clear: (ctx, { holdings, lent }, ids) => clearTexts(ctx, holdings, ids, lent.told),
  },
  files: {
    before: ({ rules: { filesAfterMonths }, asOf }) => monthsBefore(asOf, filesAfterMonths),
    due: (_, { lent }, before) => ({
      text: `SELECT f.id, f.what, f.at FROM (${lent.files.query}) AS f WHERE f.at < $1::timestamptz AND NOT ${heldPerson('f.id')}`,
      values: [before],
    }),
    piece: 100,
    where: 'workspace',
    clear: (ctx, { lent }, ids) => lent.files.forget(ctx, ids as readonly Id<'import'>[]),
  },
  undo: {
    before: ({ rules: { undoAfterMonths }, asOf }) => monthsBefore(asOf, undoAfterMonths),
    due: (tx, { holdings, lent }, before) => formerDue(tx, holdings, lent.people.source.list.kind, before),
    piece: 200,
    where: 'workspace',
    clear: ({ tx, now }, { holdings }, ids) => forgetFormer(tx, holdings, ids, now),
  },
  mails: {
    before: ({ rules: { mailsAfterDays }, asOf }) => (mailsAfterDays === null ? null : startOf(plusDays(dayOf(asOf), -mailsAfterDays))),
    due: (_, { workspaceId }, before) => ({
      text: `SELECT id, kind AS what, created_at AS at FROM mail WHERE workspace_id = $1 AND created_at < $2::timestamptz AND state <> 'waiting'`,
      values: [workspaceId, before],
    }),
    piece: 1_000,
    where: 'directory',
    clear: async (tx, { workspaceId }, ids) => {
      await tx.query('DELETE FROM mail WHERE workspace_id = $1 AND id = ANY($2::uuid[])', [workspaceId, ids])
    },
  },
  audit: {
    before: ({ rules: { auditAfterMonths }, asOf }) => monthsBefore(asOf, auditAfterMonths),
    due: (_, { workspaceId }, before) => ({
      text: 'SELECT id, kind AS what, at FROM audit_entry WHERE workspace_id = $1 AND at < $2::timestamptz',
      values: [workspaceId, before],
    }),
    piece: 1_000,
    where: 'directory',
    clear: async (tx, { workspaceId }, ids) => {
      await forgetAudit(tx, workspaceId, ids)
    },
  },
}

const none: Query = { text: "SELECT NULL::uuid AS id, '' AS what, NULL::timestamptz AS at WHERE FALSE", values: [] }

/** Records that a query answers, in the order of their ids, behind one. */
export async function page(tx: Tx, { text, values }: Query, after: string | null, limit: number): Promise<Candidate[]> {
  return await tx.query<Candidate & Record<string, unknown>>(
    `SELECT d.id, d.what, d.at FROM (${text}) AS d WHERE $${values.length + 1}::uuid IS NULL OR d.id > $${values.length + 1}::uuid
     ORDER BY d.id LIMIT ${Math.trunc(limit)}`,
    [...values, after],
  )
}

export async function countOf(tx: Tx, { text, values }: Query): Promise<number> {
  return (await tx.query<{ n: number }>(`SELECT count(*) AS n FROM (${text}) AS d`, values))[0]?.n ?? 0
}
