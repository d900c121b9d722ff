import { rightsOf } from '#kernel/actor'
import { found } from '#kernel/problem'
import { sees } from '#kernel/rights'
import { said, t } from '#kernel/text'
import type { Day } from '#kernel/time'
import { enoughToSay } from '#kernel/wilson'
import { question } from '#platform/action/action'
import type { ReadCtx } from '#platform/action/context'
import { sides } from '#rooms/agreement/contract'
import { todayOf, workingTimeOf } from '#rooms/workspace/actions/calendars'
import { workingClockOf } from '#rooms/workspace/actions/working-clock'
import { ratingDays, requestKinds, requestSteps } from '../contract/request-words.ts'
import * as contract from '../contract/requests.ts'
import { dayIn, workingDayAfter } from '../rules/promise-days.ts'
import { answeredOf, inOrder, isLate, mayStep, promiseEnd, ratingEnd, tallyOf } from '../rules/requests.ts'
import * as store from '../store/requests.ts'
import { ensureSees, meIn, sideOf, tellerOf } from './request-look.ts'
import { lastStepOf } from './requests.ts'

type Row = store.RequestRow
interface Period {
  readonly since?: Day | undefined
  readonly until?: Day | undefined
}

/** Whether a day lies in a period, by the zone of the company. */
const within = (zone: string, { since, until }: Period) => {
  return (at: Parameters<typeof dayIn>[1] | null) => {
    if (since === undefined && until === undefined) return true
    if (at === null) return false
    const day = dayIn(zone, at)
    return (since === undefined || day >= since) && (until === undefined || day <= until)
  }
}

/** Whose promise it is: who gave it, or who delivered without one. */
const giverOf = (row: Row) => row.promisedBy ?? row.deliveredBy

export const listRequests = question(contract.listRequests, async (ctx, asked) => {
  ensureSees(ctx, null)
  const rights = rightsOf(ctx.actor)
  const me = meIn(await store.people(ctx.tx), ctx.actor)
  const page = { me: me?.id ?? null, side: sideOf(ctx.actor), today: await todayOf(ctx) }
  const nobody = '00000000-0000-0000-0000-000000000000'
  const rows = await store.requestsBy(ctx.tx, rights, {
    of: asked.of ?? null,
    kind: asked.kind ?? null,
    asker: asked.whose === 'mine' ? (me?.id ?? nobody) : null,
    giver: asked.whose === 'given' ? (me?.id ?? nobody) : null,
  })
  const { zone } = await workingTimeOf(ctx)
  const chosen = rows.filter(chooser(ctx, asked, zone))
  const now = ctx.now
  const ordered = chosen.map((row) => ({ row, promise: promiseEnd(row, now) }))
  ordered.sort((a, b) => inOrder({ ...a.row, promise: a.promise }, { ...b.row, promise: b.promise }))
  const tell = tellerOf(ctx)
  return {
    ...page,
    requests: await Promise.all(ordered.slice(0, asked.limit).map(({ row }) => tell(row))),
    more: ordered.length > asked.limit,
    counts: {
      open: rows.filter(({ state }) => state === 'asked' || state === 'promised').length,
      late: rows.filter((row) => isLate(row, now)).length,
      toRate: rows.filter(({ state, askedBy }) => state === 'delivered' && askedBy.id === me?.id).length,
      all: rows.length,
    },
  }
})

type Asked = Parameters<Parameters<typeof question<typeof contract.listRequests>>[1]>[1]

/** The same tests as those of the counts, so that a number opens exactly its requests. */
function chooser({ now }: ReadCtx, asked: Asked, zone: string): (row: Row) => boolean {
  const inside = within(zone, asked)
  const { state, member, team, promise, answer, used } = asked
  const ofAsker = answer !== undefined || used !== undefined
  const counted = ofAsker || promise !== undefined
  return (row) => {
    if (state === 'open' && row.state !== 'asked' && row.state !== 'promised') return false
    if (state === 'late' && !isLate(row, now)) return false
    if (state === 'done' && (row.state === 'asked' || row.state === 'promised')) return false
    if (state !== undefined && !['open', 'late', 'done'].includes(state) && row.state !== state) return false
    if (promise !== undefined && promiseEnd(row, now) !== promise) return false
    if (answer !== undefined && ratingEnd(row, now) !== answer) return false
    if (used !== undefined && (row.used !== used || row.deliveredAt === null)) return false
    const who = ofAsker ? [row.askedBy] : promise === undefined ? [row.askedBy, giverOf(row)] : [row.promisedBy]
    if (member !== undefined && !who.some((one) => one?.id === member)) return false
    if (team !== undefined && !who.some((one) => one && (one.team ?? '') === team)) return false
    return inside(counted ? (ofAsker ? row.deliveredAt : row.promisedAt) : row.askedAt)
  }
}

export const readRequest = question(contract.readRequest, async (ctx, { id }) => {
  ensureSees(ctx, null)
  const rights = rightsOf(ctx.actor)
  const row = found(await store.requestOf(ctx.tx, rights, id), t('This request'))
  const everyone = await store.people(ctx.tx)
  const me = meIn(everyone, ctx.actor)
  const talk = (await store.talkOf(ctx.tx, [id])).map(({ requestId: _, ...one }) => one)
  const who = { side: sideOf(ctx.actor), asked: me?.id === row.askedBy.id }
  const { zone } = await workingTimeOf(ctx)
  const days = requestKinds.find(({ key }) => key === row.kind)?.days ?? 5
  const uses = sees(rights, 'campaign') ? await store.usesOf(ctx.tx, [id]) : null
  return {
    ...(await tellerOf(ctx)(row)),
    text: row.text,
    talk,
    steps: requestSteps.map((step) => {
      const verdict = mayStep(step, row, who)
      return { step, may: verdict.ok, why: verdict.ok ? null : verdict.why }
    }),
    undoable: lastStepOf(ctx, talk),
    usedBy: uses?.map(({ id: _, requestId: __, ...use }) => use) ?? null,
    people: everyone.map(({ nameKey: _, ...one }) => one),
    proposed: workingDayAfter(await workingClockOf(ctx), zone, dayIn(zone, ctx.now), days),
    me: me?.id ?? null,
  }
})

export const requestsOfRecord = question(contract.requestsOfRecord, async (ctx, { kind, id }) => {
  ensureSees(ctx, kind)
  found((await store.isThere(ctx.tx, kind, id)) || null, t('This {{kind}}', { kind: said(kind) }))
  const rows = await store.requestsAbout(ctx.tx, rightsOf(ctx.actor), kind, id)
  const talks = Map.groupBy(
    await store.talkOf(
      ctx.tx,
      rows.map((row) => row.id),
    ),
    ({ requestId }) => requestId,
  )
  const tell = tellerOf(ctx)
  const all = rows.map(async (row) => ({
    ...(await tell(row)),
    talk: (talks.get(row.id) ?? []).map(({ requestId: _, ...one }) => one),
  }))
  return { requests: await Promise.all(all), side: sideOf(ctx.actor) }
})

export const countPromises = question(contract.countPromises, async (ctx, { since, until, of }) => {
  ensureSees(ctx, null)
  const rows = await store.requestsBy(ctx.tx, rightsOf(ctx.actor), { of: of ?? null, kind: null, asker: null, giver: null })
  const { zone } = await workingTimeOf(ctx)
  const inside = within(zone, { since, until })
  const promised = rows.filter(({ promisedAt, promisedBy }) => promisedAt !== null && promisedBy !== null && inside(promisedAt))
  const delivered = rows.filter(({ deliveredAt }) => deliveredAt !== null && inside(deliveredAt))
  const tally = (all: readonly Row[]) => tallyOf(all.map((row) => promiseEnd(row, ctx.now)))
  const answered = (all: readonly Row[]) =>
    answeredOf(all.map((row) => ({ end: ratingEnd(row, ctx.now), rating: row.rating, used: row.used })))
  return {
    from: since ?? null,
    to: until ?? (await todayOf(ctx)),
    least: enoughToSay,
    ratingDays,
    sides: sides
      .filter((side) => of === undefined || side === of)
      .map((side) => {
        const [given, got] = [promised, delivered].map((all) => all.filter((row) => row.of === side)) as [Row[], Row[]]
        return {
          of: side,
          whole: { team: null, member: null, ...tally(given) },
          promised: grouped(given, ({ promisedBy }) => promisedBy, tally),
          answeredWhole: { team: null, member: null, ...answered(got) },
          answered: grouped(got, ({ askedBy }) => askedBy, answered),
        }
      }),
  }
})

/** Each team, and behind it its people, by name; whoever is in no team stands last, alone. */
function grouped<T extends object>(rows: readonly Row[], whose: (row: Row) => Row['promisedBy'], tally: (rows: readonly Row[]) => T) {
  const teams = Map.groupBy(rows, (row) => whose(row)?.team ?? null)
  const byName = [...teams].sort(([a], [b]) => (a ?? '\uffff').localeCompare(b ?? '\uffff'))
  return byName.flatMap(([team, all]) => {
    const each = [...Map.groupBy(all, (row) => whose(row)?.id).values()].map((own) => ({
      team,
      member: own[0] ? whose(own[0]) : null,
      ...tally(own),
    }))
    each.sort((a, b) => (a.member?.name ?? '').localeCompare(b.member?.name ?? ''))
    return team === null ? each : [{ team, member: null, ...tally(all) }, ...each]
  })
}
