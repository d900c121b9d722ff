import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestApp, testApp } from '#test/kit/app'
import { expectEveryRowOnce, lines, people, picked, type Row, recordsOf } from '#test/kit/import-files'
import { imported, takenBack } from '#test/kit/importing'
import type * as contract from '../contract.ts'

const campaigns = {
  name: 'campaigns.csv',
  text: lines('Campaign ID,Campaign Name,Budgeted Cost,Actual Cost', 'C1,Fair,100,90', 'C2,Webinar,50,50'),
}

describe('campaign members', () => {
  let app: TestApp & { close(): Promise<void> }
  let done: contract.Import
  const members = {
    name: 'members.csv',
    text: lines(
      'CampaignId,LeadId,ContactId,Email,Status,HasResponded,FirstRespondedDate,CreatedDate,Booth',
      'C1,,003A,,Responded,true,2025-03-02,2025-02-01,7',
      'C1,00Q1,,,Sent,false,,2025-02-01,',
      'C1,,,new@nova.com,Sent,false,,2025-02-03,',
      'C2,,,new@nova.com,Sent,false,,2025-02-02,',
      'C1,00Q9,,,Sent,false,,2025-02-01,',
      'C9,,003A,,Sent,false,,2025-02-01,',
      'C1,,003B,,Sent,false,,31.31.2025,',
    ),
  }

  beforeAll(async () => {
    app = await testApp()
    done = await imported(app, [members, ...people, campaigns])
  })
  afterAll(() => app.close())

  test('are touches of contacts and leads by their ids, with response and dates', async () => {
    const { touch = [], person = [], lead = [] } = await recordsOf(app)
    const idOf = (rows: Row[], externalId: string) => rows.find((row) => row.external_id === externalId)?.id
    expect(touch).toHaveLength(5)
    const ann = touch.find((each) => each.person_id === idOf(person, '003A'))
    expect(picked(ann, ['status', 'responded', 'custom'])).toEqual({ status: 'Responded', responded: true, custom: { Booth: '7' } })
    expect(String(ann?.first_responded_at)).toContain('2025-03-02')
    expect(touch.filter((each) => each.lead_id === idOf(lead, '00Q1'))).toHaveLength(1)
    // A date that cannot be read does not cost the row: the cell is kept.
    const bo = touch.find((each) => each.person_id === idOf(person, '003B'))
    expect(picked(bo, ['at', 'custom'])).toEqual({ at: null, custom: { CreatedDate: '31.31.2025' } })
  })

  test('whose campaign or person has only an id that is not known are returned with the reason, and nobody is made for them', () => {
    expectEveryRowOnce(done)
    const reasons = done.result?.rejected.map((each) => [each.row, each.reason])
    expect(reasons).toContainEqual([
      5,
      'There is no contact or lead with the id "00Q9". Import contacts and leads together with the campaign members, or before them.',
    ])
    expect(reasons).toContainEqual([
      6,
      'There is no campaign with the id "C9". Import the campaigns file together with this one, or before it.',
    ])
    expect(done.result?.kinds.find((each) => each.kind === 'campaign_member')).toMatchObject({ rows: 7, create: 5, reject: 2 })
  })

  test('who are not known are made once, won by the campaign that touched them first; an origin that is there stays', async () => {
    const { person = [] } = await recordsOf(app)
    expect(person.filter((each) => each.email === 'new@nova.com').map((each) => each.origin)).toEqual(['Webinar'])
    expect(person.find((each) => each.external_id === '003A')?.origin).toBe('Partner')
    expect(person.find((each) => each.external_id === '003B')?.origin).toBeNull()
  })

  test('of the same file again change nothing', async () => {
    const before = await recordsOf(app)
    const again = await imported(app, [members, ...people, campaigns])
    for (const kind of again.result?.kinds ?? []) expect(kind).toMatchObject({ create: 0, update: 0 })
    expect(await recordsOf(app)).toEqual(before)
  })
})

const memberReports: readonly (readonly [string, string])[] = [
  [
    'a Salesforce report',
    lines(
      'Campaign Name,Member Status,Responded,First Name,Last Name,Company,Email,Member First Associated Date',
      'Fair,Responded,1,Ann,Lee,Acme Inc,,2025-02-01',
    ),
  ],
  [
    'Zoho',
    lines(
      'Campaign Name,Lead First Name,Lead Last Name,Company,Status,Last Modified Time,Is Lead Active?',
      'Fair,Ann,Lee,ACME,Responded,"01 Feb, 2025 00:02:00",Yes',
    ),
  ],
  [
    'Marketo',
    lines(
      'Program Name,First Name,Last Name,Email Address,Company,Program Status,Reached Success,Membership Date',
      'Fair,Ann,Lee,ANN@acme.com,Acme,Attended,true,2025-02-01',
    ),
  ],
  [
    'a German report',
    lines('Kampagnenname;Vorname;Nachname;Unternehmen;E-Mail-Adresse;Mitgliedsstatus;Geantwortet', 'Fair;Ann;Lee;Acme GmbH;;Reagiert;Ja'),
  ],
  [
    'a Spanish report',
    lines(
      'Nombre de la campaña;Nombre;Apellidos;Empresa;Correo;Estado del miembro;Respondió',
      'Fair;Ann;Lee;Acme;ann@acme.com;Respondió;Sí',
    ),
  ],
  [
    'a French report',
    lines('Nom de la campagne;Prénom;Nom;Entreprise;E-mail;Statut du membre;A répondu', 'Fair;Ann;Lee;Acme;ann@acme.com;A répondu;Oui'),
  ],
]

test('members named by name and company, or by address, in a report of any vendor are the people and campaigns that are there', {
  timeout: 120_000,
}, async () => {
  const app = await testApp()
  const named = memberReports.map(([vendor]) => `C-${vendor},Fair of ${vendor},1`)
  await imported(app, [...people, { name: 'campaigns.csv', text: lines('Campaign ID,Campaign Name,Budgeted Cost', ...named) }])
  const before = await recordsOf(app)
  const done = await imported(
    app,
    memberReports.map(([vendor, text]) => ({ name: `${vendor}.csv`, text: text.replace('Fair', `Fair of ${vendor}`) })),
  )
  expectEveryRowOnce(done)
  expect(done.guess?.files.map((file) => file.kind)).toEqual(memberReports.map(() => 'campaign_member'))
  const { person, campaign = [], touch = [] } = await recordsOf(app)
  expect(person).toEqual(before.person)
  expect(campaign).toEqual(before.campaign)
  const ann = person?.find((each) => each.external_id === '003A')?.id
  expect(touch).toHaveLength(memberReports.length)
  for (const { id } of campaign) expect(touch.find((each) => each.campaign_id === id)).toMatchObject({ person_id: ann, responded: true })
})

test('a member known by a bare name is made once, and two alike in one file are two touches, the next time too', async () => {
  const app = await testApp()
  const text = lines('Campaign Name,Lead First Name,Lead Last Name,Status', 'Fair,Ann,Lee,Sent', 'Fair,Ann,Lee,Opened', 'Talk,Ann,Lee,Sent')
  const done = await imported(app, [{ name: 'members.csv', text }])
  expect(done.result?.alsoMade).toEqual(
    expect.arrayContaining([
      { what: 'campaigns', count: 2 },
      { what: 'person', count: 1 },
    ]),
  )
  const before = await recordsOf(app)
  expect(before.touch).toHaveLength(3)
  const again = await imported(app, [{ name: 'members.csv', text }])
  expect(again.result?.kinds).toMatchObject([{ create: 0, update: 0, skip: 3 }])
  expect(await recordsOf(app)).toEqual(before)
})

test('undo of an import of campaigns, members, costs and activities restores every row, those that it changed too', async () => {
  const app = await testApp()
  await imported(app, [...people, campaigns])
  const before = await recordsOf(app)
  const second = await imported(app, [
    { name: 'campaigns.csv', text: lines('Campaign ID,Campaign Name,Budgeted Cost,Actual Cost', 'C1,Fair,100,95', 'C3,Talk,1,1') },
    { name: 'members.csv', text: lines('CampaignId,ContactId,Email,Status', 'C1,003A,,Sent', 'C3,,zoe@zeta.com,Sent') },
    { name: 'spend.csv', text: lines('Campaign,Date,Cost', 'Fair,2025-03-01,5') },
    { name: 'tasks.csv', text: lines('Task Owner,Subject,Due Date,Status,Contact ID', 'Moss Ray,Call back,2025-03-09,Completed,003A') },
  ])
  expectEveryRowOnce(second)
  expect(second.result?.kinds.map((each) => [each.kind, each.create, each.update])).toEqual([
    ['campaign', 1, 1],
    ['campaign_member', 2, 0],
    ['campaign_cost', 1, 0],
    ['activity', 1, 0],
  ])
  expect(await recordsOf(app)).not.toEqual(before)
  expect(await takenBack(app, second.id)).toMatchObject({ undone: true, conflictCount: 0 })
  expect(await recordsOf(app)).toEqual(before)
})
