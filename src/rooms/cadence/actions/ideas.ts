import { rightsOf, roleOf } from '#kernel/actor'
import type { ResultOf } from '#kernel/endpoint'
import type { Id } from '#kernel/id'
import { found, Problem } from '#kernel/problem'
import { changes, sees } from '#kernel/rights'
import { said, t } from '#kernel/text'
import { action, errand, question } from '#platform/action/action'
import type { OutsideCtx } from '#platform/action/context'
import { perform } from '#platform/action/perform'
import { newId } from '#platform/ids'
import { readCampaigns } from '#rooms/measure/actions/campaigns'
import { ensureMembers } from '#rooms/workspace/actions'
import * as contract from '../contract/ideas.ts'
import { ideaUsed } from '../events.ts'
import { authorsOf, creditOf, shownAnswers } from '../rules/ideas.ts'
import * as store from '../store/requests.ts'
import { ideaUses } from '../tables/requests.ts'
import { ensureChanges, ensureSees } from './request-look.ts'

/** What came of campaigns, as their own page tells it to whoever asks; null for who may not see it, or where there is none. */
async function figuresOf(ctx: OutsideCtx): Promise<ResultOf<(typeof readCampaigns)['endpoint']> | null> {
  const { services, workspace, actor, signal } = ctx
  const caller = { actor, workspace, address: null, requestId: 'ideas', signal }
  try {
    return (await perform(services, caller, readCampaigns, { by: 'first' })) as ResultOf<(typeof readCampaigns)['endpoint']>
  } catch (error) {
    if (error instanceof Problem && error.kind === 'not-allowed') return null
    throw error
  }
}

export const listIdeas = errand(contract.listIdeas, async (ctx, { author, campaign, request }) => {
  const rights = rightsOf(ctx.actor)
  const mayCampaigns = sees(rights, 'campaign')
  if (campaign !== undefined && !mayCampaigns) throw new Problem('not-allowed', t('Your role may not see campaigns. Ask an owner.'))
  const { rows, uses } = await ctx.read(async (reading) => {
    ensureSees(reading, null)
    const by = { author: author ?? null, campaign: campaign ?? null, request: request ?? null }
    const ideas = await store.ideasBy(reading.tx, rights, by)
    return {
      rows: ideas,
      uses: await store.usesOf(
        reading.tx,
        ideas.map(({ id }) => id),
      ),
    }
  })
  const figures = mayCampaigns && uses.length > 0 ? await figuresOf(ctx) : null
  const answers = new Map(figures?.rows.flatMap((row) => (row.id === null ? [] : [[row.id, shownAnswers(row.answers)] as const])))
  const ideas = rows.map((row) => {
    const own = uses.filter(({ requestId }) => requestId === row.id)
    return {
      ...{ id: row.id, title: row.title, state: row.state, at: row.askedAt },
      author: { id: row.askedBy.id, name: row.askedBy.name },
      campaigns: mayCampaigns
        ? own.map((use) => ({
            ...{ id: use.campaignId, name: use.campaign, at: use.at, by: use.by },
            answers: [...(answers.get(use.campaignId) ?? [])],
          }))
        : null,
      credit: figures === null ? null : creditOf(own.map((use) => answers.get(use.campaignId) ?? [])),
    }
  })
  return {
    ideas,
    authors: authorsOf(
      rows.map(({ id, askedBy }) => ({
        author: askedBy,
        campaigns: uses.filter(({ requestId }) => requestId === id).map(({ campaignId }) => campaignId),
      })),
      figures === null ? null : (id) => creditOf([answers.get(id) ?? []])?.won ?? 0,
    ),
    currency: ideas.find(({ credit }) => credit?.currency)?.credit?.currency ?? null,
    says: figures === null ? null : said(figures.attribution.says),
    mayLink: mayCampaigns && changes(rights, 'activity') && roleOf(ctx.actor) !== 'viewer',
  }
})

export const useIdea = action(contract.useIdea, async (ctx, { id, campaignId }) => {
  ensureSees(ctx, null)
  const rights = rightsOf(ctx.actor)
  if (!sees(rights, 'campaign')) throw new Problem('not-allowed', t('Your role may not see campaigns. Ask an owner.'))
  const row = found(await store.requestOf(ctx.tx, rights, id, 'lock'), t('This request'))
  ensureChanges(ctx, row.about?.kind ?? null)
  if (row.kind !== 'idea') throw new Problem('conflict', t('This request is no idea for a campaign, so no campaign comes of it.'))
  if (row.state === 'withdrawn') throw new Problem('conflict', t('This idea was withdrawn. Its author may ask again.'))
  const campaign = found(await store.campaignNamed(ctx.tx, campaignId), t('This campaign'))
  if ((await store.usesOf(ctx.tx, [id])).some((use) => use.campaignId === campaignId))
    throw new Problem('conflict', t('"{{name}}" is named as using this idea already.', { name: campaign.name }))
  const [me] = await ensureMembers(ctx, [{ externalId: null, name: ctx.actor.name }])
  await ctx.ledger.insert(ideaUses, [
    {
      ...{ id: newId<'idea_use'>(ctx.now), requestId: id, campaignId, at: ctx.now },
      byMember: found(me, t('This member')) as Id<'member'>,
    },
  ])
  ctx.tell(ideaUsed, { request: id, author: row.askedBy.id, campaign: campaignId, name: campaign.name }, { kind: 'request', id })
  return { eventId: ctx.ledger.eventId }
})

export const choosableCampaigns = question(contract.choosableCampaigns, async (ctx, { search }) => ({
  campaigns: await store.campaignsCalled(ctx.tx, search),
}))
