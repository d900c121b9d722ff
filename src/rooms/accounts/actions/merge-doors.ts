import { rightsOf } from '#kernel/actor'
import { customField } from '#kernel/list'
import { Problem } from '#kernel/problem'
import { hides } from '#kernel/rights'
import { said, t } from '#kernel/text'
import { instant } from '#kernel/time'
import { type Action, action, errand, question } from '#platform/action/action'
import type { Ctx, OutsideCtx, ReadCtx } from '#platform/action/context'
import type { MergeConflict, Row } from '../contract/merge.ts'
import { mostAtOnce } from '../contract/merge.ts'
import { recordsMerged, recordsUnmerged } from '../events.ts'
import { fieldsOf, groupsOf, labelOf, type Proposal, propose, proposeKept, valueIn } from '../rules/merge.ts'
import * as store from '../store/merge.ts'
import { mergeRecords, recordsHeld, type Wanted, whyNot } from './merge.ts'
import { ensureMayMerge, type LentToMerge, type MergeKind, mergeKinds, tableOf, takeTurn } from './merge-kinds.ts'
import { type Decided, unmerge } from './merge-undo.ts'

/** What can be done with records that are one, for people and for accounts. */
export function mergeActions(lent: LentToMerge): readonly Action[] {
  return mergeKinds(lent).flatMap(actionsOf)
}

const nameIn = (kind: MergeKind, row: Row | undefined) => String(row?.[kind.nameColumn] ?? '')

function actionsOf(kind: MergeKind): readonly Action[] {
  const { endpoints } = kind
  return [
    question(endpoints.look, async (ctx, { ids }) => {
      ensureMayMerge(ctx, kind)
      return await sideBySide(ctx, kind, idsIn(ids, kind))
    }),
    action(endpoints.merge, async (ctx, { keep, gone, choices }) => {
      ensureMayMerge(ctx, kind)
      await takeTurn(ctx)
      const { moved, rows } = await merged(ctx, kind, { keep, gone, choices })
      const name = nameIn(
        kind,
        rows.find(({ id }) => id === keep),
      )
      ctx.tell(recordsMerged, { kind: kind.kind, kept: keep, name, gone: [...gone] }, { kind: kind.kind, id: keep })
      return { eventId: ctx.ledger.eventId, kept: keep, moved: listed(moved) }
    }),
    errand(endpoints.previewMany, async (ctx, { pairs }) => {
      const groups = []
      for (const ids of groupsOf(pairs)) groups.push(await ctx.read((reading) => previewOf(reading, kind, ids)))
      const refused = groups.filter((group) => group.refused !== null).length
      return { groups, merge: groups.length - refused, refused }
    }),
    errand(endpoints.mergeMany, async (ctx, { pairs, events }) => {
      const groups = groupsOf(pairs)
      if (events === 'one') return await ctx.write((writing) => together(writing, kind, groups), { statementMs: 0 })
      return await oneByOne(ctx, kind, groups)
    }),
    question(endpoints.made, async (ctx, { id }) => {
      const [gone] = await store.mergesBy(ctx.tx, kind.kind, { ids: [id] })
      const into = gone ? (await store.rowsAsNoted(ctx.tx, tableOf(kind), [gone.intoId])).get(gone.intoId) : undefined
      const found = await store.mergesBy(ctx.tx, kind.kind, { into: id })
      if (!gone && found.length === 0 && !(await store.rowsAsNoted(ctx.tx, tableOf(kind), [id])).has(id))
        throw new Problem('not-found', t('This record is not here, and was merged into none.'))
      const nameOf = (name: string) => (name.includes('@') && hides(rightsOf(ctx.actor), 'person', 'email') ? t('Without a name') : name)
      const wonTold = !hides(rightsOf(ctx.actor), kind.kind, kind.kind === 'person' ? 'origin' : 'made')
      return {
        into: into ? { id: into.id, name: nameOf(nameIn(kind, into)) } : null,
        merges: found.map(({ id: one, name, mergedBy, at, eventId, origin, originAt }) => ({
          ...{ id: one, name: nameOf(name), by: mergedBy, at, eventId },
          ...(wonTold ? { origin, originAt } : { origin: null, originAt: null }),
        })),
      }
    }),
    errand(endpoints.undo, async (ctx, { which, decided }) => await undone(ctx, kind, which, decided)),
  ]
}

function idsIn(said: string, { source }: MergeKind): string[] {
  const ids = [...new Set(said.split(',').map((id) => id.trim().toLowerCase()))].filter((id) => id !== '')
  if (ids.length < 2 || ids.length > mostAtOnce || ids.some((id) => !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u.test(id)))
    throw new Problem(
      'invalid-input',
      t('Name 2 to {{most}} {{many}} by their ids, with a comma between them.', { most: mostAtOnce, many: source.list.many }),
    )
  return ids
}

/** What is needed to propose: the records, what hangs on each, when each was written, and who they name. */
async function looked(ctx: Pick<ReadCtx, 'tx' | 'services'>, kind: MergeKind, ids: readonly string[], keep?: string, hold = false) {
  const rows = await recordsHeld(ctx, kind, ids, hold)
  const counts = await store.countsOf(ctx.tx, store.placesOf(ctx.services.keptTables, kind.kind), kind.kind, ids)
  const weight = new Map(ids.map((id) => [id, counts.filter((one) => one.id === id).reduce((sum, one) => sum + one.rows, 0)]))
  const events = await store.writtenAt(
    ctx.tx,
    rows.map((row) => String(row.touched_by)),
  )
  const changedAt = new Map(rows.map((row) => [row.id, events.get(String(row.touched_by)) ?? '']))
  const kept = keep ?? proposeKept(rows, weight)
  return { rows, counts, kept, proposals: propose(kind.kind, rows, kept, changedAt) }
}

async function sideBySide(ctx: ReadCtx, kind: MergeKind, ids: readonly string[]) {
  const { rows, counts, kept, proposals } = await looked(ctx, kind, ids)
  const text = (row: Row, column: string) => (typeof row[column] === 'string' ? [String(row[column])] : [])
  const names = await store.calledBy(
    ctx.tx,
    rows.flatMap((row) => [...text(row, 'owner_id'), ...text(row, 'account_id')]),
  )
  const shown = (value: unknown): string | null =>
    value === null || value === undefined || value === ''
      ? null
      : (names.get(String(value)) ?? (typeof value === 'object' ? JSON.stringify(value) : String(value)))
  const fields = fieldsOf(kind.kind, rows)
  const cell = (row: Row, key: string) => {
    const value = valueIn(row, columnFor(kind, fields, key))
    return key === 'made' && typeof value === 'string' ? instant(new Date(value)) : shown(value)
  }
  return {
    keep: kept,
    records: rows.map((row) => ({
      ...{ id: row.id, name: nameIn(kind, row), owner: shown(row.owner_id) },
      made: typeof row.made_at === 'string' ? instant(new Date(row.made_at)) : null,
      moves: counts.filter(({ id }) => id === row.id).map(({ table, rows: n }) => ({ table, rows: n })),
    })),
    fields: proposals
      .filter(({ key }) => rows.some((row) => shown(valueIn(row, columnFor(kind, fields, key))) !== null))
      .map((proposal: Proposal) => ({
        ...{ key: proposal.key, label: customField(proposal.key) ?? said(labelOf(proposal.key, kind.source.list.columns)) },
        ...{ fixed: proposal.fixed, differs: proposal.differs, from: proposal.from, why: proposal.why },
        values: rows.map((row) => ({ id: row.id, value: cell(row, proposal.key) })),
      })),
    refused: await whyNot(ctx, kind, ids),
  }
}

/** The column that is shown for a field: the whole name, the address as it is written. */
const columnFor = ({ kind }: MergeKind, fields: ReturnType<typeof fieldsOf>, key: string) =>
  fields.find((field) => field.key === key)?.columns[0] ?? kind

async function merged(
  ctx: Ctx,
  kind: MergeKind,
  { keep, gone, choices = {} }: { keep?: string; gone: readonly string[]; choices?: Readonly<Record<string, string>> },
): Promise<{ moved: Map<string, number>; rows: readonly Row[]; wanted: Wanted }> {
  const ids = [...new Set([...(keep === undefined ? [] : [keep]), ...gone])]
  if (ids.length < 2 || (keep !== undefined && gone.includes(keep)))
    throw new Problem(
      'invalid-input',
      t('Choose at least two different {{many}}: one that is kept, and those that go into it.', { many: said(kind.source.list.many) }),
    )
  const { rows, kept, proposals } = await looked(ctx, kind, ids, keep, true)
  const [why] = await whyNot(ctx, kind, ids)
  if (why !== undefined) throw new Problem('conflict', why)
  for (const [key, from] of Object.entries(choices)) {
    const proposal = proposals.find((one) => one.key === key)
    if (!proposal || !ids.includes(from))
      throw new Problem('invalid-input', t('"{{key}}" is no field of these records, or the chosen record is none of them.', { key }))
    if (proposal.fixed && from !== proposal.from)
      throw new Problem(
        'invalid-input',
        t('How and when somebody was first won is not chosen: the older stays, the later is shown beside it.'),
      )
  }
  const from = new Map(proposals.map((proposal) => [proposal.key, choices[proposal.key] ?? proposal.from]))
  const wanted = { keep: kept, gone: ids.filter((id) => id !== kept), from }
  return { moved: await mergeRecords(ctx, kind, rows, wanted), rows, wanted }
}

const listed = (moved: ReadonlyMap<string, number>) => [...moved].map(([table, rows]) => ({ table, rows }))

async function previewOf(ctx: ReadCtx, kind: MergeKind, ids: readonly string[]) {
  ensureMayMerge(ctx, kind)
  const bare = (why: string) => ({
    keep: ids[0] ?? '',
    name: '',
    gone: ids.slice(1).map((id) => ({ id, name: '' })),
    differing: [],
    moved: 0,
    refused: why,
  })
  if (ids.length > mostAtOnce) return bare(tooMany(ids))
  try {
    const { rows, counts, kept, proposals } = await looked(ctx, kind, ids)
    const [why = null] = await whyNot(ctx, kind, ids)
    return {
      ...{
        keep: kept,
        name: nameIn(
          kind,
          rows.find(({ id }) => id === kept),
        ),
      },
      gone: rows.filter(({ id }) => id !== kept).map((row) => ({ id: row.id, name: nameIn(kind, row) })),
      differing: proposals.filter(({ differs }) => differs).map(({ key }) => said(labelOf(key, kind.source.list.columns))),
      moved: counts.filter(({ id }) => id !== kept).reduce((sum, { rows: n }) => sum + n, 0),
      refused: why,
    }
  } catch (error) {
    if (error instanceof Problem) return bare(error.message)
    throw error
  }
}

const tooMany = (ids: readonly string[]) =>
  t('{{n}} records hang together here; at most {{most}} become one at once. Look at them in smaller groups.', {
    n: ids.length,
    most: mostAtOnce,
  })

interface Done {
  readonly merged: { kept: string; gone: string[]; eventId: string }[]
  readonly left: { ids: string[]; why: string }[]
}

/** One group; what refuses it is answered and nothing of it was written. */
async function group(ctx: Ctx, kind: MergeKind, ids: string[]): Promise<Wanted | string> {
  if (ids.length > mostAtOnce) return tooMany(ids)
  try {
    return (await merged(ctx, kind, { gone: ids })).wanted
  } catch (error) {
    // Refusals come before the first write.
    if (error instanceof Problem && error.kind !== 'unavailable') return error.message
    throw error
  }
}

async function together(ctx: Ctx, kind: MergeKind, groups: readonly string[][]): Promise<Done> {
  ensureMayMerge(ctx, kind)
  await takeTurn(ctx)
  const done: Done = { merged: [], left: [] }
  for (const ids of groups) {
    const answer = await group(ctx, kind, ids)
    if (typeof answer === 'string') done.left.push({ ids, why: answer })
    else done.merged.push({ kept: answer.keep, gone: [...answer.gone], eventId: ctx.ledger.eventId })
  }
  const gone = done.merged.flatMap((one) => one.gone)
  if (gone.length > 0) ctx.tell(recordsMerged, { kind: kind.kind, kept: null, name: null, gone })
  return done
}

async function oneByOne(ctx: OutsideCtx, kind: MergeKind, groups: readonly string[][]): Promise<Done> {
  const done: Done = { merged: [], left: [] }
  for (const ids of groups) {
    await ctx.write(async (writing) => {
      ensureMayMerge(writing, kind)
      await takeTurn(writing)
      const answer = await group(writing, kind, ids)
      if (typeof answer === 'string') return void done.left.push({ ids, why: answer })
      const { keep, gone } = answer
      const row = (await store.rowsAsNoted(writing.tx, tableOf(kind), [keep])).get(keep)
      writing.tell(recordsMerged, { kind: kind.kind, kept: keep, name: nameIn(kind, row), gone: [...gone] }, { kind: kind.kind, id: keep })
      done.merged.push({ kept: keep, gone: [...gone], eventId: writing.ledger.eventId })
    })
  }
  return done
}

/** Leaves the transaction, because something is to be decided first. */
class Undecided extends Error {}

async function undone(ctx: OutsideCtx, kind: MergeKind, which: { id: string } | { eventId: string }, decided: Decided) {
  const conflicts: MergeConflict[] = []
  try {
    return await ctx.write(
      async (writing) => {
        ensureMayMerge(writing, kind)
        await takeTurn(writing)
        const merges = await store.mergesBy(writing.tx, kind.kind, 'id' in which ? { ids: [which.id] } : { events: [which.eventId] })
        const [first] = merges
        if (!first) throw new Problem('not-found', t('Nothing of this merge is left to take apart; it may be un-merged already.'))
        const kept = new Set<string>()
        for (const { id } of merges) {
          const one = await unmerge(writing, kind, id, decided)
          kept.add(one.kept)
          conflicts.push(...one.conflicts)
        }
        if (conflicts.some(({ asked, key }) => asked && decided[key] === undefined)) throw new Undecided()
        const gone = merges.map(({ id }) => id)
        const [only = null] = kept.size === 1 ? kept : []
        const row = only === null ? undefined : (await store.rowsAsNoted(writing.tx, tableOf(kind), [only])).get(only)
        for (const eventId of new Set(merges.map((one) => one.eventId)))
          if (!('id' in which) || (await store.mergesBy(writing.tx, kind.kind, { events: [eventId] })).length === 0)
            writing.ledger.undoes(eventId)
        const subject = only === null ? undefined : { kind: kind.kind, id: only }
        writing.tell(recordsUnmerged, { kind: kind.kind, kept: only, name: row ? nameIn(kind, row) : null, gone }, subject)
        return { undone: true, back: gone, conflicts, came: await cameSince(writing, kind, [...kept], first.at) }
      },
      { statementMs: 0 },
    )
  } catch (error) {
    if (error instanceof Undecided) return { undone: false, back: [], conflicts, came: [] }
    throw error
  }
}

/** What names the kept ones and came after the merge: it stays with them. Ids begin with the moment at which they were made. */
async function cameSince(ctx: Ctx, kind: MergeKind, kept: readonly string[], at: string): Promise<{ table: string; rows: number }[]> {
  const hex = Date.parse(at).toString(16).padStart(12, '0')
  const floor = `${hex.slice(0, 8)}-${hex.slice(8)}-7fff-bfff-ffffffffffff`
  const counts = await store.countsOf(ctx.tx, store.placesOf(ctx.services.keptTables, kind.kind), kind.kind, kept, floor)
  return listed(counts.reduce((all, { table, rows }) => all.set(table, (all.get(table) ?? 0) + rows), new Map<string, number>()))
}
