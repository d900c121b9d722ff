import { bareId } from '#kernel/source-system'
import type { Taken } from '#kernel/taken'
import type { Instant } from '#kernel/time'
import type { Ctx } from '#platform/action/context'
import { type Incoming, takeRows } from '#platform/ledger/take'
import { type WhoRef, whoIs } from '#rooms/leads/actions/who-is'
import { recogniser } from '../rules.ts'
import * as store from '../store.ts'
import { touches } from '../tables.ts'
import { type CampaignRef, ensureCampaigns } from './take-campaigns.ts'

/** A member of a campaign, or a response to it, as a file describes it. */
export interface TouchIn {
  readonly externalId: string | null
  /** What the reader of files calls the row. */
  readonly ref: string
  readonly campaign: CampaignRef
  readonly who: WhoRef
  readonly status: string | null
  readonly responded: boolean | null
  readonly firstRespondedAt: Instant | null
  readonly at: Instant | null
  readonly source: string | null
  readonly sourceModifiedAt: Instant | null
  readonly refs: Record<string, string>
  readonly custom: Record<string, string>
}

/**
 * Takes campaign members and responses. They are known by the CRM's id, else by campaign and person. A campaign that is not known is made from
 * its name, a person from their address or name: such a person was won by the campaign, unless the row names another source.
 */
export async function takeTouches(ctx: Ctx, rows: readonly TouchIn[]): Promise<Taken[]> {
  const campaigns = await ensureCampaigns(
    ctx,
    rows.map((row) => row.campaign),
  )
  // Nobody is made for a row that is returned.
  const usable = rows.flatMap((row, index) => {
    const campaign = campaigns[index]
    return campaign && 'id' in campaign ? [{ row, index, campaign }] : []
  })
  const people = await whoIs(
    ctx,
    usable.map(({ row, campaign }) => ({ ...row.who, origin: row.source ?? campaign.name, at: row.at })),
  )
  const found = new Map(
    usable.flatMap(({ index, campaign }, place) => {
      const { personId = null, leadId = null } = people[place] ?? {}
      return personId === null ? [] : [[index, { campaignId: campaign.id, personId, leadId }] as const]
    }),
  )
  const known = await store.touchesBy(ctx.tx, {
    externalIds: [...new Set(rows.map((row) => row.externalId).filter((id) => id !== null))],
    campaignIds: [...new Set([...found.values()].map((each) => each.campaignId))],
    personIds: [...new Set([...found.values()].map((each) => each.personId))],
  })
  const between = (ids: { campaignId: string; personId: string }) => `${ids.campaignId} ${ids.personId}`
  const recognise = recogniser(known.map((touch) => ({ ...touch, group: between(touch) })))
  const incoming = rows.map((row, index): Incoming<typeof touches> => {
    const { campaign: _campaign, who: _who, ref, ...rest } = row
    const ids = found.get(index)
    if (ids) {
      const { key, externalId } = recognise({ externalId: row.externalId, ref, group: between(ids) })
      return { key, row: { ...rest, ...ids, externalId } as Incoming<typeof touches>['row'] }
    }
    const campaign = campaigns[index]
    const reject = campaign && 'why' in campaign ? campaign.why : nobody(row.who)
    return { key: null, row: rest as Incoming<typeof touches>['row'], reject }
  })
  return await takeRows(ctx, { table: touches, existing: new Map(known.map((touch) => [touch.id, touch])) }, incoming)
}

function nobody(who: WhoRef): string {
  const id = who.contactRef ?? who.leadRef ?? who.whoRef
  return id === null
    ? 'The row names nobody: it has no id, no e-mail address and no name of a person.'
    : `There is no contact or lead with the id "${bareId(id)}". Import contacts and leads together with the campaign members, or before them.`
}
