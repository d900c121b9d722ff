import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Day } from '#kernel/time'
import { type Duck, openDuck } from '#platform/analytics/duck'
import type { SetGuess } from '../shapes.ts'
import { stageFiles } from './stage-files.ts'

const data = fileURLToPath(new URL('../../../../../shared/data', import.meta.url))
const today = '2026-11-21' as Day

/** What these tests read of expected.json; each data set has its own part of it. */
interface Expected {
  rows: Record<string, number>
  by_region: Record<string, { won: number }>
  potentials: { by_stage: Record<string, number>; stage_amount_usd: Record<string, number> }
}

/** The four data sets as they are. They are not part of the project: where ../shared/data is missing, these tests are skipped. */
function dataSet(folder: string, body: (at: { duck: () => Duck; guess: () => SetGuess; expected: () => Expected }) => void): void {
  describe.skipIf(!existsSync(`${data}/${folder}`))(`${folder} as it is (../shared/data)`, () => {
    let duck: Duck
    let guess: SetGuess
    beforeAll(async () => {
      const files = readdirSync(`${data}/${folder}`)
        .filter((name) => name.endsWith('.csv'))
        .map((name) => ({ name, path: `${data}/${folder}/${name}` }))
      duck = await openDuck({ readable: files.map((file) => file.path) })
      guess = await stageFiles(duck, files, { today })
    }, 120_000)
    afterAll(() => duck.close())
    test('every row of every file is in one bucket', () => {
      for (const { counts, name } of guess.files) {
        const { rows, ...buckets } = counts
        expect([name, Object.values(buckets).reduce((sum, count) => sum + count, 0)]).toEqual([name, rows])
      }
    })
    body({ duck: () => duck, guess: () => guess, expected: () => JSON.parse(readFileSync(`${data}/${folder}/expected.json`, 'utf8')) })
  })
}

const kinds = (guess: SetGuess) => Object.fromEntries(guess.files.map((file) => [file.name, file.kind]))
const rows = (guess: SetGuess) => Object.fromEntries(guess.files.map((file) => [file.name.replace('.csv', ''), file.counts.rows]))
const mapped = (guess: SetGuess, name: string) => {
  const file = guess.files.find((each) => each.name === name)
  return Object.fromEntries(
    file?.mapping.map((each) => [file.columns[each.column]?.name, each.stage ? `${each.field}:${each.stage}` : each.field]) ?? [],
  )
}

dataSet('maven-crm', ({ duck, guess, expected }) => {
  test('the files are recognised', () => {
    expect(kinds(guess())).toEqual({
      'accounts.csv': 'account',
      'data_dictionary.csv': 'other',
      'products.csv': 'product',
      'sales_pipeline.csv': 'deal',
      'sales_teams.csv': 'user',
    })
    expect(rows(guess())).toMatchObject(expected().rows)
  })

  test('the columns of the deals are mapped, engage_date to the stage that it is about', () => {
    expect(mapped(guess(), 'sales_pipeline.csv')).toEqual({
      opportunity_id: 'external_id',
      sales_agent: 'owner_name',
      product: 'product',
      account: 'account_name',
      deal_stage: 'stage',
      engage_date: 'entered:Engaging',
      close_date: 'close_date',
      close_value: 'amount',
    })
    expect(mapped(guess(), 'sales_teams.csv')).toEqual({ sales_agent: 'full_name', manager: 'manager', regional_office: 'territory' })
  })

  test('won, lost and open deals and their money are those that were published', async () => {
    const found =
      await duck().all(`SELECT state, count(*) AS deals, sum(amount) AS amount, count(closed_at) AS closed, count(opened_at) AS opened
      FROM staged.deal WHERE reject IS NULL GROUP BY state ORDER BY state`)
    expect(found).toEqual([
      { state: 'lost', deals: 2473, amount: '0', closed: 2473, opened: 2473 },
      { state: 'open', deals: 2089, amount: null, closed: 0, opened: 1589 },
      { state: 'won', deals: 4238, amount: '10005534', closed: 4238, opened: 4238 },
    ])
    const cycle = await duck().one(`SELECT avg(date_diff('day', opened_at, closed_at)) AS days FROM staged.deal WHERE state = 'won'`)
    expect(cycle?.days).toBeCloseTo(51.782, 3)
  })

  test('the process is in order', () => {
    expect(guess().stages.map(({ stage, position, kind, deals }) => [stage, position, kind, deals])).toEqual([
      ['Prospecting', 0, 'open', 500],
      ['Engaging', 1, 'open', 1589],
      ['Won', 2, 'won', 4238],
      ['Lost', 3, 'lost', 2473],
    ])
  })

  test('files find each other: sector from accounts, series from products, region and manager from teams', async () => {
    const found = await duck().all(`SELECT u.territory AS region, count(*) FILTER (state = 'won') AS won FROM staged.deal d
      JOIN staged.user u ON norm_key(u.full_name) = norm_key(d.owner_name) GROUP BY 1 ORDER BY 1`)
    const regions = expected().by_region
    expect(found).toEqual(Object.entries(regions).map(([region, { won }]) => ({ region, won })))
    const gtk =
      await duck().one(`SELECT count(DISTINCT d.account_name) AS accounts FROM staged.deal d JOIN staged.product p ON norm_key(p.name) = norm_key(d.product)
      WHERE p.name = 'GTK 500' AND d.state = 'won'`)
    expect(gtk?.accounts).toBe(12)
    const sectors = await duck().one(
      `SELECT count(*) AS found FROM staged.deal d JOIN staged.account a ON norm_company(a.name) = norm_company(d.account_name) WHERE a.industry IS NOT NULL`,
    )
    expect(sectors?.found).toBe(8800 - 1425)
    expect(guess().joins.map(({ from, to, values, matched }) => [from, to, values, matched])).toEqual([
      ['deal.account_name', 'account.name', 85, 85],
      ['deal.owner_name', 'user.full_name', 30, 30],
      ['deal.product', 'product.name', 7, 7],
    ])
  })

  test('the latest day is the one of the data, and nothing has to be asked', () => {
    expect(guess().asOf).toBe('2017-12-31')
    expect(guess().questions).toEqual([])
  })
})

dataSet('zoho-crm-sample', ({ duck, guess, expected }) => {
  test('the files are recognised as what they are, from Zoho', () => {
    expect(kinds(guess())).toEqual({
      'Accounts.csv': 'account',
      'Calls.csv': 'activity',
      'Campaign_Lead_Status.csv': 'campaign_member',
      'Campaigns.csv': 'campaign',
      'Cases.csv': 'case',
      'Contacts.csv': 'person',
      'Events.csv': 'activity',
      'Leads.csv': 'lead',
      'Potentials.csv': 'deal',
      'Quotes.csv': 'quote',
      'Tasks.csv': 'activity',
      'Users.csv': 'user',
    })
    expect(new Set(guess().files.map((file) => file.vendor))).toEqual(new Set(['zoho']))
    expect(rows(guess())).toEqual(expected().rows)
  })

  test('won, lost and open deals and their money are those that were published', async () => {
    const found = await duck().all(
      `SELECT stage, count(*) AS deals, sum(amount) AS amount FROM staged.deal WHERE reject IS NULL GROUP BY 1 ORDER BY 1`,
    )
    const { potentials } = expected()
    expect(found.map((row) => [row.stage, row.deals, Number(row.amount)])).toEqual(
      Object.entries(potentials.stage_amount_usd).map(([stage, amount]) => [stage, potentials.by_stage[stage], amount]),
    )
    const states = await duck().all('SELECT state, count(*) AS deals FROM staged.deal WHERE reject IS NULL GROUP BY 1 ORDER BY 1')
    expect(states).toEqual([
      { state: 'lost', deals: 485 },
      { state: 'open', deals: 1722 },
      { state: 'won', deals: 1425 },
    ])
  })

  test('dates in words are read, and the closing date of an open deal is an expectation', async () => {
    const first = await duck().one(
      'SELECT opened_at, closed_at, expected_on, amount, currency, lead_external_id FROM staged.deal WHERE row_no = 1',
    )
    expect(first).toEqual({
      opened_at: '2021-04-15T00:02:00.000Z',
      closed_at: null,
      expected_on: '2021-04-16',
      amount: '22700',
      currency: 'USD',
      lead_external_id: '1832',
    })
  })

  test('deals without an id have a name of their own that does not depend on their row', async () => {
    expect(await duck().one('SELECT count(DISTINCT ref) AS refs, count(*) FILTER (ref IS NULL) AS missing FROM staged.deal')).toEqual({
      refs: 3632,
      missing: 0,
    })
  })

  test('leads, users and contacts are read', async () => {
    expect(await duck().one('SELECT count(*) AS leads, count(*) FILTER (converted) AS converted FROM staged.lead')).toEqual({
      leads: 3900,
      converted: 3632,
    })
    expect(await duck().one("SELECT full_name, email FROM staged.user WHERE external_id = '1003'")).toEqual({
      full_name: 'Lazar Mathew',
      email: 'lazar@finepick.com',
    })
    expect(guess().joins.find((join) => join.from === 'deal.lead_external_id')).toMatchObject({ values: 3632, matched: 3632 })
  })

  test('the process is in its usual order', () => {
    expect(guess().stages.map((each) => each.stage)).toEqual([
      ...[
        'Prospect',
        'Qualification',
        'Needs Analysis',
        'Initial Offer',
        'Proposal/Price Quote',
        'Negotiation/Review',
        'Closed Won',
        'Closed Lost',
      ],
    ])
  })
})

dataSet('xeducation-leads', ({ duck, guess }) => {
  test('leads are read, the trailing empty column is left out and all others are kept', async () => {
    const [file] = guess().files
    expect(file?.kind).toBe('lead')
    expect(file?.counts).toEqual({ rows: 9240, staged: 9240, deleted: 0, rejected: 0, duplicates: 0, left_out: 0 })
    expect(file?.columns).toHaveLength(38)
    expect(file?.mapping[37]).toMatchObject({ field: 'ignore', why: 'The column has no values.' })
    expect(file?.mapping.filter((each) => each.field === 'ignore')).toHaveLength(1)
    expect(await duck().one('SELECT count(*) FILTER (converted) AS converted FROM staged.lead')).toEqual({ converted: 3561 })
    const tags = await duck().one(`SELECT count(*) FILTER (json_extract_string(custom, '$.Tags') IS NULL) AS blank FROM staged.lead`)
    expect(tags?.blank).toBe(3353)
  })

  test('there are no dates, so there is no day to look from', () => expect(guess().asOf).toBeNull())
})

dataSet('olist-funnel', ({ duck, guess }) => {
  test('leads and won deals are recognised', () => {
    expect(kinds(guess())).toMatchObject({
      'olist_closed_deals_dataset.csv': 'deal',
      'olist_marketing_qualified_leads_dataset.csv': 'lead',
      'olist_sellers_dataset.csv': 'account',
      'product_category_name_translation.csv': 'other',
    })
    expect(guess().files.find((file) => file.name.startsWith('product_category'))?.bom).toBe(true)
  })

  test('a lead is converted when a deal names it, and origins count as published', async () => {
    expect(guess().convertedByDeals).toBe(842)
    const found = await duck().all(
      `SELECT source, count(*) AS leads, count(*) FILTER (converted) AS won FROM staged.lead WHERE source IN ('paid_search', 'email') GROUP BY 1 ORDER BY 1`,
    )
    expect(found).toEqual([
      { source: 'email', leads: 493, won: 15 },
      { source: 'paid_search', leads: 1586, won: 195 },
    ])
    const days = await duck().one(
      `SELECT median(date_diff('day', l.created_at, d.closed_at)) AS median FROM staged.deal d JOIN staged.lead l ON l.external_id = d.lead_external_id`,
    )
    expect(days?.median).toBe(14)
  })

  test('a file of nothing but won deals has no lost ones', async () => {
    expect(await duck().all('SELECT state, count(*) AS deals FROM staged.deal GROUP BY 1')).toEqual([{ state: 'won', deals: 842 }])
  })
})

describe.skipIf(!existsSync(`${data}/crm-export-headers`))('rows of connectors (../shared/data/crm-export-headers)', () => {
  test('a list of stages, deals and stage history work together', async () => {
    const folder = `${data}/crm-export-headers/fivetran-seeds`
    const files = readdirSync(folder)
      .filter((name) => name.endsWith('.csv'))
      .map((name) => ({ name, path: `${folder}/${name}` }))
    const duck = await openDuck({ readable: [folder] })
    const guess = await stageFiles(duck, files, { today })
    expect(kinds(guess)).toMatchObject({
      'hubspot_deal.csv': 'deal',
      'hubspot_deal_stage.csv': 'stage_history',
      'hubspot_deal_pipeline_stage.csv': 'stage',
      'hubspot_company.csv': 'account',
      'hubspot_contact.csv': 'person',
      'salesforce_opportunity.csv': 'deal',
      'salesforce_opportunity_history.csv': 'stage_history',
      'salesforce_account.csv': 'account',
      'salesforce_task.csv': 'activity',
    })
    // Salesforce's opportunities are all marked deleted: kept, counted, and in no number.
    expect(guess.files.find((file) => file.name === 'salesforce_opportunity.csv')?.counts).toMatchObject({
      rows: 10,
      staged: 0,
      deleted: 10,
    })
    expect(guess.joins.find((join) => join.from === 'stage_history.deal_name')).toMatchObject({ values: 10, matched: 10 })
    duck.close()
  })
})
