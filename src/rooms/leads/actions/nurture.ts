import { rightsOf } from '#kernel/actor'
import { Problem } from '#kernel/problem'
import { hides, sees } from '#kernel/rights'
import { plusDays } from '#kernel/rule-days'
import { saidAgain } from '#kernel/said-again'
import { t } from '#kernel/text'
import { dayOf } from '#kernel/time'
import { question } from '#platform/action/action'
import { peopleAtWork } from '#rooms/workspace/actions/working'
import * as contract from '../contract.ts'
import { limboWords } from '../rules/limbo.ts'
import * as store from '../store/nurture.ts'
import { TermsBook } from './hand-over-terms.ts'

export const readNurture = question(contract.readNurture, async (ctx, { resting, limit, cursor }) => {
  const rights = rightsOf(ctx.actor)
  const kept = await store.stays(ctx.tx, ctx.now, { resting, place: placeOf(cursor), limit: limit + 1 })
  const last = kept.length > limit ? kept[limit - 1] : undefined
  const book = new TermsBook(ctx)
  const scored = !hides(rights, 'lead', 'score')
  const rows = []
  for (const one of kept.slice(0, limit)) {
    const { document } = await book.of(one.contractNumber)
    const { exclusion = null, missing = [] } = one.trace ?? {}
    rows.push({
      id: one.id,
      person: { id: one.personId, name: one.person, account: sees(rights, 'account') ? one.account : null },
      ...{ why: saidAgain(one.why), since: one.since, restsUntil: one.restsUntil },
      score: scored && one.score !== null ? one.score / 100 : null,
      threshold: scored && one.trace ? one.trace.threshold / 100 : null,
      missing: [...missing],
      exclusion: exclusion === null ? null : (document?.exclusions.find(({ key }) => key === exclusion)?.name ?? exclusion),
      lastLead: one.lastLead,
    })
  }
  const counts = await store.countStays(ctx.tx, ctx.now)
  return {
    rows,
    cursor: last ? `${last.since}_${last.id}` : null,
    counts: { ...counts, byWhy: counts.byWhy.map(({ why, people }) => ({ why: saidAgain(why), people })) },
  }
})

/** A place in the list from its word. Throws a Problem for one that somebody made up. */
function placeOf(cursor: string | undefined): { since: string; id: string } | null {
  if (cursor === undefined) return null
  const [, since, id] = /^(\d{4}-\d\d-\d\dT[\d:.]+Z)_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(cursor) ?? []
  if (since === undefined || id === undefined || Number.isNaN(Date.parse(since)))
    throw new Problem('invalid-input', t('This cursor is none of this list. Begin again without it.'))
  return { since, id }
}

/** An owner who is away for so many days more is no owner for a lead that waits. */
const longAwayDays = 3
const mostShown = 500

export const readLimbo = question(contract.readLimbo, async (ctx) => {
  const rights = rightsOf(ctx.actor)
  const { workers } = await peopleAtWork(ctx)
  const until = plusDays(dayOf(ctx.now), longAwayDays)
  const away = [...workers.values()].filter((one) => one.away !== null && one.away.until >= until).map(({ id }) => id)
  const rows = await store.inLimbo(ctx.tx, away, mostShown + 1)
  return {
    rows: rows.slice(0, mostShown).map(({ kind, personId, person, account, lead, since }) => ({
      ...{ kind, lead, since, ...limboWords(kind) },
      person: { id: personId, name: person, account: sees(rights, 'account') ? account : null },
    })),
    more: rows.length > mostShown,
    checked: ctx.now,
  }
})
