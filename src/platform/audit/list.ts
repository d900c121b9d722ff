import { eventKinds, toldInWords } from '#kernel/event'
import { Problem } from '#kernel/problem'
import { t } from '#kernel/text'
import { type Day, type Instant, instant } from '#kernel/time'
import { errand } from '#platform/action/action'
import { eventUndone, undoInWords } from '#platform/ledger/undo'
import type { Tx } from '#platform/store/database'
import { type AuditGroup, auditGroupOf, listAudit } from './contract.ts'

interface Asked {
  readonly group?: AuditGroup | undefined
  readonly actor?: string | undefined
  readonly from?: Day | undefined
  readonly to?: Day | undefined
  readonly cursor?: string | undefined
  readonly limit: number
}

interface Row {
  readonly id: string
  readonly at: Instant
  readonly kind: string
  readonly actorKind: string
  readonly actorId: string | null
  readonly actorName: string
  readonly payload: unknown
  readonly address: string | null
  /** What an undo took back. */
  readonly undone: { readonly kind: string; readonly payload: unknown } | null
}

const columns = 'id, at, kind, actor_kind AS "actorKind", actor_id AS "actorId", actor_name AS "actorName", payload'

const undone = `(SELECT jsonb_build_object('kind', u.kind, 'payload', u.payload) FROM event u WHERE u.id = event.undoes) AS undone`

/** The audit log of a workspace: its entries in the directory and the events of its ledger, as one list by time. */
export const audit = errand(listAudit, async (ctx, asked) => {
  const [noted, told] = await Promise.all([
    ctx.services.database.inPublic((tx) =>
      rowsBefore(tx, asked, `${columns}, address, NULL::jsonb AS undone FROM audit_entry`, ctx.workspace.id),
    ),
    ctx.read(({ tx }) => rowsBefore(tx, asked, `${columns}, NULL::text AS address, ${undone} FROM event`, null)),
  ])
  const all = [...noted, ...told].toSorted((a, b) => (placeOf(a) < placeOf(b) ? 1 : -1))
  const page = all.slice(0, asked.limit)
  const last = page.at(-1)
  return { entries: page.map(shown), cursor: last && all.length > page.length ? placeOf(last) : null }
})

/** Instants of one length and ids in small letters: the text sorts as the database does. */
const placeOf = ({ at, id }: Pick<Row, 'at' | 'id'>) => `${at}_${id}`

/** At most one row more than asked for, the newest first. */
async function rowsBefore(tx: Tx, asked: Asked, source: string, workspaceId: string | null): Promise<Row[]> {
  const values: unknown[] = []
  const conditions: string[] = []
  const where = (condition: (...names: string[]) => string, ...given: unknown[]) => {
    const first = values.length + 1
    values.push(...given)
    conditions.push(condition(...given.map((_, index) => `$${first + index}`)))
  }
  if (workspaceId !== null) where((id) => `workspace_id = ${id}`, workspaceId)
  if (asked.group !== undefined) where((kinds) => `kind = ANY(${kinds})`, kindsOf(asked.group))
  if (asked.actor !== undefined) where((id) => `actor_id = ${id}`, asked.actor)
  if (asked.from !== undefined) where((at) => `at >= ${at}`, startOf(asked.from))
  if (asked.to !== undefined) where((at) => `at < ${at}::timestamptz + interval '24 hours'`, startOf(asked.to))
  if (asked.cursor !== undefined) {
    const [at, id] = asked.cursor.split('_')
    if (!isTime(at ?? '') || !isId(id ?? '')) throw new Problem('invalid-input', t('Send a cursor as it was answered.'))
    where((atName, idName) => `(at, id) < (${atName}, ${idName}::uuid)`, at, id)
  }
  const filter = conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''
  return await tx.query<Row & Record<string, unknown>>(
    `SELECT ${source} ${filter} ORDER BY at DESC, id DESC LIMIT ${Math.trunc(asked.limit) + 1}`,
    values,
  )
}

const isTime = (text: string) => !Number.isNaN(Date.parse(text))
const isId = (text: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)
const kindsOf = (group: AuditGroup) => eventKinds().filter((kind) => auditGroupOf(kind) === group)
const startOf = (day: Day): Instant => instant(new Date(`${day}T00:00:00Z`))

function shown({ id, at, kind, payload, actorKind, actorId, actorName, address, undone }: Row) {
  const actor = { kind: actorKind, id: actorId, name: actorName }
  return { id, at, group: auditGroupOf(kind), kind, said: inWords(kind, payload, undone), actor, address }
}

function inWords(kind: string, payload: unknown, undone: Row['undone']): string {
  const undo = kind === eventUndone.kind && undone !== null ? eventUndone.payload.safeParse(payload) : null
  return undo?.success && undone !== null ? undoInWords(undo.data, toldInWords(undone.kind, undone.payload)) : toldInWords(kind, payload)
}
