/* over 300 lines because it holds one set of files for each way in which systems tell history */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Day } from '#kernel/time'
import { type Duck, openDuck } from '#platform/analytics/duck'
import { listWorkspaces } from '#platform/store/workspaces'
import { fillFromStaged } from '#rooms/measure/actions/fill-from-staged'
import { withFacts } from '#rooms/measure/actions/follow'
import { readDiagnosis } from '#rooms/plan/contract'
import { type TestApp, testApp } from '#test/kit/app'
import { imported } from '#test/kit/importing'
import type { Import } from '../contract.ts'
import { stageFiles } from './stage-files.ts'

type Files = Readonly<Record<string, readonly string[]>>

let app: TestApp & { close(): Promise<void> }
beforeAll(async () => {
  app = await testApp()
}, 60_000)
afterAll(() => app.close())

const asTexts = (files: Files) => Object.entries(files).map(([name, lines]) => ({ name, text: `${lines.join('\n')}\n` }))
const imports = (files: Files): Promise<Import> => imported(app, asTexts(files))
const tally = (done: Import, kind = 'stage_history') => done.result?.kinds.find((each) => each.kind === kind)

async function asked(sql: string, params: unknown[]): Promise<Record<string, unknown>[]> {
  const { services } = app.served.app
  const [workspace] = await services.database.inPublic(listWorkspaces)
  if (!workspace) throw new Error('The app has no workspace.')
  return await services.database.inWorkspace(workspace, (tx) => tx.query(sql, params))
}

/** The stages of a deal as "stage day how it is known", in time. */
async function stagesOf(deal: string): Promise<string[]> {
  const rows = await asked(
    `SELECT s.name || ' ' || (e.at AT TIME ZONE 'UTC')::date || ' ' || e.known AS line FROM stage_entry e JOIN stage s ON s.id = e.stage_id
     JOIN deal d ON d.id = e.deal_id WHERE d.external_id = $1 OR d.name = $1 ORDER BY e.at, s.position`,
    [deal],
  )
  return rows.map(({ line }) => String(line))
}

/** The values of a deal over time as "field value day how it is known". */
async function valuesOf(deal: string): Promise<string[]> {
  const rows = await asked(
    `SELECT v.field || ' ' || coalesce(v.value, 'empty') || ' ' || (v.at AT TIME ZONE 'UTC')::date || ' ' || v.known AS line FROM deal_value v
     JOIN deal d ON d.id = v.deal_id WHERE d.external_id = $1 OR d.name = $1 ORDER BY v.field, v.at`,
    [deal],
  )
  return rows.map(({ line }) => String(line))
}

const staysSql = (refs: readonly string[]) =>
  `SELECT f.ref, e.stage, e.entered_on, e.left_on, e.outcome, e.next_stage, e.entered_seen, e.left_seen FROM fact_stage_entry e JOIN fact_deal f USING (deal_id)
   WHERE f.ref IN (${refs.map((ref) => `'${ref}'`).join(', ')}) ORDER BY f.ref, e.seq`

/** The stays of deals as the workspace has them, and as the same files give them without a server. */
async function staysOf(files: Files, refs: readonly string[]) {
  const { services } = app.served.app
  const [workspace] = await services.database.inPublic(listWorkspaces)
  if (!workspace) throw new Error('The app has no workspace.')
  const kept = await withFacts(services, workspace, (duck) => duck.all(staysSql(refs)))
  const folder = mkdtempSync(join(tmpdir(), 'history-test-'))
  const duck: Duck = await openDuck({ readable: [folder] })
  try {
    const given = asTexts(files).map(({ name, text }) => ({ name, path: join(folder, name), text }))
    for (const { path, text } of given) writeFileSync(path, text)
    const guess = await stageFiles(duck, given, { today: '2026-01-15' as Day })
    await fillFromStaged(duck, guess, { today: '2026-01-15' })
    return { kept, fromFiles: await duck.all(staysSql(refs)) }
  } finally {
    duck.close()
    rmSync(folder, { recursive: true })
  }
}

const salesforceDeals = (id: string, name: string) => [
  'Id,Name,StageName,Amount,CloseDate,CreatedDate,IsWon,IsClosed,IsDeleted',
  `${id},${name},Closed Won,1200,2025-03-10,2025-01-02T09:00:00.000Z,true,true,false`,
]

/** One deal each, that went from Qualification through Proposal to Closed Won, as each system tells it. */
const formats: readonly { what: string; deal: string; files: Files; stages: readonly string[]; values: readonly string[] }[] = [
  {
    what: 'OpportunityHistory of Salesforce, one row for each save',
    deal: '006A',
    files: {
      'Opportunity.csv': salesforceDeals('006A', 'Pumps'),
      'OpportunityHistory.csv': [
        'Id,OpportunityId,CreatedById,CreatedDate,StageName,Amount,ExpectedRevenue,CloseDate,Probability,ForecastCategory,IsDeleted,SystemModstamp',
        '008A3,006A,U1,2025-03-10T10:00:00.000Z,Closed Won,1200,1200,2025-03-10,100,Closed,false,2025-03-10T10:00:00.000Z',
        '008A1,006A,U1,2025-01-02T09:00:00.000Z,Qualification,1000,100,2025-03-31,10,Pipeline,false,2025-02-01T09:00:00.000Z',
        '008A2,006A,U1,2025-02-01T09:00:00.000Z,Proposal,1200,900,2025-03-31,75,Pipeline,false,2025-03-10T10:00:00.000Z',
      ],
    },
    stages: ['Qualification 2025-01-02 entered', 'Proposal 2025-02-01 entered', 'Closed Won 2025-03-10 entered'],
    values: [
      'amount 1000 2025-01-02 entered',
      'amount 1200 2025-02-01 entered',
      'amount 1200 2025-03-10 entered',
      'close_on 2025-03-31 2025-01-02 entered',
      'close_on 2025-03-31 2025-02-01 entered',
      'close_on 2025-03-10 2025-03-10 entered',
    ],
  },
  {
    what: 'OpportunityFieldHistory of Salesforce, one row for each changed field',
    deal: '006B',
    files: {
      'Opportunity.csv': salesforceDeals('006B', 'Valves'),
      'OpportunityFieldHistory.csv': [
        'Id,IsDeleted,OpportunityId,CreatedById,CreatedDate,Field,OldValue,NewValue',
        '1,false,006B,U1,2025-01-02T09:00:00.000Z,created,,',
        '2,false,006B,U1,2025-02-01T09:00:00.000Z,StageName,Qualification,Proposal',
        '3,false,006B,U1,2025-02-02T09:00:00.000Z,Amount,1000,1200',
        '4,false,006B,U1,2025-02-03T09:00:00.000Z,Owner,Kim,Lee',
        '5,false,006B,U1,2025-02-03T10:00:00.000Z,CloseDate,2025-03-31,2025-03-10',
        '6,false,006B,U1,2025-03-10T10:00:00.000Z,StageName,Proposal,Closed Won',
      ],
    },
    stages: ['Qualification 2025-01-02 opened', 'Proposal 2025-02-01 entered', 'Closed Won 2025-03-10 entered'],
    values: [
      'amount 1000 2025-01-02 opened',
      'amount 1200 2025-02-02 entered',
      'close_on 2025-03-31 2025-01-02 opened',
      'close_on 2025-03-10 2025-02-03 entered',
    ],
  },
  {
    what: 'the report Opportunity History of Salesforce, by the name of the deal',
    deal: 'Hoses',
    files: {
      'Opportunity.csv': salesforceDeals('006C', 'Hoses'),
      'Opportunity History.csv': [
        'Opportunity Owner,Opportunity Name,Stage Duration,From Stage,To Stage,Amount,Probability (%),Close Date,Last Modified By,Last Modified',
        'Kim,Hoses,30,,Qualification,1000,10%,3/31/2025,Kim,"1/2/2025, 9:00 AM"',
        'Kim,Hoses,37,Qualification,Proposal,1200,75%,3/31/2025,Kim,"2/1/2025, 9:00 AM"',
        'Kim,Hoses,0,Proposal,Closed Won,1200,100%,3/10/2025,Kim,"3/10/2025, 10:00 AM"',
      ],
    },
    stages: ['Qualification 2025-01-02 entered', 'Proposal 2025-02-01 entered', 'Closed Won 2025-03-10 entered'],
    values: [
      'amount 1000 2025-01-02 entered',
      'amount 1200 2025-02-01 entered',
      'amount 1200 2025-03-10 entered',
      'close_on 2025-03-31 2025-01-02 entered',
      'close_on 2025-03-31 2025-02-01 entered',
      'close_on 2025-03-10 2025-03-10 entered',
    ],
  },
  {
    what: 'columns "Date entered" of HubSpot',
    deal: '7001',
    files: {
      'hubspot-crm-exports-all-deals-2025-11-28.csv': [
        'Record ID,Deal Name,Pipeline,Deal Stage,Amount,Close Date,Create Date,Deal owner,"Date entered ""Qualification (Sales Pipeline)""","Date entered ""Proposal (Sales Pipeline)""","Date entered ""Closed Won (Sales Pipeline)""","Date exited ""Proposal (Sales Pipeline)"""',
        '7001,Bolts,Sales Pipeline,Closed Won,1200,2025-03-10 10:00,2025-01-02 09:00,Kim,2025-01-02 09:00,2025-02-01 09:00,2025-03-10 10:00,2025-03-10 10:00',
      ],
    },
    stages: ['Qualification 2025-01-02 entered', 'Proposal 2025-02-01 entered', 'Closed Won 2025-03-10 entered'],
    values: [],
  },
  {
    what: 'properties hs_v2_date_entered and hs_date_entered of HubSpot, by the id of the stage',
    deal: '7002',
    files: {
      'deals.csv': [
        'Record ID,dealname,pipeline,dealstage,amount,closedate,createdate,hs_v2_date_entered_qualifiedtobuy,properties.hs_date_entered_contractsent,hs_v2_date_entered_closedwon,hs_v2_date_exited_closedwon',
        '7002,Nuts,default,closedwon,1200,2025-03-10T10:00:00Z,2025-01-02T09:00:00Z,1735808400000,2025-02-01T09:00:00Z,2025-03-10T10:00:00Z,',
      ],
    },
    stages: ['qualifiedtobuy 2025-01-02 entered', 'contractsent 2025-02-01 entered', 'closedwon 2025-03-10 entered'],
    values: [],
  },
  {
    what: 'the history of deal properties of HubSpot',
    deal: '7003',
    files: {
      'hubspot_deals.csv': [
        'Record ID,Deal Name,Deal Stage,Amount,Close Date,Create Date',
        '7003,Nails,Closed Won,1200,2025-03-10 10:00,2025-01-02 09:00',
      ],
      'deal_property_history.csv': [
        'deal_id,timestamp,_fivetran_synced,source,name,source_id,value',
        '7003,2025-01-02 09:00:00,2025-06-01 00:00:00,CRM,dealstage,1,Qualification',
        '7003,2025-01-02 09:00:00,2025-06-01 00:00:00,CRM,amount,1,1000',
        '7003,2025-01-02 09:00:00,2025-06-01 00:00:00,CRM,dealname,1,Nails',
        '7003,2025-02-01 09:00:00,2025-06-01 00:00:00,CRM,dealstage,1,Proposal',
        '7003,2025-03-10 10:00:00,2025-06-01 00:00:00,CRM,dealstage,1,Closed Won',
        '7003,2025-03-10 10:00:00,2025-06-01 00:00:00,CRM,closedate,1,2025-03-10',
      ],
    },
    stages: ['Qualification 2025-01-02 entered', 'Proposal 2025-02-01 entered', 'Closed Won 2025-03-10 entered'],
    values: ['amount 1000 2025-01-02 entered', 'close_on 2025-03-10 2025-03-10 entered'],
  },
  {
    what: 'Stage History of Zoho, by the name of the deal',
    deal: 'Screws',
    files: {
      'Potentials.csv': [
        'POTENTIALID,Potential Name,Stage,Amount,Closing Date,Created Time,Potential Owner',
        'zcrm_1,Screws,Closed Won,1200,2025-03-10,2025-01-02 09:00:00,Kim',
      ],
      'Stage History.csv': [
        'Potential Name,Stage,Amount,Probability,Expected Revenue,Closing Date,Duration,Modified Time,Modified By',
        'Screws,Closed Won,1200,100,1200,2025-03-10,0,2025-03-10 10:00:00,Kim',
        'Screws,Proposal,1200,75,900,2025-03-31,37,2025-02-01 09:00:00,Kim',
        'Screws,Qualification,1000,10,100,2025-03-31,30,2025-01-02 09:00:00,Kim',
      ],
    },
    stages: ['Qualification 2025-01-02 entered', 'Proposal 2025-02-01 entered', 'Closed Won 2025-03-10 entered'],
    values: [
      'amount 1000 2025-01-02 entered',
      'amount 1200 2025-02-01 entered',
      'amount 1200 2025-03-10 entered',
      'close_on 2025-03-31 2025-01-02 entered',
      'close_on 2025-03-31 2025-02-01 entered',
      'close_on 2025-03-10 2025-03-10 entered',
    ],
  },
  {
    what: 'the flow of deals of Pipedrive',
    deal: '41',
    files: {
      'pipedrive deals.csv': [
        'Deal - Pipedrive System ID,Deal - Title,Deal - Stage,Deal - Value,Deal - Status,Deal - Won time,Deal - Deal created',
        '41,Rivets,Proposal,1200,Won,2025-03-10 10:00:00,2025-01-02 09:00:00',
        '42,Clamps,Proposal,50,Open,,2025-03-02 09:00:00',
      ],
      'deal flow.csv': [
        'item_id,user_id,field_key,old_value,new_value,old_value_formatted,new_value_formatted,log_time',
        '41,5,stage_id,1,2,Qualification,Proposal,2025-02-01 09:00:00',
        '41,5,value,1000,1200,"1,000","1,200",2025-02-02 09:00:00',
        '41,5,status,open,won,Open,Won,2025-03-10 10:00:00',
      ],
    },
    stages: ['Qualification 2025-01-02 opened', 'Proposal 2025-02-01 entered'],
    values: ['amount 1000 2025-01-02 opened', 'amount 1200 2025-02-02 entered'],
  },
  {
    what: 'a plain list of deal, stage and day',
    deal: 'P1',
    files: {
      'deals.csv': ['Deal ID,Deal Name,Stage,Amount,Created,Close Date', 'P1,Rods,Closed Won,1200,2025-01-02,2025-03-10'],
      'stages over time.csv': [
        'Deal ID,Stage,Entered on',
        'P1,Qualification,2025-01-02',
        'P1,Proposal,2025-02-01',
        'P1,Closed Won,2025-03-10',
      ],
    },
    stages: ['Qualification 2025-01-02 entered', 'Proposal 2025-02-01 entered', 'Closed Won 2025-03-10 entered'],
    values: [],
  },
]

describe('a history file', () => {
  test.each(formats.map((format) => [format.what, format] as const))(
    '%s becomes stage entries and values, and gives the stays that the files give',
    { timeout: 60_000 },
    async (_, { deal, files, stages, values }) => {
      const done = await imports(files)
      expect(done.failure).toBeNull()
      expect(done.result?.rejected).toEqual([])
      for (const kind of done.result?.kinds ?? [])
        expect(kind.create + kind.update + kind.skip + kind.reject + kind.duplicate + kind.deleted + kind.leftOut).toBe(kind.rows)
      expect(await stagesOf(deal)).toEqual(stages)
      expect(await valuesOf(deal)).toEqual(values)
      const [row] = await asked('SELECT external_id FROM deal WHERE external_id = $1 OR name = $1', [deal])
      const { kept, fromFiles } = await staysOf(files, [String(row?.external_id)])
      expect(kept).toEqual(fromFiles)
      expect(kept).toMatchObject([{ stage: stages[0]?.split(' ')[0], outcome: 'advanced' }, { outcome: 'won' }])
      const again = await imports(files)
      expect(again.result?.kinds.map(({ create, update, reject }) => ({ create, update, reject }))).toEqual(
        (again.result?.kinds ?? []).map(() => ({ create: 0, update: 0, reject: 0 })),
      )
    },
  )

  test('counts rows about other fields as left out, never as errors', { timeout: 60_000 }, async () => {
    const done = await imports({
      'OpportunityFieldHistory.csv': [
        'Id,OpportunityId,CreatedDate,Field,OldValue,NewValue',
        '1,006B,2025-02-01T09:00:00.000Z,StageName,Qualification,Proposal',
        '2,006B,2025-02-03T09:00:00.000Z,Owner,Kim,Lee',
        '3,006B,2025-02-04T09:00:00.000Z,NextStep,,Call',
      ],
    })
    expect(tally(done)).toMatchObject({ rows: 3, skip: 1, leftOut: 2, reject: 0 })
  })

  test('returns a new amount that is no number, and a row that does not say when', { timeout: 60_000 }, async () => {
    const done = await imports({
      'OpportunityFieldHistory.csv': [
        'Id,OpportunityId,CreatedDate,Field,OldValue,NewValue',
        '1,006B,2025-02-01T09:00:00.000Z,Amount,1000,a lot',
        '2,006B,,StageName,Qualification,Proposal',
        '3,006B,2025-02-01T09:00:00.000Z,StageName,Qualification,Proposal',
        '4,006B,2025-02-02T09:00:00.000Z,StageName,Qualification,Proposal',
      ],
    })
    const returned = await (await app.raw(`/api/v1/imports/${done.id}/rejected`)).text()
    expect(returned).toContain('NewValue is ""a lot"", which is no number')
    expect(returned).toContain('The row does not say what changed, or when.')
    expect(tally(done)).toMatchObject({ rows: 4, reject: 2 })
  })

  test('that comes before its deals is returned with the reason, and can come again after them', { timeout: 60_000 }, async () => {
    const deals = [
      'Deal ID,Deal Name,Stage,Amount,Created',
      'Q1,Tubes,Proposal,1200,2025-01-02',
      'Q2,Twins,Proposal,5,2025-01-02',
      'Q3,Twins,Proposal,6,2025-01-02',
    ]
    const history = {
      'history.csv': [
        'Deal ID,Deal Name,Stage,Entered on',
        'Q1,,Qualification,2025-01-02',
        'Q1,,Proposal,2025-02-01',
        ',Twins,Proposal,2025-02-01',
      ],
    }
    const early = await imports(history)
    expect(tally(early)).toMatchObject({ create: 0, reject: 3 })
    expect(early.result?.rejected[0]?.reason).toBe(
      'There is no deal with the id "Q1". Import the deals first, or together with the history, and then this row again.',
    )
    await imports({ 'deals.csv': deals })
    const later = await imports(history)
    expect(tally(later)).toMatchObject({ create: 2, reject: 1 })
    expect(later.result?.rejected[0]?.reason).toContain('There are 2 deals with the name "Twins", and the row has no id.')
    expect(await stagesOf('Q1')).toEqual(['Qualification 2025-01-02 entered', 'Proposal 2025-02-01 entered'])
  })

  test('in pieces, the newest first, tells the stage since the opening once', { timeout: 60_000 }, async () => {
    await imports({ 'deals.csv': ['Deal ID,Deal Name,Stage,Amount,Created', 'R1,Cords,Negotiation,1200,2025-01-02'] })
    const piece = (...rows: string[]) => ({ 'OpportunityFieldHistory.csv': ['OpportunityId,CreatedDate,Field,OldValue,NewValue', ...rows] })
    await imports(piece('R1,2025-03-01,StageName,Proposal,Negotiation'))
    expect(await stagesOf('R1')).toEqual(['Proposal 2025-01-02 opened', 'Negotiation 2025-03-01 entered'])
    await imports(piece('R1,2025-02-01,StageName,Qualification,Proposal'))
    expect(await stagesOf('R1')).toEqual([
      'Qualification 2025-01-02 opened',
      'Proposal 2025-02-01 entered',
      'Negotiation 2025-03-01 entered',
    ])
  })
})

describe('a later export of the same deals', () => {
  const export1 = [
    'Deal ID,Deal Name,Stage,Amount,Created,Close Date',
    'S1,Ropes,Qualification,100,2025-01-02,2025-04-01',
    'S2,Cogs,Proposal,10,2025-01-20,',
  ]
  const export2 = [
    'Deal ID,Deal Name,Stage,Amount,Created,Close Date',
    'S1,Ropes,Proposal,150,2025-01-02,2025-05-01',
    'S2,Cogs,Proposal,10,2025-01-20,',
    'S3,Belts,Proposal,10,2025-02-20,',
  ]

  test('adds to the history what was before, and is seen in numbers for what it is', { timeout: 60_000 }, async () => {
    await imports({ 'january.csv': export1 })
    await imports({ 'february.csv': export2 })
    expect(await stagesOf('S1')).toEqual(['Qualification 2025-01-20 seen_by', 'Proposal 2025-02-20 seen_by'])
    expect(await valuesOf('S1')).toEqual([
      'amount 100 2025-01-20 seen_by',
      'amount 150 2025-02-20 seen_by',
      'close_on 2025-04-01 2025-01-20 seen_by',
      'close_on 2025-05-01 2025-02-20 seen_by',
    ])
    expect(await stagesOf('S2')).toEqual([])
    const { kept } = await staysOf({ 'february.csv': export2 }, ['S1'])
    expect(kept).toMatchObject([
      { stage: 'Qualification', outcome: 'advanced', entered_seen: true, left_seen: true },
      { stage: 'Proposal', outcome: 'open', entered_seen: true, left_seen: false },
    ])
    const { diagnosis } = await app.call(readDiagnosis, {})
    expect(diagnosis?.limits.find((limit) => limit.key === 'seen_moves')?.says).toMatch(
      /^Of \d+ entries into stages, 2 are known only from/,
    )
  })

  test('gives way to a history that knows the days', { timeout: 60_000 }, async () => {
    await imports({ 'history.csv': ['Deal ID,Stage,Entered on', 'S1,Qualification,2025-01-02', 'S1,Proposal,2025-02-03'] })
    expect(await stagesOf('S1')).toEqual(['Qualification 2025-01-02 entered', 'Proposal 2025-02-03 entered'])
  })
})

test('deals are linked to the contact whom they name, who is made when nobody of that name is known there', {
  timeout: 60_000,
}, async () => {
  await imports({
    'contacts.csv': [
      'Contact ID,First Name,Last Name,Email,Account Name',
      'C1,Ann,Lee,ann@acme.example,Acme',
      'C2,Bo,Ray,bo@acme.example,Acme',
    ],
    'deals.csv': [
      'Deal ID,Deal Name,Account Name,Contact ID,Contact Name,Stage,Amount,Created',
      'T1,One,Acme,C1,,Proposal,1,2025-01-02',
      'T2,Two,Acme,,Bo Ray,Proposal,1,2025-01-02',
      'T3,Three,Acme,,Nobody Known,Proposal,1,2025-01-02',
    ],
  })
  const rows = await asked(
    "SELECT d.external_id AS deal, p.full_name AS person FROM deal d LEFT JOIN person p ON p.id = d.person_id WHERE d.external_id LIKE 'T_' ORDER BY 1",
    [],
  )
  expect(rows).toEqual([
    { deal: 'T1', person: 'Ann Lee' },
    { deal: 'T2', person: 'Bo Ray' },
    { deal: 'T3', person: 'Nobody Known' },
  ])
})

const headerFile = resolve(import.meta.dirname, '../../../../../shared/data/crm-export-headers/headers.json')
describe.skipIf(!existsSync(headerFile))(
  `real headers of history exports${existsSync(headerFile) ? '' : ' (skipped: ../shared/data is not there)'}`,
  () => {
    const values: Readonly<Record<string, string>> = {
      OpportunityId: '006D',
      CreatedDate: '2025-02-01T09:00:00.000Z',
      StageName: 'Proposal',
      Amount: '1200',
      CloseDate: '2025-03-31',
      PrevAmount: '1000',
      PrevCloseDate: '2025-03-01',
      Field: 'StageName',
      OldValue: 'Qualification',
      NewValue: 'Proposal',
    }

    test.each(['api_opportunity_history', 'api_opportunity_field_history'])('%s become entries', { timeout: 60_000 }, async (layout) => {
      const all = JSON.parse(readFileSync(headerFile, 'utf8')) as { salesforce: Record<string, { headers: string[] }> }
      const headers = all.salesforce[layout]?.headers ?? []
      const done = await imports({
        'Opportunity.csv': salesforceDeals('006D', 'Chains'),
        [`${layout}.csv`]: [headers.join(','), headers.map((header) => values[header] ?? '').join(',')],
      })
      expect(tally(done)).toMatchObject({ rows: 1, reject: 0, leftOut: 0 })
      expect(await stagesOf('006D')).toContain('Proposal 2025-02-01 entered')
    })
  },
)
