import { type Lent, lentColumns } from '#platform/analytics/lent'

/** Accounts and owners are lent under our own ids, so that two with one name stay two. */
export const lent: readonly Lent[] = [
  {
    kind: 'deal',
    from: `deal d LEFT JOIN account a ON a.id = d.account_id LEFT JOIN member m ON m.id = d.owner_id LEFT JOIN pipeline p ON p.id = d.pipeline_id
      LEFT JOIN stage s ON s.id = d.stage_id LEFT JOIN solution x ON x.id = d.solution_id`,
    id: 'd.id',
    columns: lentColumns(`
      external_id text d.external_id
      name text d.name
      account_name text a.name
      account_external_id text d.account_id::text
      owner_name text m.name
      owner_external_id text d.owner_id::text
      pipeline text coalesce(p.name,'')
      stage text s.name
      state text d.state
      product text x.name
      amount money d.amount
      currency text d.currency
      opened_at at d.opened_at
      closed_at at d.closed_at
      expected_on day d.expected_on
      source text d.source
      channel text d.channel
      type text d.type
      vertical text d.vertical
      territory text d.territory
      lost_reason text d.lost_reason
      lead_external_id text d.lead_ref
      campaign_name text NULL::text
      campaign_external_id text d.campaign_ref
      modified_at at d.source_modified_at
      custom text d.custom::text`),
    concerns: {
      deal: 'd.id = ANY($ids)',
      account: 'd.account_id = ANY($ids)',
      member: 'd.owner_id = ANY($ids)',
      pipeline: 'd.pipeline_id = ANY($ids)',
      stage: 'd.stage_id = ANY($ids)',
      solution: 'd.solution_id = ANY($ids)',
    },
    reaches: [
      { kind: 'account', column: 'id', by: 'd.account_id' },
      { kind: 'lead', column: 'external_id', by: 'd.lead_ref' },
    ],
  },
  {
    kind: 'stage_history',
    from: 'stage_entry e JOIN stage s ON s.id = e.stage_id',
    id: 'e.id',
    columns: lentColumns(`
      deal_record_id id e.deal_id
      stage text s.name
      entered_at at e.at
      known text e.known`),
    concerns: { stage_entry: 'e.id = ANY($ids)', stage: 'e.stage_id = ANY($ids)', deal: 'e.deal_id = ANY($ids)' },
    partOf: { kind: 'deal', id: 'e.deal_id', column: 'deal_id' },
  },
]

/** What a lead contract is tested on: the deals of accounts at any time, and which lead they came from. */
export const past: readonly Lent[] = [
  {
    kind: 'past_deal',
    from: 'deal d',
    id: 'd.id',
    columns: lentColumns(`
      external_id text d.external_id
      lead_ref text d.lead_ref
      account_id id d.account_id
      state text d.state
      opened_at at d.opened_at
      closed_at at d.closed_at`),
    concerns: { deal: 'd.id = ANY($ids)' },
  },
]
