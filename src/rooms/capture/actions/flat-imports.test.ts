import { expect, test } from 'vitest'
import { testApp } from '#test/kit/app'
import { drafted, imported } from '#test/kit/importing'
import { rowsOf } from '#test/kit/records'

const flat = `Deal Name,Stage,Amount,Close Date,Company,Company Website,Company Industry,Contact Email,Contact First Name,Contact Last Name,Contact Phone,Company Country
Rollout,Proposal,12000,2025-05-01,Acme Inc,https://acme.example,Retail,Ada@Acme.example,Ada,Abe,01 234 5678,Austria
Renewal,Closed Won,5000,2025-03-01,ACME,,Retail,ada@acme.example,Ada,Abe,,Austria
Pilot,Proposal,700,2025-06-01,Beta GmbH,,Energy,bo@beta.example,Bo,Öz,+49 30 1234567,Germany
`

test('a flat file is split into deals, companies and people, each once', async () => {
  const app = await testApp()
  const draft = await drafted(app, [{ name: 'everything.csv', text: flat }])
  expect(draft.guess?.files[0]).toMatchObject({ kind: 'deal' })
  const done = await imported(app, [{ name: 'everything.csv', text: flat }])
  expect(done.result?.kinds).toMatchObject([{ kind: 'deal', rows: 3, create: 3, reject: 0 }])
  expect(done.result?.alsoMade).toEqual(
    expect.arrayContaining([
      { what: 'accounts', count: 2 },
      { what: 'people', count: 2 },
    ]),
  )
  expect(await rowsOf(app, 'SELECT name, website, industry, country FROM account ORDER BY name')).toEqual([
    { name: 'Acme Inc', website: 'https://acme.example', industry: 'Retail', country: 'Austria' },
    { name: 'Beta GmbH', website: null, industry: 'Energy', country: 'Germany' },
  ])
  expect(
    await rowsOf(
      app,
      'SELECT p.full_name, p.email_key, p.phone_key, a.name AS account FROM person p JOIN account a ON a.id = p.account_id ORDER BY p.full_name',
    ),
  ).toEqual([
    { full_name: 'Ada Abe', email_key: 'ada@acme.example', phone_key: '+4312345678', account: 'Acme Inc' },
    { full_name: 'Bo Öz', email_key: 'bo@beta.example', phone_key: '+49301234567', account: 'Beta GmbH' },
  ])
  const linked = await rowsOf(app, 'SELECT d.name, p.full_name AS person FROM deal d JOIN person p ON p.id = d.person_id ORDER BY d.name')
  expect(linked).toEqual([
    { name: 'Pilot', person: 'Bo Öz' },
    { name: 'Renewal', person: 'Ada Abe' },
    { name: 'Rollout', person: 'Ada Abe' },
  ])
  const again = await imported(app, [{ name: 'everything.csv', text: flat }])
  expect(again.result?.kinds).toMatchObject([{ create: 0, update: 0, skip: 3 }])
  expect(again.result?.alsoMade).toEqual([])
})

test('who is named alone in a deal is made once, and not when someone of the name is known in the company', async () => {
  const app = await testApp()
  await imported(app, [{ name: 'contacts.csv', text: 'First Name,Last Name,Email,Company Name\nAda,Abe,ada@acme.example,Acme Inc\n' }])
  const deals =
    'Deal Name,Stage,Amount,Company,Contact\nOne,Proposal,1,ACME,Ada Abe\nTwo,Proposal,2,Acme,Cy Cole\nThree,Proposal,3,Acme,Cy Cole\n'
  await imported(app, [{ name: 'deals.csv', text: deals }])
  expect(await rowsOf(app, 'SELECT p.full_name AS person FROM deal d JOIN person p ON p.id = d.person_id ORDER BY d.amount')).toEqual([
    { person: 'Ada Abe' },
    { person: 'Cy Cole' },
    { person: 'Cy Cole' },
  ])
  expect(await rowsOf(app, 'SELECT count(*)::int AS people FROM person')).toEqual([{ people: 2 }])
})

test('companies with the same name but for the legal form, or the same domain, are noted as one pair each, once', async () => {
  const app = await testApp()
  const header = 'Account ID,Account Name,Website,Billing City'
  await imported(app, [{ name: 'a.csv', text: `${header}\n1,Acme Inc,https://acme.example,Graz\n2,Borg Ltd,,Linz\n` }])
  const text = `${header}\n3,ACME LLC,www.acme.example,Wien\n4,Borg GmbH,,\n5,Sole Traders,https://sole.example,\n`
  const done = await imported(app, [{ name: 'b.csv', text }], undefined, { preview: true })
  expect(done.preview?.duplicates).toEqual(done.result?.duplicates)
  expect(done.result?.duplicates?.samples).toEqual([
    {
      kind: 'account',
      why: 'Same domain',
      first: { title: 'Acme Inc', details: ['acme.example', 'Graz'], where: 'Here already' },
      second: { title: 'ACME LLC', details: ['acme.example', 'Wien'], where: 'In these files' },
    },
    {
      kind: 'account',
      why: 'Same name but for the legal form',
      first: { title: 'Borg Ltd', details: ['Linz'], where: 'Here already' },
      second: { title: 'Borg GmbH', details: [], where: 'In these files' },
    },
  ])
  expect(await rowsOf(app, 'SELECT count(*)::int AS accounts FROM account')).toEqual([{ accounts: 5 }])
  const changed = await imported(app, [{ name: 'c.csv', text: `${header}\n3,ACME LLC,www.acme.example,Salzburg\n` }])
  expect(changed.result?.duplicates?.count).toBe(0)
  expect(await rowsOf(app, 'SELECT count(*)::int AS pairs FROM likely_duplicate')).toEqual([{ pairs: 2 }])
})

test('likely duplicates are noted side by side, inside the files and against the workspace, and nothing is merged', async () => {
  const app = await testApp()
  await imported(app, [
    {
      name: 'a.csv',
      text: 'Contact ID,First Name,Last Name,Email,Phone,Company Name\n1,Ada,Abe,ada@acme.example,+43 1 2345678,Acme Inc\n',
    },
  ])
  const text = `Contact ID,First Name,Last Name,Email,Phone,Company Name
2,Ada,Abe,a.abe@mail.example,0043 1 2345678,Other
3,ADA,abe,,,Acme
4,Bo,Berg,bo@x.example,,Xy Ltd
5,Bo,Berg,BO@X.EXAMPLE,,Elsewhere
`
  const done = await imported(app, [{ name: 'b.csv', text }], undefined, { preview: true })
  expect(done.preview?.duplicates).toEqual(done.result?.duplicates)
  expect(done.result?.duplicates?.count).toBe(3)
  expect(done.result?.duplicates?.samples).toEqual(
    expect.arrayContaining([
      {
        kind: 'person',
        why: 'Same address',
        first: { title: 'Bo Berg', details: ['bo@x.example'], where: 'b.csv, row 3' },
        second: { title: 'Bo Berg', details: ['bo@x.example'], where: 'b.csv, row 4' },
      },
      {
        kind: 'person',
        why: 'Same phone and name',
        first: { title: 'Ada Abe', details: ['ada@acme.example', '+43 1 2345678'], where: 'Here already' },
        second: { title: 'Ada Abe', details: ['a.abe@mail.example', '0043 1 2345678'], where: 'b.csv, row 1' },
      },
      expect.objectContaining({ why: 'Same name and company' }),
    ]),
  )
  expect(await rowsOf(app, 'SELECT count(*)::int AS people FROM person')).toEqual([{ people: 5 }])
  expect(await rowsOf(app, 'SELECT count(*)::int AS pairs FROM likely_duplicate')).toEqual([{ pairs: 3 }])
})
