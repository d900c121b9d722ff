import type { Id } from '#kernel/id'
import { dayOf, type Instant, instant, later, millis } from '#kernel/time'
import type { Ctx } from '#platform/action/context'
import { findPeople } from '#rooms/accounts/actions/find'
import { takeSigned } from '#rooms/agreement/actions/take-signed'
import { takeForm } from '#rooms/capture/actions/forms-taken'
import { type PastResponse, takeHandOvers } from '#rooms/leads/actions/take-hand-overs'
import { noRouting, takeRouting } from '#rooms/leads/actions/take-routings'
import { noteResponses } from '#rooms/programs/actions/note-responses'
import { ensureCampaigns, takeCampaigns } from '#rooms/programs/actions/take-campaigns'
import { takeGoals } from '#rooms/programs/actions/take-goals'
import { takeTouches } from '#rooms/programs/actions/take-touches'
import { ensureMembers } from '#rooms/workspace/actions'
import { dayMs, nearestWorkday } from './calendar.ts'
import { type Company, madeCompany } from './company.ts'
import { type MadeResponse, madeHandOver } from './hand-over.ts'
import { handOverDays, sampleCampaigns, sampleContract, sampleForm, sampleRouting } from './hand-over-terms.ts'

/** Since so many days before now whoever loaded the sample gets leads too. */
const newcomerDays = 2
const hourMs = 3_600_000

/**
 * Gives the sample company what no export holds: a signed contract, a routing, campaigns with goals, a form, and thirteen weeks of hand-overs, in the event of its
 * import, so that it goes with it. A company that has a contract or a routing of its own is left with those.
 */
export async function takeSampleHandOver(ctx: Ctx, madeAt: Instant): Promise<void> {
  const company = madeCompany(dayOf(madeAt))
  const now = millis(ctx.now)
  const at = (days: number) => instant(new Date(now - days * dayMs))
  const signedAt = instant(new Date(nearestWorkday(now - (now % dayMs) - (handOverDays + 14) * dayMs) + 9 * hourMs))
  if (!(await noRouting(ctx))) return
  const reps = await membersOf(ctx, company)
  const manager = company.reps[0]?.manager ?? ''
  const number = await takeSigned(ctx, {
    ...{ document: sampleContract, reason: 'What both teams agreed on for the sample company', at: signedAt },
    ...{ how: 'Signed by both sides of the sample company' },
    signers: {
      marketing: { name: 'Lead Marketing', title: 'Head of Marketing' },
      sales: { name: manager, title: 'Head of Sales' },
    },
  })
  if (number === null) return
  await takeForm(ctx, { ...sampleForm, by: 'Lead Marketing', at: at(handOverDays) })
  await campaignsOf(ctx, at)
  await silentOf(ctx, company, at)
  const responses = await pastResponses(ctx, madeHandOver(company, now), reps)
  const [user] = await ensureMembers(ctx, [{ externalId: null, name: ctx.actor.name }])
  const newcomer = user as Id<'member'> | null
  const since = at(newcomerDays)
  const contract = { number, document: sampleContract }
  const by = { by: manager }
  await takeRouting(ctx, {
    ...by,
    document: sampleRouting(reps, null),
    reason: 'The routing of the sample company',
    at: signedAt,
  })
  const before = await takeHandOvers(
    ctx,
    contract,
    responses.filter((one) => one.at < since),
    null,
  )
  await takeRouting(ctx, { ...by, document: sampleRouting(reps, newcomer), reason: 'A newcomer takes inbound leads', at: since })
  const met = new Set(before.map(({ one }) => one.personId))
  const fresh = responses.filter((one) => one.at >= since && !met.has(one.personId))
  const recent = await takeHandOvers(ctx, contract, fresh, newcomer)
  await noteResponses(
    ctx,
    [...before, ...recent].map(({ responseId, one: { personId, campaign, what, at: then, source } }) => ({
      ...{ responseId, personId, fresh: false, campaign, what, at: then, source },
    })),
  )
}

async function membersOf(ctx: Ctx, { reps }: Company): Promise<Id<'member'>[]> {
  const ids = await ensureMembers(
    ctx,
    reps.map(({ id, name }) => ({ externalId: id, name })),
  )
  return ids.flatMap((id) => (id === null ? [] : [id as Id<'member'>]))
}

async function campaignsOf(ctx: Ctx, at: (days: number) => Instant): Promise<void> {
  const none = { parentRef: null, ownerExternalId: null, ownerName: null, expectedRevenue: null, sourceModifiedAt: null, custom: {} }
  await takeCampaigns(
    ctx,
    sampleCampaigns.map(({ id, name, type, channel, begins, ends, cost }) => ({
      ...{ ...none, externalId: id, ref: id, name, type, channel, status: ends > 0 ? 'Completed' : 'Running', madeAt: at(begins + 20) },
      ...{ startsOn: dayOf(at(begins)), endsOn: dayOf(at(ends)), currency: 'EUR' },
      ...{ budgetedCost: String(Math.round(cost / 1000) * 1000), actualCost: String(cost) },
    })),
  )
  const found = await ensureCampaigns(
    ctx,
    sampleCampaigns.map(({ id, name }) => ({ externalId: id, name })),
  )
  await takeGoals(
    ctx,
    sampleCampaigns.flatMap(({ goal, begins }, place) => {
      const campaign = found[place]
      if (goal === null || !campaign || !('id' in campaign)) return []
      return [{ ...goal, campaignId: campaign.id as Id<'campaign'>, by: 'Lead Marketing', at: at(begins + 7) }]
    }),
  )
}

/** So many of each campaign's list; those of them who respond are marked as such by their response. */
const listed = 110

/** Whom campaigns were sent to. */
async function silentOf(ctx: Ctx, { accounts }: Company, at: (days: number) => Instant): Promise<void> {
  const contacts = accounts.flatMap((account) => account.contacts)
  const none = { leadRef: null, whoRef: null, firstName: null, lastName: null, fullName: null, phone: null, title: null, company: null }
  await takeTouches(
    ctx,
    sampleCampaigns.flatMap(({ id, name, begins }, place) =>
      contacts
        .filter((_, index) => index % 4 === place)
        .slice(0, listed)
        .map((contact) => ({
          ...{ externalId: null, ref: `${id} ${contact.id}`, campaign: { externalId: id, name }, status: 'Sent', responded: false },
          ...{ who: { ...none, contactRef: contact.id, email: contact.email, origin: null, at: null }, firstRespondedAt: null },
          ...{ at: at(begins), source: null, sourceModifiedAt: null, refs: {}, custom: {} },
        })),
    ),
  )
}

/** Made responses of people who came in with the files. */
async function pastResponses(ctx: Ctx, all: readonly MadeResponse[], reps: readonly Id<'member'>[]): Promise<PastResponse[]> {
  const people = await findPeople(
    ctx,
    all.map(({ email }) => ({ externalId: null, email, name: null, company: null })),
  )
  return all.flatMap(({ email: _, campaign, at, course, ...one }, place) => {
    const personId = people[place] as Id<'person'> | null | undefined
    const by = reps[course.rep]
    if (!personId || by === undefined) return []
    return [{ ...one, personId, at: later(ctx.now, at - millis(ctx.now)), campaign: campaign?.name ?? null, course: { ...course, by } }]
  })
}
