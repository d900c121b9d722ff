import { normKey } from '#kernel/normal'
import { bareId } from '#kernel/source-system'
import type { Taken } from '#kernel/taken'
import type { Day, Instant } from '#kernel/time'
import type { Ctx } from '#platform/action/context'
import { type Incoming, takeRows } from '#platform/ledger/take'
import { ensureMembers } from '#rooms/workspace/actions'
import { type Recognition, recogniser } from '../rules.ts'
import * as store from '../store.ts'
import { campaigns } from '../tables.ts'

/** How a record names its campaign. */
export interface CampaignRef {
  readonly externalId: string | null
  readonly name: string | null
}

/** A campaign as a file describes it. Amounts are decimal text. */
export interface CampaignIn extends CampaignRef {
  /** What the reader of files calls the row. */
  readonly ref: string
  readonly type: string | null
  readonly channel: string | null
  readonly status: string | null
  readonly startsOn: Day | null
  readonly endsOn: Day | null
  readonly budgetedCost: string | null
  readonly actualCost: string | null
  readonly expectedRevenue: string | null
  readonly currency: string | null
  readonly parentRef: string | null
  readonly ownerExternalId: string | null
  readonly ownerName: string | null
  readonly madeAt: Instant | null
  readonly sourceModifiedAt: Instant | null
  readonly custom: Record<string, string>
}

/** Takes campaigns. They are known by the CRM's id, else by their name. */
export async function takeCampaigns(ctx: Ctx, rows: readonly CampaignIn[]): Promise<Taken[]> {
  const { existing, recognise } = await campaignBook(ctx, rows)
  const owners = await ensureMembers(
    ctx,
    rows.map((row) => ({ externalId: row.ownerExternalId, name: row.ownerName })),
  )
  const begun = new Set(existing.keys())
  const incoming = rows.map((row, index): Incoming<typeof campaigns> => {
    const { ownerExternalId: _id, ownerName: _owner, ref, ...rest } = row
    const { key = null, externalId = null } = recognise(row, ref) ?? {}
    // An id stands in for a missing name only where the campaign is made, never over a name that is known.
    const name = row.name ?? (key !== null && begun.has(key) ? null : row.externalId)
    if (key !== null) begun.add(key)
    return {
      key,
      row: {
        ...rest,
        externalId,
        name,
        nameKey: name === null ? null : normKey(name),
        ownerId: owners[index] ?? null,
      } as Incoming<typeof campaigns>['row'],
      ...(key === null ? { reject: 'This campaign has neither a name nor an id.' } : {}),
    }
  })
  return await takeRows(ctx, { table: campaigns, existing }, incoming)
}

/** A campaign that a record names; without one, the reason. */
export type CampaignFound = { readonly id: string; readonly name: string } | { readonly why: string }

/** The campaign behind each record; one that is not known is made from its name. A bare id of no campaign is a reason to return the record. */
export async function ensureCampaigns(ctx: Ctx, refs: readonly CampaignRef[]): Promise<CampaignFound[]> {
  const { existing, recognise } = await campaignBook(ctx, refs)
  const keyOf = (ref: CampaignRef) => recognise(ref, '')?.key ?? null
  const missing = refs.flatMap((ref): Incoming<typeof campaigns>[] => {
    const { externalId, name } = ref
    if (name === null || normKey(name) === '') return []
    const key = keyOf(ref)
    if (key === null || existing.has(key)) return []
    return [{ key, row: { externalId, name, nameKey: normKey(name), custom: {} } }]
  })
  await takeRows(ctx, { table: campaigns, existing }, missing)
  return refs.map((ref) => {
    const key = keyOf(ref)
    const campaign = key === null ? undefined : existing.get(key)
    if (campaign) return { id: campaign.id, name: campaign.name }
    return {
      why:
        ref.externalId === null
          ? 'The row names no campaign.'
          : `There is no campaign with the id "${bareId(ref.externalId)}". Import the campaigns file together with this one, or before it.`,
    }
  })
}

async function campaignBook(ctx: Ctx, refs: readonly CampaignRef[]) {
  const groupOf = (ref: CampaignRef) => normKey(ref.name ?? '')
  const found = await store.campaignsBy(ctx.tx, {
    externalIds: [...new Set(refs.map((ref) => ref.externalId).filter((id) => id !== null))],
    nameKeys: [...new Set(refs.map(groupOf).filter((key) => key !== ''))],
  })
  const existing = new Map<string, Pick<store.Campaign, 'id' | 'name'>>(found.map((campaign) => [campaign.id, campaign]))
  const known = recogniser(found.map((campaign) => ({ ...campaign, group: campaign.nameKey })))
  const recognise = (campaign: CampaignRef, ref: string): Recognition | null => {
    const group = groupOf(campaign)
    if (campaign.externalId === null && group === '') return null
    // Without a name there is no group to be found in; its own id is as good as none.
    return known({ externalId: campaign.externalId, ref, group: group === '' ? `id ${campaign.externalId}` : group })
  }
  return { existing, recognise }
}
