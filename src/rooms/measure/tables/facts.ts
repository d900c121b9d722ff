/** The fact tables as data. Filled from PostgreSQL or straight from files; every metric reads these and nothing else. */

import { columns, type FactTable } from './fact-table.ts'
import { marketingTables } from './marketing.ts'

/**
 * `deal_id` is a number that holds within these facts; `record_id` is the record of the workspace, null for facts from files; `ref` is what people
 * recognise a record by: its id in the other system, or file and row. State: open, won or lost. `said_amount` and `said_currency` are what the deal
 * says where its amount was converted.
 */
export const factDeal: FactTable = {
  name: 'fact_deal',
  key: ['deal_id'],
  dimensionsOf: 'deal',
  columns: columns(`
    deal_id INTEGER
    record_id UUID
    ref VARCHAR
    name VARCHAR
    account VARCHAR
    owner VARCHAR
    pipeline VARCHAR
    stage VARCHAR
    state VARCHAR
    amount DECIMAL(18,4)
    currency VARCHAR
    said_amount DECIMAL(18,4)
    said_currency VARCHAR
    opened_on DATE
    closed_on DATE
    expected_on DATE`),
}

/**
 * One stay of one deal in one stage. Outcome: advanced, won, lost, moved_back or open; a stay that is not over has no left_on. `entered_seen` and
 * `left_seen` mark times that are the latest possible: a snapshot showed the move, no record tells when it was.
 */
export const factStageEntry: FactTable = {
  name: 'fact_stage_entry',
  key: ['deal_id', 'seq'],
  columns: columns(`
    deal_id INTEGER
    seq INTEGER
    stage VARCHAR
    position INTEGER
    entered_on TIMESTAMP
    left_on TIMESTAMP
    outcome VARCHAR
    next_stage VARCHAR
    entered_seen BOOLEAN
    left_seen BOOLEAN`),
}

/** `converted` is null where nobody knows. */
export const factLead: FactTable = {
  name: 'fact_lead',
  key: ['lead_id'],
  dimensionsOf: 'lead',
  columns: columns(`
    lead_id INTEGER
    record_id UUID
    ref VARCHAR
    name VARCHAR
    owner VARCHAR
    source VARCHAR
    status VARCHAR
    converted BOOLEAN
    created_on DATE
    converted_on DATE`),
}

/** The process in order. Kind: open, won or lost. The pipeline is empty text where the data has only one. */
export const stageTable: FactTable = {
  name: 'stage',
  key: ['pipeline', 'stage'],
  columns: columns(`
    pipeline VARCHAR
    stage VARCHAR
    position INTEGER
    kind VARCHAR`),
}

/** What the facts can be cut by; `key` is a slug and the only source of column names in metric SQL. */
export const dimensionTable: FactTable = {
  name: 'dimension',
  key: ['subject', 'key'],
  columns: columns(`
    subject VARCHAR
    key VARCHAR
    label VARCHAR
    origin VARCHAR
    values_count INTEGER`),
}

/**
 * Everything that the facts may come to be cut by: each column, own or reached, that some row has a value for. It stands in the
 * facts as `d_<key>`: the value, or the number of a bucket where there are too many values to be counted.
 */
export const cutTable: FactTable = {
  name: 'cut',
  key: ['subject', 'key'],
  columns: columns(`
    subject VARCHAR
    origin VARCHAR
    field VARCHAR
    custom BOOLEAN
    key VARCHAR
    buckets INTEGER`),
}

/** How many rows have each value of a cut, and what kind of value it is: from this the dimensions are chosen. */
export const cutValueTable: FactTable = {
  name: 'cut_value',
  key: ['subject', 'key', 'value'],
  columns: columns(`
    subject VARCHAR
    key VARCHAR
    value VARCHAR
    n BIGINT
    number BOOLEAN
    dated BOOLEAN
    length INTEGER`),
}

/** What is known of the data as a whole: as_of, currency, stage_source, watermark, shape. */
export const aboutTable: FactTable = { name: 'about', key: ['key'], columns: columns('key VARCHAR\nvalue VARCHAR') }

export const factTables = [
  factDeal,
  factStageEntry,
  factLead,
  stageTable,
  dimensionTable,
  cutTable,
  cutValueTable,
  aboutTable,
  ...marketingTables,
] as const
