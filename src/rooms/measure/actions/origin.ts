import { rightsOf } from '#kernel/actor'
import type { EventId } from '#kernel/id'
import { ensure, found, Problem } from '#kernel/problem'
import { changes, hides, type Rights, sees } from '#kernel/rights'
import { t } from '#kernel/text'
import { no, ok } from '#kernel/verdict'
import { errand, question } from '#platform/action/action'
import type { Ctx, OutsideCtx } from '#platform/action/context'
import { newId } from '#platform/ids'
import { undoEvent } from '#platform/ledger/undo'
import { linkInWords } from '#rooms/accounts/actions/likely-words'
import { nameCampaigns } from '#rooms/deals/actions/name-campaign'
import * as contract from '../contract/origin.ts'
import { originDecided, originRestated } from '../events.ts'
import { metricNamed } from '../metrics/catalog.ts'
import { correctionsOf, gainedBy } from '../rules/origin.ts'
import { signInWords } from '../rules/origin-words.ts'
import { aboutFacts } from '../store/facts.ts'
import * as store from '../store/origin.ts'
import { originCases, originEffects } from '../tables/origin.ts'
import { ask } from './ask.ts'
import { withFacts } from './follow.ts'

export const listOriginCases = question(contract.listOriginCases, async (ctx, { state, least, limit, offset }) => {
  const rights = rightsOf(ctx.actor)
  const kinds = contract.originKinds.filter((kind) => sees(rights, kind) && !hides(rights, kind, 'origin'))
  const rows = await store.casesShown(ctx.tx, { decided: state === 'decided', least, kinds, limit, offset })
  const names = await store.namesOf(
    ctx.tx,
    rows.flatMap(({ firstId, secondId }) => [firstId, secondId]),
  )
  const effects = Map.groupBy(
    await store.effectsOf(
      ctx.tx,
      rows.map(({ id }) => id),
    ),
    ({ caseId }) => caseId,
  )
  return {
    cases: rows.map((row) => shown(row, { names, rights, effects: effects.get(row.id) ?? [] })),
    ...(await store.countCases(ctx.tx, least, kinds)),
    currency: rows.flatMap(({ evidence }) => evidence.second.deals.flatMap(({ currency }) => currency ?? []))[0] ?? null,
  }
})

interface Known {
  readonly names: ReadonlyMap<string, string>
  readonly rights: Rights
  readonly effects: readonly store.EffectRow[]
}

function shown(row: store.CaseRow, { names, rights, effects }: Known) {
  const { evidence, corrected, id, kind, probability, entered, confidence, state, reason, decidedBy, decidedAt } = row
  const deals = (of: contract.OriginRecord['deals']) =>
    sees(rights, 'deal') ? of.map((deal) => (hides(rights, 'deal', 'amount') ? { ...deal, amount: null } : deal)) : []
  const side = (one: contract.OriginRecord) => ({ ...one, deals: deals(one.deals), name: names.get(one.id) ?? null })
  const { owner } = evidence.second
  return {
    ...{ id, kind, probability, entered, confidence, state, reason, decidedBy, decidedAt },
    ...{ first: side(evidence.first), second: side(evidence.second), days: evidence.days },
    links: evidence.links.map((link) => ({ words: linkInWords(link as never), weight: link.weight })),
    signs: evidence.signs.map((sign) => ({ words: signInWords(sign), weight: sign.weight })),
    gained: { owner, deals: deals(gainedBy(evidence.second)) },
    eventId: state === 'open' ? null : row.touchedBy,
    corrected: corrected.length,
    effects: effects.map(({ id: one, campaign, by, at, undone, before, after }) => ({
      ...{ id: one, campaign, by, at, before, after },
      says: undone === 'yes' ? t('Decision taken back') : t('Origin is marketing’s'),
    })),
  }
}

const measured = ['deals', 'wins', 'pipeline', 'won'] as const

/** The numbers of some campaigns by first touch, as they are at this moment. */
async function numbersOf({ services, workspace }: OutsideCtx, campaigns: readonly string[]): Promise<Map<string, contract.OriginNumbers>> {
  if (campaigns.length === 0) return new Map()
  return await withFacts(services, workspace, async (duck) => {
    const about = await aboutFacts(duck)
    const metrics = measured.map((what) => metricNamed(`campaign_${what}_first`))
    const answers = await ask(duck, metrics, { by: ['campaign'], about })
    const value = (campaign: string, what: string) =>
      answers.find(({ name, slice }) => name === `campaign_${what}_first` && slice.campaign === campaign)?.value ?? 0
    return new Map(
      campaigns.map((campaign) => [
        campaign,
        {
          deals: value(campaign, 'deals'),
          wins: value(campaign, 'wins'),
          pipeline: value(campaign, 'pipeline'),
          won: value(campaign, 'won'),
        },
      ]),
    )
  })
}

interface Change {
  readonly row: store.CaseRow
  readonly campaigns: readonly string[]
  readonly undone: 'no' | 'yes'
}

/** Does something that moves deals between campaigns, and notes their numbers before and after. */
async function restating<T extends { readonly eventId: EventId }>(
  ctx: OutsideCtx,
  { row, campaigns, undone }: Change,
  act: (ctx: Ctx) => Promise<T>,
): Promise<T> {
  const before = await numbersOf(ctx, campaigns)
  const done = await ctx.write(act)
  const after = await numbersOf(ctx, campaigns)
  if (campaigns.length > 0)
    await ctx.write(async (writing) => {
      await writing.ledger.insert(
        originEffects,
        campaigns.flatMap((campaign) => {
          const [was, is] = [before.get(campaign), after.get(campaign)]
          const by = writing.actor.name
          return was && is
            ? [
                {
                  id: newId<'origin_effect'>(writing.now),
                  caseId: row.id,
                  eventId: done.eventId,
                  campaign,
                  before: was,
                  after: is,
                  undone,
                  by,
                  at: writing.now,
                },
              ]
            : []
        }),
      )
      writing.tell(originRestated, { caseId: row.id, campaigns: campaigns.length }, { kind: 'origin_case', id: row.id })
    })
  return done
}

function ensureMayDecide(ctx: OutsideCtx, { kind }: store.CaseRow): void {
  const rights = rightsOf(ctx.actor)
  const refused = kind === 'person' ? t('Your role may not change people.') : t('Your role may not change accounts.')
  ensure(changes(rights, kind) ? ok : no(refused))
  ensure(changes(rights, 'deal') ? ok : no(t('Your role may not change deals.')))
}

const campaignsOf = (rows: readonly { readonly campaign: string }[]) => [...new Set(rows.map(({ campaign }) => campaign))]

export const decideOriginCase = errand(contract.decideOriginCase, async (ctx, { id, decision, reason }) => {
  const row = found(await ctx.read(({ tx }) => store.caseById(tx, id)), t('This case'))
  ensureMayDecide(ctx, row)
  const wanted = decision === 'marketing' ? correctionsOf(row.evidence) : []
  return await restating(ctx, { row, campaigns: campaignsOf(wanted), undone: 'no' }, async (writing) => {
    const held = found(await store.caseById(writing.tx, id, true), t('This case'))
    if (held.state !== 'open') throw new Problem('conflict', t('This case was decided already. Take the decision back to decide anew.'))
    const changed = await nameCampaigns(writing, wanted)
    const corrected = wanted.filter(({ dealId }) => changed.has(dealId))
    await writing.ledger.update(originCases, [
      { id, state: decision, reason, decidedBy: writing.actor.name, decidedAt: writing.now, corrected },
    ])
    writing.tell(originDecided, { caseId: id, decision, corrected: corrected.length }, { kind: 'origin_case', id })
    return { eventId: writing.ledger.eventId, corrected: corrected.length }
  })
})

export const undoOriginDecision = errand(contract.undoOriginDecision, async (ctx, { eventId }) => {
  const row = found(await ctx.read(({ tx }) => store.caseDecidedBy(tx, eventId)), t('This decision'))
  ensureMayDecide(ctx, row)
  await restating(ctx, { row, campaigns: campaignsOf(row.corrected), undone: 'yes' }, async (writing) => {
    const { conflicts } = await undoEvent(writing.tx, writing.ledger, eventId, writing.services.keptTables)
    if (conflicts.length > 0)
      throw new Problem('conflict', t('The case or one of its deals was changed since. Take the later change back first.'))
    return { eventId: writing.ledger.eventId }
  })
  return {}
})
