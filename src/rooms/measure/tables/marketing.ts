import { columns, type FactTable } from './fact-table.ts'

/** Facts of what marketing did, beside those of deals and leads. Filled by the same SQL from PostgreSQL or from files. */

/**
 * `campaign_key` says which campaign it is here: our own id, or that of a file; `label` is the name, made unique. `cost` is what was recorded as spent:
 * the actual cost of the campaign, else the sum of its cost rows (`cost_from`: actual or rows; null where neither is known). A budget is no cost.
 */
export const factCampaign: FactTable = {
  name: 'fact_campaign',
  key: ['campaign_id'],
  columns: columns(`
    campaign_id INTEGER
    record_id UUID
    campaign_key VARCHAR
    ref VARCHAR
    name VARCHAR
    label VARCHAR
    type VARCHAR
    channel VARCHAR
    status VARCHAR
    owner VARCHAR
    starts_on DATE
    ends_on DATE
    cost DECIMAL(18,4)
    cost_from VARCHAR
    currency VARCHAR`),
}

/** A person whom a campaign reached. `responded` is null where nobody says; `touched_on` is the day of the response, else of the touch. */
export const factTouch: FactTable = {
  name: 'fact_touch',
  key: ['touch_id'],
  columns: columns(`
    touch_id INTEGER
    record_id UUID
    campaign_key VARCHAR
    ref VARCHAR
    name VARCHAR
    lead_ref VARCHAR
    account_key VARCHAR
    responded BOOLEAN
    touched_on DATE`),
}

/** A company that is known, whether anybody worked on it or not. `targeted` is null where no column of the accounts says it. */
export const factAccount: FactTable = {
  name: 'fact_account',
  key: ['account_id'],
  columns: columns(`
    account_id INTEGER
    record_id UUID
    account_key VARCHAR
    name VARCHAR
    owner VARCHAR
    targeted BOOLEAN`),
}

/**
 * What a deal or lead names, word for word: the account that it belongs to; of a deal also the lead that it came from and the campaign, of a lead the deal
 * that came from it. Some systems write the one, some the other.
 */
export const factLink: FactTable = {
  name: 'fact_link',
  key: ['subject', 'id'],
  columns: columns(`
    subject VARCHAR
    id INTEGER
    account_key VARCHAR
    lead_ref VARCHAR
    deal_said VARCHAR
    campaign_said VARCHAR`),
}

/** A campaign that touched a deal before it was opened: how it is known (named, lead, account), and whether it was the first or the last that did. */
export const factCredit: FactTable = {
  name: 'fact_credit',
  key: ['deal_id', 'campaign_id'],
  columns: columns(`
    deal_id INTEGER
    campaign_id INTEGER
    how VARCHAR
    first BOOLEAN
    last BOOLEAN`),
}

export const marketingTables = [factCampaign, factTouch, factAccount, factLink, factCredit] as const
