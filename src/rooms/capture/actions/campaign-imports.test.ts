import { describe, expect, test } from 'vitest'
import { testApp } from '#test/kit/app'
import { expectEveryRowOnce, lines, picked, type Row, recordsOf } from '#test/kit/import-files'
import { imported } from '#test/kit/importing'

const campaignFiles: readonly (readonly [string, string, Row])[] = [
  [
    'Salesforce',
    lines(
      'Campaign ID,Campaign Name,Campaign Type,Status,Start Date,End Date,Budgeted Cost,Actual Cost,Campaign Owner,Parent Campaign,Num Sent',
      '7011,Spring fair,Trade Show,In Progress,2025-03-01,2025-03-04,"12,000.00","13,450.75",Kim Roe,Fairs,4000',
    ),
    {
      external_id: '7011',
      name: 'Spring fair',
      type: 'Trade Show',
      status: 'In Progress',
      starts_on: '2025-03-01',
      ends_on: '2025-03-04',
      budgeted_cost: 12000,
      actual_cost: 13450.75,
      parent_ref: 'Fairs',
      custom: { 'Num Sent': '4000' },
    },
  ],
  [
    'HubSpot',
    lines(
      'Campaign ID,Campaign name,Campaign owner,Start date,End date,Campaign status,Budget total,Spend total,Currency,Campaign goal',
      'c-9,Webinar series,Kim Roe,2025-05-01,2025-06-30,active,5000,4200.5,EUR,Demos',
    ),
    {
      external_id: 'c-9',
      name: 'Webinar series',
      status: 'active',
      budgeted_cost: 5000,
      actual_cost: 4200.5,
      currency: 'EUR',
      custom: { 'Campaign goal': 'Demos' },
    },
  ],
  [
    'Zoho',
    lines(
      'CAMPAIGNID,Campaign Name,Type,Status,Created Time,Start Date,End Date,Expected Revenue,Budgeted Cost,Actual Cost',
      '24,Dashboard,Email,Planning,2021-04-24,2021-04-24,2021-05-08,"$1,117.10K",$273.64K,$357.80K',
    ),
    { external_id: '24', type: 'Email', expected_revenue: 1117100, budgeted_cost: 273640, actual_cost: 357800, currency: 'USD' },
  ],
  [
    'Pardot',
    lines('id,_fivetran_deleted,cost,name', '55,false,1200,Newsletter'),
    { external_id: '55', name: 'Newsletter', actual_cost: 1200 },
  ],
  [
    'Marketo',
    lines(
      'id,channel,created_at,description,end_date,name,sfdc_id,start_date,status,type,workspace',
      '1001,Webinar,2025-01-02T10:00:00Z,Long,2025-02-02,Winter talk,,2025-02-01,locked,event,Default',
    ),
    {
      external_id: '1001',
      name: 'Winter talk',
      channel: 'Webinar',
      type: 'event',
      starts_on: '2025-02-01',
      custom: { description: 'Long', workspace: 'Default' },
    },
  ],
  [
    'German Salesforce',
    lines(
      'Kampagnenname;Typ;Status;Startdatum;Enddatum;Budgetierte Kosten;Tatsächliche Kosten;Kampagneninhaber',
      'Messe München;Messe;Geplant;01.09.2025;05.09.2025;12.500,00;13.000,50;Kim Roe',
    ),
    { external_id: null, name: 'Messe München', type: 'Messe', starts_on: '2025-09-01', budgeted_cost: 12500, actual_cost: 13000.5 },
  ],
  [
    'Spanish',
    lines(
      'Nombre de la campaña;Tipo;Estado;Fecha de inicio;Fecha de fin;Coste presupuestado;Coste real',
      'Feria de otoño;Feria;Activa;15/09/2025;18/09/2025;8.000,00;7.250,25',
    ),
    { name: 'Feria de otoño', starts_on: '2025-09-15', budgeted_cost: 8000, actual_cost: 7250.25 },
  ],
  [
    'French',
    lines(
      'Nom de la campagne;Type;Statut;Date de début;Date de fin;Coût budgété;Coût réel',
      'Salon de Lyon;Salon;En cours;15/09/2025;18/09/2025;8000,00;7250,25',
    ),
    { name: 'Salon de Lyon', ends_on: '2025-09-18', budgeted_cost: 8000, actual_cost: 7250.25 },
  ],
]

describe('campaigns', () => {
  test('of every vendor come in with their dates and costs, and every other column as a custom field', { timeout: 120_000 }, async () => {
    const app = await testApp()
    const done = await imported(
      app,
      campaignFiles.map(([vendor, text]) => ({ name: `${vendor}.csv`, text })),
    )
    expectEveryRowOnce(done)
    expect(done.guess?.files.map((file) => [file.name, file.kind])).toEqual(campaignFiles.map(([vendor]) => [`${vendor}.csv`, 'campaign']))
    const { campaign = [] } = await recordsOf(app)
    expect(campaign).toHaveLength(campaignFiles.length)
    for (const [, , expected] of campaignFiles) {
      const found = campaign.find((each) => ('name' in expected ? each.name === expected.name : each.external_id === expected.external_id))
      expect(picked(found, Object.keys(expected))).toEqual(expected)
    }
  })

  test('of one name without an id in one file stay two, and are the same two the next time', async () => {
    const app = await testApp()
    const text = lines(
      'Campaign Name,Start Date,Actual Cost,Budgeted Cost',
      'Newsletter,2025-01-01,100,110',
      'Newsletter,2025-02-01,120,110',
    )
    await imported(app, [{ name: 'campaigns.csv', text }])
    const before = await recordsOf(app)
    expect(before.campaign?.map((each) => each.actual_cost)).toEqual([100, 120])
    const again = await imported(app, [{ name: 'campaigns.csv', text }])
    expect(again.result?.kinds).toMatchObject([{ kind: 'campaign', create: 0, update: 0, skip: 2 }])
    expect(await recordsOf(app)).toEqual(before)
  })

  test('get the id that a later file gives them, and keep their name when a file has only the id', async () => {
    const app = await testApp()
    await imported(app, [{ name: 'campaigns.csv', text: lines('Campaign Name,Budgeted Cost', 'Newsletter,100') }])
    await imported(app, [{ name: 'campaigns.csv', text: lines('Campaign ID,Campaign Name,Budgeted Cost', 'C1,Newsletter,100') }])
    await imported(app, [{ name: 'campaigns.csv', text: lines('Campaign ID,Campaign Name,Budgeted Cost', 'C1,,150') }])
    const { campaign } = await recordsOf(app)
    expect(campaign?.map((each) => [each.external_id, each.name, each.budgeted_cost])).toEqual([['C1', 'Newsletter', 150]])
  })

  test('cost by day and item; the same day again corrects the amount', async () => {
    const app = await testApp()
    const text = lines(
      'Campaign,Ad group,Day,Cost,Currency code,Clicks',
      'Search,Brand,2025-03-01,12.50,EUR,9',
      'Search,Rivals,2025-03-01,30,EUR,4',
      'Search,Brand,2025-03-02,11,EUR,8',
    )
    const done = await imported(app, [{ name: 'ads.csv', text }])
    expectEveryRowOnce(done)
    expect(done.result?.kinds).toMatchObject([{ kind: 'campaign_cost', create: 3 }])
    expect(done.result?.alsoMade).toContainEqual({ what: 'campaign', count: 1 })
    const corrected = await imported(app, [{ name: 'ads.csv', text: text.replace('11,EUR', '11.40,EUR') }])
    expect(corrected.result?.kinds).toMatchObject([{ update: 1, skip: 2 }])
    const { campaign_cost: costs } = await recordsOf(app)
    expect(costs?.map((each) => [each.spent_on, each.what, each.amount, each.currency, each.custom])).toEqual([
      ['2025-03-01', 'Brand', 12.5, 'EUR', { Clicks: '9' }],
      ['2025-03-01', 'Rivals', 30, 'EUR', { Clicks: '4' }],
      ['2025-03-02', 'Brand', 11.4, 'EUR', { Clicks: '8' }],
    ])
  })
})
