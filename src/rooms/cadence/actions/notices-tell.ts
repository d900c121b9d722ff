import { rightsOf } from '#kernel/actor'
import { type Instant, later } from '#kernel/time'
import type { Ctx } from '#platform/action/context'
import { scheduleOnce } from '#platform/due/due'
import { rowsTouched } from '#platform/ledger/told'
import type { Heard } from '#platform/reactions/reaction'
import type { Audience } from '../contract/notice-kinds.ts'
import type { Around, ToTell } from '../contract/notice-told.ts'
import { maySee, needsOf, type Reader, readersOf, wayOf } from '../rules/notices.ts'
import * as readers from '../store/notice-readers.ts'
import * as store from '../store/notices.ts'
import { queueChannelMessages } from './channels-tell.ts'

/** Work that is due under this name sends somebody the mail of what they are told. */
export const noticeMailWork = 'notice-mail'

/** What comes within this time goes out as one mail. */
const bundleMs = 10 * 60_000
/** Leads that one event wrote and that are looked at, and those handed to one person that are told one by one. */
const mostLeads = 2_000
const mostEach = 3

/** Tells who is concerned by one event: `told` is what its rule reads in it, to which leads are added that it handed to somebody. */
export async function tellOf(ctx: Ctx, event: Heard, told: readonly ToTell[]): Promise<void> {
  const { services, workspace, tx } = ctx
  const handed = await handedBy(ctx, event)
  const heard = [...told, ...handed.map(({ told: one }) => one)]
  if (heard.length === 0) return
  const around = await aroundOf(ctx, heard)
  const all = heard.filter((one) => one.about.kind !== 'lead' || around.knows(one))
  await queueChannelMessages(ctx, event, all)
  const everybody = (await services.post?.membersOf(workspace)) ?? []
  const doer = await store.doerOf(tx, event.id)
  const owners = new Map(handed.map(({ told: one, owner }) => [one, owner]))
  const meant = all.flatMap((one) =>
    readersOf(one, around.of(one, owners.get(one) ?? null), everybody, doer).map((reader) => ({ one, reader })),
  )
  await write(ctx, event, [...Map.groupBy(meant, ({ one, reader }) => `${reader.userId} ${one.kind}`).values()].flatMap(together))
}

interface Meant {
  readonly one: ToTell
  readonly reader: Reader
}

/** Of many leads in one event somebody is told by their number. */
function together(same: readonly Meant[]): readonly Meant[] {
  const [first] = same
  if (!first || same.length <= mostEach || first.one.about.kind !== 'lead') return same
  const { kind } = first.one
  return [{ reader: first.reader, one: { kind, about: { kind: 'late-leads', id: null }, facts: { number: same.length } } }]
}

async function write(ctx: Ctx, event: Heard, meant: readonly Meant[]): Promise<void> {
  const { services, workspace, tx, now } = ctx
  const ids = [...new Set(meant.map(({ reader }) => reader.userId))]
  if (ids.length === 0) return
  const chosen = new Map((await readers.choicesOf(tx, ids)).map(({ userId, kind, way }) => [`${userId} ${kind}`, way]))
  const digests = await readers.withDigest(tx, ids)
  const members = new Map(await Promise.all(ids.map(async (id) => [id, await services.post?.memberOf(workspace, id)] as const)))
  const rows: store.NewNotice[] = []
  for (const { one, reader } of meant) {
    const { userId } = reader
    const member = members.get(userId)
    const way = wayOf(one.kind, chosen.get(`${userId} ${one.kind}`), digests.has(userId))
    if (way === 'none' || !member) continue
    const needs = needsOf(one.about.kind, one.about.kind === 'request' ? await store.objectOfRequest(tx, one.about.id ?? '') : null)
    if (maySee(rightsOf(member.actor), needs)) rows.push({ userId, told: one, needs, way })
  }
  await store.addNotices(tx, now, event.id, rows)
  for (const userId of new Set(rows.filter(({ way }) => way === 'mail').map((row) => row.userId)))
    await scheduleOnce(tx, now, { kind: noticeMailWork, subjectId: await readers.readerFor(tx, now, userId), dueAt: later(now, bundleMs) })
}

interface Handed {
  readonly owner: string
  readonly told: ToTell
}

/** Leads that an event gave to their owner: one by one while they are few, else by their number. */
async function handedBy({ tx }: Ctx, { seq, at }: Heard): Promise<Handed[]> {
  const touched = await rowsTouched(tx, 'lead', { after: seq - 1, upTo: seq, most: mostLeads })
  if (touched.size === 0) return []
  const byOwner = Map.groupBy(await store.leadsPlaced(tx, [...touched.keys()], at as Instant), ({ owner }) => owner)
  return [...byOwner].flatMap(([owner, leads]): Handed[] =>
    leads.length > mostEach
      ? [{ owner, told: { kind: 'lead-handed', about: { kind: 'leads', id: null }, facts: { number: leads.length } } }]
      : leads.map(({ id }) => ({ owner, told: { kind: 'lead-handed', about: { kind: 'lead', id }, facts: {} } })),
  )
}

const peopleKeys = ['owner', 'asker', 'promiser', 'author'] as const satisfies readonly Audience[]

interface Neighbours {
  /** False for a record that is gone, and for leads of taken-in history, which concern nobody. */
  knows(one: ToTell): boolean
  of(one: ToTell, owner: string | null): Around
}

/** Who stands around each record, by name. */
async function aroundOf({ tx }: Ctx, all: readonly ToTell[]): Promise<Neighbours> {
  const byKind = Map.groupBy(all, ({ about }) => about.kind)
  const rows = new Map<string, store.AroundRow>()
  for (const [kind, its] of byKind) {
    const wanted = its.flatMap(({ about }) => (about.id === null ? [] : [about.id]))
    for (const row of await store.peopleAround(tx, kind, wanted)) rows.set(row.id, row)
  }
  const named = all.flatMap(({ people }) => peopleKeys.flatMap((key) => people?.[key] ?? []))
  const members = await store.membersBy(tx, named)
  const of = (one: ToTell, owner: string | null) => {
    const row = rows.get(one.about.id ?? '')
    const [whose, asker, promiser, author] = peopleKeys.map((key) => members.get(one.people?.[key] ?? '') ?? null)
    // Who is named by the event goes before who has the record by now.
    const had = whose ?? { name: owner ?? row?.owner ?? null, manager: row?.manager ?? null }
    return {
      ...{ owner: had.name, manager: had.manager, marketer: row?.marketer ?? null },
      ...{ asker: asker?.name ?? null, promiser: promiser?.name ?? null, author: author?.name ?? null },
    }
  }
  return { of, knows: ({ about }) => rows.has(about.id ?? '') }
}
