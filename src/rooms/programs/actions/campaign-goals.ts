import { roleOf } from '#kernel/actor'
import { ensure, found, Problem } from '#kernel/problem'
import { t } from '#kernel/text'
import { action, question } from '#platform/action/action'
import type { ReadCtx } from '#platform/action/context'
import { newId } from '#platform/ids'
import { toldEvents } from '#platform/ledger/told'
import { undoEvent } from '#platform/ledger/undo'
import { contractsHeld } from '#rooms/agreement/actions/held'
import { reasonWords } from '#rooms/leads/actions/reasons'
import { todayOf } from '#rooms/workspace/actions/calendars'
import * as contract from '../contract/campaign-goals.ts'
import { campaignGoalSet } from '../events.ts'
import { hasBegun, maySetGoal, rateOf, verdictOn } from '../rules/campaign-goals.ts'
import * as store from '../store/campaign-goals.ts'
import { campaignGoals } from '../tables.ts'

const writers: readonly (string | null)[] = ['owner', 'admin', 'marketing', 'sales']

const sum = (groups: readonly store.Group[], of: (group: store.Group) => number) => groups.reduce((all, group) => all + of(group), 0)

/** The share of a campaign, by its definition. */
const rateIn = (groups: readonly store.Group[], of: contract.Goal['of']) =>
  of === 'reached'
    ? rateOf(
        sum(groups, ({ met }) => met),
        sum(groups, ({ people }) => people),
      )
    : rateOf(
        sum(groups, ({ metResponded }) => metResponded),
        sum(groups, ({ responded }) => responded),
      )

/** Reasons by their keys, as the newest version of the lead contract that has them calls them, or as we do. */
async function reasonsIn({ tx, now }: Pick<ReadCtx, 'tx' | 'now'>): Promise<(key: string | null) => string | null> {
  const agreed = (await contractsHeld(tx, now)).toReversed().flatMap(({ document }) => document.rejections)
  return (key) => (key === null ? null : reasonWords(key, agreed))
}

export const readCampaign = question(contract.readCampaign, async (ctx, { id }) => {
  const { tx } = ctx
  const campaign = found(await store.campaignOf(tx, id), t('This campaign'))
  const history = (await store.goalsOf(tx, id)).map(({ id: _, ...goal }) => goal)
  const goal = history[0] ?? null
  const earlier = goal ? await store.earlierOf(tx, campaign) : []
  const groups = await store.groupsOf(tx, [id, ...earlier.map((one) => one.id)], goal?.conversion ?? null)
  const own = groups.filter(({ campaignId }) => campaignId === id)
  const others = groups.filter(({ campaignId }) => campaignId !== id)
  const rate = goal && rateIn(own, goal.of)
  const reasons = await reasonsIn(ctx)
  return {
    ...campaign,
    begun: hasBegun(campaign.startsOn, await todayOf(ctx)),
    goal,
    history,
    counts: {
      reached: sum(own, ({ people }) => people),
      responded: sum(own, ({ responded }) => responded),
      converted: rate?.hits ?? 0,
      leads: sum(own, ({ leads }) => leads),
      won: sum(own, ({ ending, people }) => (ending === 'won' ? people : 0)),
    },
    rate,
    verdict: rate && goal && verdictOn(rate, goal.target),
    cost: await store.costOf(tx, id),
    became: own.map(({ ending, reason, people }) => ({ ending, reason: reasons(reason), people })),
    past: goal
      ? earlier.map(({ id: other, name, startsOn }) => ({
          ...{ id: other, name, startsOn },
          rate: rateIn(
            others.filter(({ campaignId }) => campaignId === other),
            goal.of,
          ),
        }))
      : [],
    pastRate: goal && earlier.length > 0 ? rateIn(others, goal.of) : null,
    choices: await store.choicesOf(tx, id),
    mayWrite: writers.includes(roleOf(ctx.actor)),
  }
})

export const listCampaignPeople = question(contract.listCampaignPeople, async (ctx, { id, ending, limit, offset }) => {
  const { tx } = ctx
  found(await store.campaignOf(tx, id), t('This campaign'))
  const [goal] = await store.goalsOf(tx, id)
  const people = await store.peopleOf(tx, id, goal?.conversion ?? null, { ending: ending ?? null, limit, offset })
  const reasons = await reasonsIn(ctx)
  return { people: people.map((person) => ({ ...person, reason: reasons(person.reason) })) }
})

export const setCampaignGoal = action(contract.setCampaignGoal, async (ctx, { id, number, reason = '', ...goal }) => {
  const campaign = found(await store.campaignOf(ctx.tx, id, 'change'), t('This campaign'))
  const [last] = await store.goalsOf(ctx.tx, id)
  if ((last?.number ?? 0) !== number)
    throw new Problem(
      'conflict',
      t('Somebody set the goal of "{{name}}" after you opened it. Load it again and look at what is new.', { name: campaign.name }),
    )
  const late = hasBegun(campaign.startsOn, await todayOf(ctx))
  ensure(maySetGoal({ begun: late, goal: last !== undefined, reason }))
  await ctx.ledger.insert(campaignGoals, [
    {
      ...{ id: newId<'campaign_goal'>(ctx.now), campaignId: id, number: number + 1, ...goal },
      ...{ by: ctx.actor.name, at: ctx.now, reason: reason === '' ? null : reason, late },
    },
  ])
  ctx.tell(campaignGoalSet, { campaign: id, name: campaign.name, number: number + 1, target: goal.target }, { kind: 'campaign', id })
  return { eventId: ctx.ledger.eventId }
})

export const undoCampaignGoal = action(contract.undoCampaignGoal, async (ctx, { eventId }) => {
  const [event] = await toldEvents(ctx.tx, campaignGoalSet.kind, { one: eventId })
  const { campaign: id, number } = found(event, t('This goal')).payload as { campaign: string; number: number }
  const campaign = found(await store.campaignOf(ctx.tx, id, 'change'), t('This campaign'))
  const goals = await store.goalsOf(ctx.tx, id)
  const own = goals.find((goal) => goal.number === number)
  if (own && !own.late && hasBegun(campaign.startsOn, await todayOf(ctx)))
    throw new Problem(
      'conflict',
      t('"{{name}}" has begun, so its target is locked. Set another one, with the reason.', { name: campaign.name }),
    )
  if (goals[0]?.number !== number)
    throw new Problem('conflict', t('The goal of "{{name}}" was set again since. Take the later step back first.', { name: campaign.name }))
  await undoEvent(ctx.tx, ctx.ledger, eventId, ctx.services.keptTables)
  return {}
})
