import { rightsOf } from '#kernel/actor'
import { later, millis } from '#kernel/time'
import { scheduleOnce } from '#platform/due/due'
import { touchesOf } from '#platform/ledger/told'
import type { Heard, Listening } from '#platform/reactions/reaction'
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
/** Writes of leads that are looked at in one go, and leads handed to one person by one event that are told one by one. */
const mostLeads = 2_000
const mostEach = 3

/**
 * Tells who is concerned by some events: `toldIn` is what rules read in one of them, to which leads are added that it handed to somebody. Of many events all
 * is asked at once.
 */
export async function tellOf(ctx: Listening, events: readonly Heard[], toldIn: (event: Heard) => readonly ToTell[]): Promise<void> {
  const { services, workspace, tx } = ctx
  const handed = await handedBy(ctx, events)
  // Each of them alone, where together there is too much to look at.
  if (handed === null) {
    for (const event of events) await tellOf(ctx, [event], toldIn)
    return
  }
  const heard = events.flatMap((event) => {
    const leads = handed.get(event.seq) ?? []
    const all = [...toldIn(event), ...leads.map(({ told }) => told)]
    return all.length === 0 ? [] : [{ event, all, owners: new Map(leads.map(({ told, owner }) => [told, owner])) }]
  })
  if (heard.length === 0) return
  const around = await aroundOf(
    ctx,
    heard.flatMap(({ all }) => all),
  )
  const told = heard.map(({ all, ...rest }) => ({ ...rest, all: all.filter((one) => one.about.kind !== 'lead' || around.knows(one)) }))
  await queueChannelMessages(ctx, told)
  const everybody = (await services.post?.membersOf(workspace)) ?? []
  if (everybody.length === 0) return
  const doers = await store.doersOf(
    tx,
    heard.map(({ event }) => event.id),
  )
  const meant = told.flatMap(({ event, all, owners }) => {
    const each = all.flatMap((one) =>
      readersOf(one, around.of(one, owners.get(one) ?? null), everybody, doers.get(event.id) ?? null).map((reader) => ({
        event,
        one,
        reader,
      })),
    )
    return [...Map.groupBy(each, ({ one, reader }) => `${reader.userId} ${one.kind}`).values()].flatMap(together)
  })
  await write(ctx, meant)
}

interface Meant {
  readonly event: Heard
  readonly one: ToTell
  readonly reader: Reader
}

/** Of many leads in one event somebody is told by their number. */
function together(same: readonly Meant[]): readonly Meant[] {
  const [first] = same
  if (!first || same.length <= mostEach || first.one.about.kind !== 'lead') return same
  const { kind } = first.one
  return [{ ...first, one: { kind, about: { kind: 'late-leads', id: null }, facts: { number: same.length } } }]
}

async function write(ctx: Listening, meant: readonly Meant[]): Promise<void> {
  const { services, workspace, tx, now } = ctx
  const ids = [...new Set(meant.map(({ reader }) => reader.userId))]
  if (ids.length === 0) return
  const chosen = new Map((await readers.choicesOf(tx, ids)).map(({ userId, kind, way }) => [`${userId} ${kind}`, way]))
  const digests = await readers.withDigest(tx, ids)
  const members = new Map(await Promise.all(ids.map(async (id) => [id, await services.post?.memberOf(workspace, id)] as const)))
  const rows: store.NewNotice[] = []
  for (const { event, one, reader } of meant) {
    const { userId } = reader
    const member = members.get(userId)
    const way = wayOf(one.kind, chosen.get(`${userId} ${one.kind}`), digests.has(userId))
    if (way === 'none' || !member) continue
    const needs = needsOf(one.about.kind, one.about.kind === 'request' ? await store.objectOfRequest(tx, one.about.id ?? '') : null)
    if (maySee(rightsOf(member.actor), needs)) rows.push({ eventId: event.id, userId, told: one, needs, way })
  }
  await store.addNotices(tx, now, rows)
  for (const userId of new Set(rows.filter(({ way }) => way === 'mail').map((row) => row.userId)))
    await scheduleOnce(tx, now, { kind: noticeMailWork, subjectId: await readers.readerFor(tx, now, userId), dueAt: later(now, bundleMs) })
}

/** An event that wrote a lead within this time of its being given to somebody is what gave it. */
const justNowMs = 60_000

interface Handed {
  readonly seq: number
  readonly owner: string
  readonly told: ToTell
}

/**
 * Leads that events gave to their owners, by the places of the events: one by one while they are few in one event, else by their number. A lead is told of once, by
 * the first event that wrote it. Null where there is more than one look may read.
 */
async function handedBy({ tx }: Listening, events: readonly Heard[]): Promise<ReadonlyMap<number, Handed[]> | null> {
  const [first, last] = [events[0], events.at(-1)]
  if (!first || !last) return new Map()
  const touches = await touchesOf(tx, 'lead', { after: first.seq - 1, upTo: last.seq, most: mostLeads })
  if (touches.length === mostLeads && events.length > 1) return null
  if (touches.length === 0) return new Map()
  const at = new Map(events.map((event) => [event.seq, millis(event.at)]))
  const writtenBy = Map.groupBy(touches, ({ id }) => id)
  const placed = (await store.leadsPlaced(tx, [...writtenBy.keys()])).flatMap(({ id, owner, placedAt }) => {
    const by = writtenBy.get(id)?.find(({ seq }) => Math.abs((at.get(seq) ?? 0) - millis(placedAt)) <= justNowMs)
    return by ? [{ id, owner, seq: by.seq }] : []
  })
  const gifts = Map.groupBy(placed, ({ seq, owner }) => `${seq} ${owner}`)
  return Map.groupBy([...gifts.values()].flatMap(handedTogether), ({ seq }) => seq)
}

/** Leads that one event gave to one owner. */
function handedTogether(leads: readonly { readonly id: string; readonly owner: string; readonly seq: number }[]): readonly Handed[] {
  const kind = 'lead-handed'
  const [first] = leads
  return first && leads.length > mostEach
    ? [{ ...first, told: { kind, about: { kind: 'leads', id: null }, facts: { number: leads.length } } }]
    : leads.map(({ id, owner, seq }) => ({ seq, owner, told: { kind, about: { kind: 'lead', id }, facts: {} } }))
}

const peopleKeys = ['owner', 'asker', 'promiser', 'author'] as const satisfies readonly Audience[]

interface Neighbours {
  /** False for a record that is gone, and for leads of taken-in history, which concern nobody. */
  knows(one: ToTell): boolean
  of(one: ToTell, owner: string | null): Around
}

/** Who stands around each record, by name. */
async function aroundOf({ tx }: Listening, all: readonly ToTell[]): Promise<Neighbours> {
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
