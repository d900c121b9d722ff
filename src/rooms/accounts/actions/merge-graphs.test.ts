/* over 300 lines because one property, with the world that it is tried on */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { instant } from '#kernel/time'
import type { Ctx } from '#platform/action/context'
import { rehearse } from '#platform/action/work'
import { newId } from '#platform/ids'
import { Ledger } from '#platform/ledger/ledger'
import { recordMade } from '#platform/list/making'
import { retentionHolds } from '#platform/retention/tables'
import type { Tx } from '#platform/store/database'
import { ident, infoOf, type Kept } from '#platform/store/kept'
import { listWorkspaces } from '#platform/store/workspaces'
import { deals } from '#rooms/deals/tables'
import { peopleMerging } from '#rooms/leads/actions/merging'
import { activities, leads, nurtureStays, responses } from '#rooms/leads/tables'
import { campaigns, touches } from '#rooms/programs/tables'
import { externalRefs } from '#rooms/workspace/tables'
import { type TestApp, testApp } from '#test/kit/app'
import type { Row } from '../contract/merge.ts'
import { recordsMerged, recordsUnmerged } from '../events.ts'
import { propose } from '../rules/merge.ts'
import { accounts, consents, people } from '../tables.ts'
import { mergeRecords, recordsHeld, whyNot } from './merge.ts'
import { type MergeKind, mergeKinds } from './merge-kinds.ts'
import { unmerge } from './merge-undo.ts'

const graphs = Number(process.env.MERGE_GRAPHS ?? (process.env.INTERLOCK_LONG ? 5_000 : 60))
const first = Number(process.env.MERGE_FIRST ?? 1)
/** MERGE_ONLY: the numbers of graphs that failed, to look at them again. */
const seeds = process.env.MERGE_ONLY?.split(',').map(Number) ?? Array.from({ length: graphs }, (_, n) => first + n)
const actor = { kind: 'system', id: null, name: 'Test' } as const
let app: TestApp & { close(): Promise<void> }
beforeAll(async () => {
  app = await testApp()
}, 60_000)
afterAll(() => app?.close())

/** Seeded, so that a graph that fails can be looked at again. */
function random(seed: number) {
  let state = seed * 2_654_435_769
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (n: number) => Math.floor(next() * n)
  const pick = <T>(all: readonly T[]) => all[below(all.length)] as T
  const shuffled = <T>(all: readonly T[]) =>
    all
      .map((one) => [next(), one] as const)
      .toSorted(([a], [b]) => a - b)
      .map(([, one]) => one)
  return { next, below, pick, shuffled, maybe: (p: number) => next() < p }
}
type Random = ReturnType<typeof random>

const [person, account] = mergeKinds(peopleMerging) as [MergeKind, MergeKind]

/** Does something as an event of its own, all events in one transaction that is taken back in the end. */
async function step(outer: Ctx, work: (ctx: Ctx) => Promise<void>, tell: (ledger: Ledger) => void): Promise<void> {
  const ledger = new Ledger(outer.tx, newId<'event'>(outer.now), actor, outer.now)
  await work({ ...outer, ledger, tell: (event, payload, subject) => ledger.tell(event, payload, subject) })
  tell(ledger)
  await ledger.seal()
}
const plain = (outer: Ctx, work: (ctx: Ctx) => Promise<void>) =>
  step(outer, work, (ledger) => ledger.tell(recordMade, { list: 'person', name: 'Test', along: 0 }))

type Dump = Record<string, Record<string, Record<string, unknown>>>

async function dumped(tx: Tx, kept: Iterable<Kept>): Promise<Dump> {
  const dump: Dump = {}
  for (const table of kept) {
    if (table.nature !== 'record') continue
    const { name } = infoOf(table)
    const rows = await tx.query<{ row: Row }>(`SELECT to_jsonb(t) AS row FROM ${ident(name)} t ORDER BY id`)
    if (rows.length > 0) dump[name] = Object.fromEntries(rows.map(({ row }) => [row.id, row]))
  }
  return dump
}

/** Each cell that is not as it should be: table, row, column, what should be there, what is. */
function differences(expected: Dump, found: Dump): string[] {
  const all: string[] = []
  for (const table of new Set([...Object.keys(expected), ...Object.keys(found)]))
    for (const id of new Set([...Object.keys(expected[table] ?? {}), ...Object.keys(found[table] ?? {})])) {
      const [a, b] = [expected[table]?.[id] ?? {}, found[table]?.[id] ?? {}]
      for (const column of new Set([...Object.keys(a), ...Object.keys(b)]))
        if (JSON.stringify(a[column]) !== JSON.stringify(b[column]))
          all.push([table, id, column, JSON.stringify(a[column]), JSON.stringify(b[column])].join(' '))
    }
  return all
}

interface World {
  readonly people: string[]
  readonly accounts: string[]
  readonly moving: { table: Kept; id: string; column: string; to: 'person' | 'account'; linked: boolean }[]
}

async function made(outer: Ctx, r: Random): Promise<World> {
  const world: World = { people: [], accounts: [], moving: [] }
  const now = outer.now
  const words = ['Ada', 'Bert', 'Cleo', 'Dana', 'Emil']
  const day = () => instant(new Date(Date.UTC(2025, r.below(12), 1 + r.below(28))))
  const or = <T>(value: T, p = 0.7) => (r.maybe(p) ? value : null)
  await plain(outer, async ({ ledger }) => {
    for (let n = 0; n < 2 + r.below(3); n += 1) {
      const id = newId<'account'>(now)
      world.accounts.push(id)
      const name = `${r.pick(words)} ${n}`
      await ledger.insert(accounts, [
        {
          ...{
            id,
            externalId: or(`A${n}`),
            name,
            nameKey: name.toLowerCase(),
            domain: or(`d${n}.example`),
            city: or(r.pick(words)),
            madeAt: or(day()),
          },
          custom: r.maybe(0.5) ? { Tier: r.pick(words) } : {},
        },
      ])
    }
    for (let n = 0; n < 3 + r.below(4); n += 1) {
      const id = newId<'person'>(now)
      world.people.push(id)
      const mail = or(`p${n}@x.example`)
      await ledger.insert(people, [
        {
          ...{
            id,
            externalId: or(`P${n}`),
            fullName: `${r.pick(words)} ${r.pick(words)}`,
            email: mail,
            emailKey: mail,
            phone: or(`+4930${n}`),
            phoneKey: or(`+4930${n}`),
          },
          ...{ title: or(r.pick(words)), accountId: or(r.pick(world.accounts) as never), origin: or(r.pick(words)), madeAt: or(day()) },
          custom: r.maybe(0.5) ? { Segment: r.pick(words), ...(r.maybe(0.5) ? { Size: `${n}` } : {}) } : {},
        },
      ])
      world.moving.push({ table: people, id, column: 'account_id', to: 'account', linked: false })
    }
  })
  const campaignId = newId<'campaign'>(now)
  await plain(outer, async ({ ledger }) => {
    await ledger.insert(campaigns, [{ id: campaignId, externalId: null, name: 'Fair', nameKey: 'fair', custom: {} } as never])
    for (const one of world.people) {
      const personId = one as never
      const add = async (
        table: Kept,
        row: Record<string, unknown>,
        columns: readonly (readonly ['person_id' | 'account_id', 'person' | 'account'])[],
      ) => {
        const id = newId<'lead'>(now)
        await ledger.insert(table, [{ id, ...row } as never])
        for (const [column, to] of columns) world.moving.push({ table, id, column, to, linked: false })
      }
      const byPerson: readonly (readonly ['person_id', 'person'])[] = [['person_id', 'person']]
      if (r.maybe(0.6)) await add(leads, { externalId: `L${one}`, personId, custom: {} }, [...byPerson])
      if (r.maybe(0.5))
        await add(
          activities,
          { externalId: `Act${one}`, kind: 'call', at: day(), personId, accountId: r.pick(world.accounts), refs: {}, custom: {} },
          [...byPerson, ['account_id', 'account']],
        )
      if (r.maybe(0.5)) await add(touches, { campaignId, personId, refs: {}, custom: {} }, [...byPerson])
      if (r.maybe(0.6))
        await add(
          consents,
          {
            personId,
            purpose: r.pick(['News', 'Calls']),
            basis: 'consent',
            status: r.pick(['given', 'withdrawn', 'objected']),
            at: day(),
            notedBy: 'Test',
            notedAt: now,
          },
          [],
        )
      if (r.maybe(0.4)) await add(nurtureStays, { personId, why: 'Contact', since: day() }, [])
      if (r.maybe(0.3))
        await add(responses, { personId, way: 'form', said: {}, at: day(), recordedAt: now, decision: 'contact' }, [...byPerson])
      if (r.maybe(0.3)) await add(externalRefs, { kind: 'person', recordId: one, externalId: `Other:${one}` }, [])
      if (r.maybe(0.2)) await add(retentionHolds, { kind: 'person', recordId: one, reason: 'Court', byName: 'Test', at: now }, [])
      if (r.maybe(0.5))
        await add(
          deals,
          { externalId: `D${one}`, name: 'Deal', accountId: or(r.pick(world.accounts)), personId, state: 'open', custom: {} },
          [...byPerson, ['account_id', 'account']],
        )
    }
  })
  return world
}

/** In the order in which they were made, which ids of one millisecond do not tell. */
async function there(tx: Tx, kind: MergeKind, world: World): Promise<string[]> {
  const found = new Set((await tx.query<{ id: string }>(`SELECT id FROM ${ident(kind.kind)}`)).map(({ id }) => id))
  return (kind === person ? world.people : world.accounts).filter((id) => found.has(id))
}

/** Merges some records of a kind that are there, by choices that nobody would make. */
async function mergeSome(outer: Ctx, kind: MergeKind, world: World, r: Random): Promise<boolean> {
  const all = r.shuffled(await there(outer.tx, kind, world))
  const ids = all.slice(0, 2 + r.below(2))
  const [keep] = ids
  if (ids.length < 2 || keep === undefined || (await whyNot(outer, kind, ids)).length > 0) return false
  const gone = ids.slice(1)
  await step(
    outer,
    async (ctx) => {
      const rows = await recordsHeld(ctx, kind, ids)
      const from = new Map(
        propose(kind.kind, rows, keep, new Map()).map((one) => [one.key, one.fixed || r.maybe(0.3) ? one.from : r.pick(ids)]),
      )
      await mergeRecords(ctx, kind, rows, { keep, gone, from })
    },
    (ledger) => ledger.tell(recordsMerged, { kind: kind.kind, kept: keep, name: null, gone }),
  )
  return true
}

async function unmergeOne(outer: Ctx, { kind, id }: { kind: MergeKind; id: string }): Promise<void> {
  const decided = new Proxy({}, { get: () => 'keep' })
  await step(
    outer,
    async (ctx) => void (await unmerge(ctx, kind, id, decided)),
    (ledger) => ledger.tell(recordsUnmerged, { kind: kind.kind, kept: null, name: null, gone: [id] }),
  )
}

async function mergesThere(tx: Tx, world: World): Promise<{ kind: MergeKind; id: string }[]> {
  const gone = async (kind: MergeKind) =>
    new Set((await tx.query<{ id: string }>(`SELECT id FROM merged_${kind.kind}`)).map(({ id }) => id))
  const [people, accounts] = [await gone(person), await gone(account)]
  return [
    ...world.people.filter((id) => people.has(id)).map((id) => ({ kind: person, id })),
    ...world.accounts.filter((id) => accounts.has(id)).map((id) => ({ kind: account, id })),
  ]
}

/** Somebody edits a record, links a row to another, or adds one; the dump is what should be there once all merges are taken back. */
async function edit(outer: Ctx, world: World, expected: Dump, r: Random, number: number): Promise<void> {
  await plain(outer, async (ctx) => {
    const put = async (table: Kept, id: string, key: string, column: string, value: unknown) => {
      await ctx.ledger.update(table, [{ id, [key]: value } as never])
      const row = expected[infoOf(table).name]?.[id]
      if (row) Object.assign(row, { [column]: value, touched_by: ctx.ledger.eventId })
    }
    const kind = r.pick([person, account])
    const one = r.pick(await there(ctx.tx, kind, world))
    const what = r.below(4)
    if (what === 0) await put(kind.kept, one, kind === person ? 'title' : 'city', kind === person ? 'title' : 'city', `Edited ${number}`)
    else if (what === 1)
      await put(kind.kept, one, kind === person ? 'source' : 'type', kind === person ? 'source' : 'type', `Edited ${number}`)
    else if (what === 2) {
      const moving = r.pick(world.moving.filter(({ to, linked }) => to === kind.kind && !linked))
      const column = moving && infoOf(moving.table).columns.find(({ name }) => name === moving.column)
      const [row] = moving
        ? await ctx.tx.query<{ at: string | null }>(
            `SELECT ${ident(moving.column)} AS at FROM ${ident(infoOf(moving.table).name)} WHERE id = $1`,
            [moving.id],
          )
        : []
      if (!moving || !column || !row || row.at === one) return await put(kind.kept, one, 'phone', 'phone', `Edited ${number}`)
      moving.linked = true
      await put(moving.table, moving.id, column.key, moving.column, one)
    } else {
      const id = newId<'activity'>(ctx.now)
      const key = kind === person ? 'personId' : 'accountId'
      await ctx.ledger.insert(activities, [
        { id, externalId: `New ${number}`, kind: 'call', at: ctx.now, [key]: one, refs: {}, custom: {} } as never,
      ])
      const [row] = await ctx.tx.query<{ row: Row }>('SELECT to_jsonb(t) AS row FROM activity t WHERE id = $1', [id])
      if (row) expected.activity = { ...expected.activity, [id]: { ...row.row } }
    }
  })
}

async function liveThrough(outer: Ctx, r: Random): Promise<{ expected: Dump; found: Dump; did: string[] }> {
  const tables = [...outer.services.keptTables.values()]
  await outer.tx.query("SELECT set_config('TimeZone', 'UTC', true)")
  const world = await made(outer, r)
  const expected = await dumped(outer.tx, tables)
  const did: string[] = []
  for (let n = 0; n < 4 + r.below(7); n += 1) {
    const merges = await mergesThere(outer.tx, world)
    const which = r.next()
    if (which < 0.5) did.push((await mergeSome(outer, r.pick([person, person, account]), world, r)) ? 'merge' : 'refused')
    else if (which < 0.75) {
      await edit(outer, world, expected, r, n)
      did.push('edit')
    } else if (merges.length > 0) {
      await unmergeOne(outer, r.pick(merges))
      did.push('unmerge')
    }
  }
  for (const one of r.shuffled(await mergesThere(outer.tx, world))) {
    await unmergeOne(outer, one)
    did.push('unmerge')
  }
  return { expected, found: await dumped(outer.tx, tables), did }
}

test(`${seeds.length} graphs of merges, chains and kinds mixed, with edits in between, are undone in any order to the very rows that were there`, {
  timeout: 3_600_000,
}, async () => {
  const { services } = app.served.app
  const [workspace] = await services.database.inPublic(listWorkspaces)
  if (!workspace) throw new Error('The app has no workspace.')
  let merges = 0
  const failed: string[] = []
  for (const seed of seeds) {
    const graph = rehearse({ services, workspace, actor }, (ctx) => liveThrough(ctx, random(seed)), { statementMs: 0 })
    const lived = await graph.catch(
      (error: unknown) => `graph ${seed} ended with an error: ${error instanceof Error ? error.stack : error}`,
    )
    if (typeof lived === 'string') {
      failed.push(lived)
      continue
    }
    const { expected, found, did } = lived
    merges += did.filter((one) => one === 'merge').length
    const wrong = differences(expected, found)
    if (wrong.length > 0) failed.push(`graph ${seed}: ${did.join(', ')}: ${wrong.slice(0, 3).join('; ')}`)
  }
  expect(failed).toEqual([])
  expect(merges).toBeGreaterThan(seeds.length)
})
