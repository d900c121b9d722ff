import { describe, expect, test } from 'vitest'
import { testApp } from '#test/kit/app'
import { expectEveryRowOnce, lines, people, picked, type Row, recordsOf } from '#test/kit/import-files'
import { imported } from '#test/kit/importing'

const activityFiles: readonly (readonly [string, string, Row])[] = [
  [
    'Zoho calls',
    lines(
      'TASKID,Call Start Time,Call Duration (in seconds),Call Owner,Call Owner Id,Subject,Call Type,Call Purpose,Created Time,CONTACTID,ACCOUNTID,POTENTIALID,LEADID',
      'z1,2025-03-02 23:03:00,420,Kim Roe,,Zoho call,Outbound,Prospecting,2025-03-02 00:03:00,003A,,D1,',
    ),
    {
      external_id: 'z1',
      kind: 'call',
      direction: 'Outbound',
      duration_minutes: 7,
      done: true,
      with: '003A',
      deal: 'D1',
      custom: { 'Call Purpose': 'Prospecting' },
    },
  ],
  [
    'Zoho tasks',
    lines(
      'Task Owner,Subject,Created Time,Due Date,Status',
      'Kim Roe,Zoho task,"16 Apr, 2025 00:02:00","20 Aug, 2025 00:06:00",Not Started',
    ),
    { kind: 'task', at: null, done: false, owner: 'Kim Roe' },
  ],
  [
    'Salesforce',
    lines(
      'Id,WhoId,WhatId,OwnerId,Subject,Status,ActivityDate,TaskSubtype,CallDurationInSeconds,CallDisposition,IsClosed,Priority',
      '00T1,00Q1,D1,,Salesforce e-mail,Completed,2025-03-05,Email,,Interested,true,Normal',
    ),
    {
      external_id: '00T1',
      kind: 'email',
      done: true,
      outcome: 'Interested',
      with: 'cy@cygnus.com',
      lead: '00Q1',
      deal: 'D1',
      custom: { Priority: 'Normal' },
    },
  ],
  [
    'HubSpot',
    lines(
      'Engagement ID,Activity type,Meeting name,Start time,End time,Meeting outcome,Activity assigned to,Associated Contact IDs,Associated Deal',
      'h1,Meeting,HubSpot demo,2025-03-06 10:00,2025-03-06 10:45,Completed,Kim Roe,003B;003A,Pumps',
    ),
    { external_id: 'h1', kind: 'meeting', subject: 'HubSpot demo', duration_minutes: 45, outcome: 'Completed', with: '003B', deal: 'D1' },
  ],
  [
    'Pipedrive',
    lines(
      'Activity - Subject,Activity - Due date,Activity - Assigned to user,Activity - Note,Activity - Type,Activity - Done,Activity - Duration,Activity - Creation date,Deal,Organization,Contact person',
      'Pipedrive call,2025-03-07,Kim Roe,Wants a quote,Call,Done,00:30,2025-03-01,Pumps,ACME,Ann Lee',
    ),
    { kind: 'call', note: 'Wants a quote', done: true, duration_minutes: 30, with: '003A', deal: 'D1', account: 'Acme Inc.' },
  ],
  [
    'Marketo',
    lines(
      'activity_date,activity_type_id,campaign_id,campaign_run_id,id,lead_id,primary_attribute_value,user_agent',
      '2025-03-08T09:00:00Z,10,C1,5,m1,00Q1,Marketo opened,Firefox',
    ),
    {
      external_id: 'm1',
      subject: 'Marketo opened',
      campaign_ref: 'C1',
      lead: '00Q1',
      custom: { campaign_run_id: '5', user_agent: 'Firefox' },
    },
  ],
  [
    'Pardot',
    lines(
      'id,campaign_id,created_at,prospect_id,type,type_name,visitor_id,details',
      'p1,C1,2025-03-09T09:00:00Z,003A,4,Form handler,77,Demo request',
    ),
    { external_id: 'p1', kind: 'form', with: '003A', campaign_ref: 'C1' },
  ],
  [
    'German',
    lines(
      'Betreff;Aktivitätstyp;Datum;Zugewiesen an;Status;Dauer;Ansprechpartner;Firma',
      'Anruf wegen Messe;Anruf;08.03.2025;Kim Roe;Erledigt;15;Ann Lee;Acme GmbH',
    ),
    { kind: 'call', subject: 'Anruf wegen Messe', done: true, duration_minutes: 15, owner: 'Kim Roe', with: '003A' },
  ],
  [
    'Spanish',
    lines(
      'Asunto;Tipo de actividad;Fecha;Asignado a;Estado;Contacto;Empresa',
      'Llamada de prueba;Llamada;08/03/2025;Kim Roe;Completada;Ann Lee;Acme',
    ),
    { kind: 'call', subject: 'Llamada de prueba', done: true, with: '003A' },
  ],
]

describe('activities', () => {
  const deals = {
    name: 'deals.csv',
    text: lines(
      'Deal ID,Deal Name,Account Name,Deal Owner,Deal Stage,Amount,Create Date',
      'D1,Pumps,Acme Inc.,Kim Roe,Proposal,10,2025-01-10',
    ),
  }
  const files = activityFiles.map(([vendor, text]) => ({ name: `${vendor}.csv`, text }))

  test('of every vendor are kept with whom and about what they were; the same files again change nothing', {
    timeout: 120_000,
  }, async () => {
    const app = await testApp()
    // No date of the last file tells its order; it is asked, and answered here.
    const done = await imported(app, [...files, ...people, deals], { files: [{ file: files.length - 1, dateOrder: 'dmy' }] })
    expectEveryRowOnce(done)
    expect(done.guess?.files.slice(0, files.length).map((file) => [file.name, file.kind])).toEqual(
      files.map((file) => [file.name, 'activity']),
    )
    const rows = await recordsOf(app)
    const { activity = [], person = [], deal = [], lead = [], account = [], member = [] } = rows
    const by = (all: Row[], id: unknown, key: string) => all.find((each) => each.id === id)?.[key]
    expect(activity).toHaveLength(files.length)
    for (const [vendor, text, expected] of activityFiles) {
      const row = activity.find((each) =>
        'external_id' in expected ? each.external_id === expected.external_id : text.includes(String(each.subject)),
      )
      const known = {
        ...row,
        with: by(person, row?.person_id, 'external_id') ?? by(person, row?.person_id, 'email'),
        deal: by(deal, row?.deal_id, 'external_id'),
        lead: by(lead, row?.lead_id, 'external_id'),
        account: by(account, row?.account_id, 'name'),
        owner: by(member, row?.owner_id, 'name'),
      }
      expect({ vendor, ...picked(known, Object.keys(expected)) }).toEqual({ vendor, ...expected })
    }
    const again = await imported(app, [...files, ...people, deals])
    for (const kind of again.result?.kinds ?? []) expect(kind).toMatchObject({ create: 0, update: 0 })
    expect(await recordsOf(app)).toEqual(rows)
  })

  test('about a deal that is not here yet are taken, and find it when the same file comes again', async () => {
    const app = await testApp()
    const calls = {
      name: 'calls.csv',
      text: lines('TASKID,Call Start Time,Subject,Call Type,POTENTIALID,CONTACTID', 'z1,2025-03-02 23:03:00,Call,Inbound,D1,999'),
    }
    await imported(app, [calls])
    expect((await recordsOf(app)).activity).toMatchObject([
      { deal_id: null, person_id: null, refs: { deal_external_id: 'D1', contact_external_id: '999' } },
    ])
    await imported(app, [deals])
    const again = await imported(app, [calls])
    expect(again.result?.kinds).toMatchObject([{ update: 1 }])
    const { activity, deal } = await recordsOf(app)
    expect(activity?.[0]?.deal_id).toBe(deal?.[0]?.id)
  })

  test('without an id that look alike stay different records', async () => {
    const app = await testApp()
    const text = lines(
      'Task Owner,Subject,Created Time,Due Date,Status',
      'Kim,Call,2025-04-16,2025-08-20,Completed',
      'Kim,Call,2025-04-16,2025-09-02,Completed',
    )
    await imported(app, [{ name: 'tasks.csv', text }])
    const before = await recordsOf(app)
    expect(before.activity).toHaveLength(2)
    await imported(app, [{ name: 'tasks.csv', text }])
    expect(await recordsOf(app)).toEqual(before)
  })
})
