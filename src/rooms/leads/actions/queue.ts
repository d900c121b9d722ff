import { rightsOf, roleOf } from '#kernel/actor'
import { normKey } from '#kernel/normal'
import { found, Problem } from '#kernel/problem'
import { hides, type Rights, sees } from '#kernel/rights'
import { saidAgain } from '#kernel/said-again'
import { said, t } from '#kernel/text'
import type { Instant } from '#kernel/time'
import { question } from '#platform/action/action'
import type { ReadCtx } from '#platform/action/context'
import { contractInForce } from '#rooms/agreement/actions'
import * as contract from '../contract.ts'
import { strokesOf } from '../rules/clocks.ts'
import { reasonWords } from '../rules/reasons.ts'
import { mayStep } from '../rules/states.ts'
import { otherOpenLead } from '../store/hand-overs.ts'
import * as store from '../store/queue.ts'
import { memberCalled } from '../store/tasks.ts'
import { type Terms, TermsBook } from './hand-over-terms.ts'

export const readQueue = question(contract.readQueue, async (ctx, { whose, queue, owner, sort, limit, cursor }) => {
  const me = await memberCalled(ctx.tx, normKey(ctx.actor.name))
  const wanted = {
    owner: whose === 'mine' ? me : whose === 'everyone' ? (owner ?? null) : null,
    unowned: whose === 'queue',
    queue: queue ?? null,
  }
  const nobody = whose === 'mine' && me === null
  const kept = nobody ? [] : await store.openQueue(ctx.tx, wanted, { sort, place: placeOf(cursor), limit: limit + 1 })
  const last = kept.length > limit ? kept[limit - 1] : undefined
  const book = new TermsBook(ctx)
  const rights = rightsOf(ctx.actor)
  const rows = []
  for (const row of kept.slice(0, limit)) rows.push(rowOf(row, await book.of(row.contractNumber), ctx.now, rights))
  const holds = await contractInForce(ctx.tx, ctx.now)
  return {
    rows,
    cursor: last ? `${last.at}_${last.id}` : null,
    counts: await store.countQueue(ctx.tx, me, ctx.now),
    me,
    contract: holds ? { number: holds.number } : null,
    now: ctx.now,
  }
})

/** A place in the queue from its word. Throws a Problem for one that somebody made up. */
function placeOf(cursor: string | undefined): store.Place | null {
  if (cursor === undefined) return null
  const [, at, id] = /^([-+:. \dA-Za-z]{1,40})_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(cursor) ?? []
  const fits =
    at !== undefined && (at === 'infinity' || /^-?\d{1,9}$/.test(at) || !Number.isNaN(Date.parse(at.replace(/([+-]\d\d)$/, '$1:00'))))
  if (!fits || id === undefined) throw new Problem('invalid-input', t('This cursor is none of this list. Begin again without it.'))
  return { at, id }
}

/** A hand-over as somebody may see it. */
function rowOf(row: store.QueueKept, terms: Terms, now: Instant, rights: Rights): contract.QueueRow {
  const shown = <T>(key: string, value: T) => (hides(rights, 'lead', key) ? null : value)
  const scored = shown('score', row.score)
  return {
    ...{ id: row.id, version: row.version, state: row.state, stateAt: row.stateAt },
    person: { id: row.personId, name: row.person, title: hides(rights, 'person', 'title') ? null : row.title },
    account:
      row.accountId === null || !sees(rights, 'account') || hides(rights, 'lead', 'account')
        ? null
        : { id: row.accountId, name: row.account ?? '' },
    owner: row.ownerId === null ? null : shown('owner', { id: row.ownerId, name: row.owner ?? '' }),
    queue: row.queue,
    score: scored === null ? null : scored / 100,
    threshold: terms.document && scored !== null ? terms.document.threshold : null,
    lines: scored === null ? [] : linesOf(row.trace, terms).filter(({ points }) => points !== 0),
    why: shown('owner', row.routed === null ? null : saidAgain(row.routed.why)),
    ...{ source: shown('source', row.source), channel: shown('channel', row.channel), campaign: row.campaign },
    response:
      row.respondedAt === null ? null : { what: row.what, message: sees(rights, 'activity') ? row.message : null, at: row.respondedAt },
    contract: row.contractNumber,
    ...{
      offeredAt: row.offeredAt,
      placeBy: row.placeBy,
      acceptBy: row.acceptBy,
      contactBy: row.contactBy,
      failsAt: row.failsAt,
      coldAt: row.coldAt,
    },
    ...{
      acceptedAt: row.acceptedAt,
      firstContactAt: row.firstContactAt,
      acceptMinutes: row.acceptMinutes,
      contactMinutes: row.contactMinutes,
    },
    tries: row.tries ?? 0,
    mostTries: terms.document?.sales.tries ?? null,
    clock: runningOf(row, terms, now),
    breaches: [...row.breaches],
  }
}

function linesOf(trace: store.QueueKept['trace'], { document }: Terms) {
  const names = new Map((document?.criteria ?? []).map(({ key, name }) => [key, name]))
  return (trace?.by ?? []).map(({ key, points, days, held }) => ({ key, name: names.get(key) ?? key, points: points / 100, days, held }))
}

/** The clock that ends first, of those that sales owe something by now. */
function runningOf(row: store.QueueKept, { working }: Terms, now: Instant): contract.QueueRow['clock'] {
  if (!contract.isOpen(row.state)) return null
  const owed = (kind: contract.BreachKind) =>
    kind === 'place' ? row.placedAt === null : kind === 'accept' ? row.acceptedAt === null : row.firstContactAt === null
  const strokes = strokesOf(row, working).filter(({ kind }) => owed(kind))
  const first = strokes.find(({ what }) => what === 'breach')
  if (!first) return null
  const { kind, dueAt } = first
  const late = dueAt <= now
  const warned = strokes.some((one) => one.what === 'warn' && one.kind === kind && one.at <= now)
  const minutes = (late ? -working.between(dueAt, now) : working.between(now, dueAt)) / 60_000
  return { kind, dueAt, minutesLeft: Math.round(minutes * 100) / 100, standing: late ? 'late' : warned ? 'soon' : 'in-time' }
}

export const readHandOver = question(contract.readHandOver, async (ctx, { id }) => {
  const kept = found(await store.queueRow(ctx.tx, id), t('This hand-over'))
  const book = new TermsBook(ctx)
  const terms = await book.of(kept.contractNumber)
  const rights = rightsOf(ctx.actor)
  const row = rowOf(kept, terms, ctx.now, rights)
  const rejections = terms.document?.rejections ?? []
  const reasonOf = (key: string | null) => (key === null ? null : reasonWords(key, rejections))
  const exclusions = terms.document?.exclusions ?? []
  const responses = []
  for (const { contractNumber, trace, score, message, ...one } of await store.responsesOf(ctx.tx, kept)) {
    const judged = await book.of(contractNumber)
    responses.push({
      ...one,
      source: hides(rights, 'lead', 'source') ? null : one.source,
      channel: hides(rights, 'lead', 'channel') ? null : one.channel,
      message: sees(rights, 'activity') ? message : null,
      score: score === null || hides(rights, 'lead', 'score') ? null : score / 100,
      lines: hides(rights, 'lead', 'score') ? [] : linesOf(trace, judged),
      missing: [...(trace?.missing ?? [])],
      exclusion: trace?.exclusion ? (exclusions.find(({ key }) => key === trace.exclusion)?.name ?? trace.exclusion) : null,
    })
  }
  const noted = sees(rights, 'activity')
  return {
    row,
    open: contract.isOpen(kept.state),
    endReason: reasonOf(kept.endReason),
    restsUntil: kept.restsUntil,
    verbs: await verbsOf(ctx, kept, rights),
    reasons: rejections.map(({ key, name, returns }) => ({ key, name, returns })),
    responses,
    steps: (await store.stepsOf(ctx.tx, id)).map((step) => ({ ...step, reason: reasonOf(step.reason), note: noted ? step.note : null })),
    broken: (await store.brokenOf(ctx.tx, id)).map((one) => ({ ...one, cause: causeInWords(one.cause) })),
  }
})

/** A cause as it was kept, in the reader's language. */
export const causeInWords = (cause: string) => cause.split('\n').map(saidAgain).join(' ')

async function verbsOf(ctx: ReadCtx, kept: store.QueueKept, rights: Rights) {
  const me = await memberCalled(ctx.tx, normKey(ctx.actor.name))
  const otherOpen = !contract.isOpen(kept.state) && (await otherOpenLead(ctx.tx, kept)) !== null
  const role = roleOf(ctx.actor)
  const outside = rights.objects.lead !== 'change' || role === 'viewer' || role === 'marketing'
  return contract.verbs.map((verb) => {
    const verdict = mayStep({ ...kept, ownerName: kept.owner }, verb, { role, me, otherOpen })
    if (outside)
      return { verb, may: false, why: t('Leads are worked on by sales. Your role here is {{role}}.', { role: said(role ?? '', 'role') }) }
    return { verb, may: verdict.ok, why: verdict.ok ? null : verdict.why }
  })
}
