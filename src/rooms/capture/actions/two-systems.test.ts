import { describe, expect, test, vi } from 'vitest'
import { type TestApp, testApp } from '#test/kit/app'
import { expectEveryRowOnce, lines, picked, type Row, recordsOf } from '#test/kit/import-files'
import { drafted, imported, settled, takenBack } from '#test/kit/importing'
import * as contract from '../contract.ts'

vi.setConfig({ testTimeout: 120_000 })

/** Both systems count from 1. Kim Roe works with both; Acme and Ann Lee are customers in both. */
const first = [
  { name: 'users.csv', text: lines('User ID,Full Name,Email', '1,Kim Roe,kim@us.example', '2,Lou Day,lou@us.example') },
  {
    name: 'accounts.csv',
    text: lines('Account ID,Account Name,Website', '1,Acme Inc,acme.example', '2,Borealis,borealis.example', '3,Cygnus,cygnus.example'),
  },
  {
    name: 'contacts.csv',
    text: lines(
      'Contact ID,First Name,Last Name,Email,Account ID,Contact Owner ID',
      '1,Ann,Lee,ann@acme.example,1,1',
      '2,Bo,Ek,bo@borealis.example,2,2',
      '3,Cy,Fox,cy@cygnus.example,3,1',
    ),
  },
  {
    name: 'deals.csv',
    text: lines(
      'Deal ID,Deal Name,Account ID,Contact ID,Owner ID,Stage,Amount,Create Date',
      '1,Acme pumps,1,1,1,Won,100,2025-01-13',
      '2,Borealis pipes,2,2,2,Demo,200,2025-01-14',
    ),
  },
] as const
const second = [
  { name: 'users.csv', text: lines('User ID,Full Name,Email', '1,Max Poe,max@us.example', '2,Kim Roe,kim@us.example') },
  {
    name: 'accounts.csv',
    text: lines('Account ID,Account Name,Website', '1,Dynamo,dynamo.example', '2,ACME,acme.example', '3,Everest,everest.example'),
  },
  {
    name: 'contacts.csv',
    text: lines(
      'Contact ID,First Name,Last Name,Email,Account ID,Contact Owner ID',
      '1,Di,Oh,di@dynamo.example,1,1',
      '2,Ed,Poe,ed@everest.example,3,2',
      '3,Ann,Lee,ANN@acme.example,2,2',
    ),
  },
  {
    name: 'deals.csv',
    text: lines(
      'Deal ID,Deal Name,Account ID,Contact ID,Owner ID,Stage,Amount,Create Date',
      '1,Dynamo belts,1,1,1,Demo,300,2025-01-15',
      '2,Acme taps,2,3,2,Won,400,2025-01-16',
    ),
  },
] as const

const question = (read: contract.Import) => read.guess?.questions.find((each) => each.asks === 'system')
const by = (rows: readonly Row[] | undefined, column: string) => (value: unknown) => rows?.find((row) => row[column] === value)

/** Previews and runs an import that was read. */
async function goOn(app: TestApp, importId: contract.Import['id']): Promise<contract.Import> {
  await app.call(contract.previewImport, { importId })
  await settled(app, importId)
  await app.call(contract.runImport, { importId })
  return await settled(app, importId)
}

/** Reads files, says which system they are from, and imports them. */
async function from(app: TestApp, system: string, files: typeof first | typeof second): Promise<contract.Import> {
  return await imported(app, files, { system })
}

describe('files of a second system with the same small ids', () => {
  test('are not imported before somebody says whose ids they are, with records side by side', async () => {
    const app = await testApp()
    await imported(app, first)
    const before = await recordsOf(app)
    const read = await drafted(app, second)
    expect(question(read)).toMatchObject({
      must: true,
      text: '3 of 3 ids of accounts that are already known belong to other names. Are these files from another system?',
      pairs: [
        { id: '1', here: 'Acme Inc, acme.example', file: 'Dynamo, dynamo.example' },
        { id: '2', here: 'Borealis, borealis.example', file: 'ACME, acme.example' },
        { id: '3', here: 'Cygnus, cygnus.example', file: 'Everest, everest.example' },
      ],
    })
    await expect(app.call(contract.previewImport, { importId: read.id })).rejects.toThrow('409 3 of 3 ids of accounts')
    await expect(app.call(contract.runImport, { importId: read.id, withoutPreview: 'true' })).rejects.toThrow('409 3 of 3 ids of accounts')
    expect(await recordsOf(app)).toEqual(before)
  })

  test('stand by themselves under a name; people, companies and owners of both are one record that keeps its id', async () => {
    const app = await testApp()
    await imported(app, first)
    const before = await recordsOf(app)
    const read = await drafted(app, second)
    await app.call(contract.correctImport, { importId: read.id, system: 'pipedrive' })
    expect(question(await settled(app, read.id))).toBeUndefined()
    const done = await goOn(app, read.id)
    expectEveryRowOnce(done)
    const after = await recordsOf(app)
    for (const table of ['deal', 'person', 'account', 'member']) {
      const known = by(after[table], 'id')
      // Nothing of the first system says something else than before, but for what the second says of the records of both.
      for (const row of before[table] ?? [])
        expect(picked(known(row.id), ['external_id', 'email_key', 'domain'])).toEqual(picked(row, ['external_id', 'email_key', 'domain']))
    }
    expect(after.person?.map((row) => row.full_name).sort()).toEqual(['Ann Lee', 'Bo Ek', 'Cy Fox', 'Di Oh', 'Ed Poe'])
    expect(after.account?.map((row) => row.name).sort()).toEqual(['ACME', 'Borealis', 'Cygnus', 'Dynamo', 'Everest'])
    expect(after.member?.map((row) => row.name).sort()).toEqual(['Kim Roe', 'Lou Day', 'Max Poe'])

    const ann = by(after.person, 'full_name')('Ann Lee')
    const acme = by(after.account, 'name')('ACME')
    const kim = by(after.member, 'name')('Kim Roe')
    expect([ann?.external_id, acme?.external_id, kim?.external_id]).toEqual(['1', '1', '1'])
    expect(after.external_ref?.map((row) => picked(row, ['kind', 'record_id', 'external_id']))).toEqual(
      expect.arrayContaining([
        { kind: 'person', record_id: ann?.id, external_id: 'pipedrive::3' },
        { kind: 'account', record_id: acme?.id, external_id: 'pipedrive::2' },
        { kind: 'member', record_id: kim?.id, external_id: 'pipedrive::2' },
      ]),
    )
    expect(after.external_ref).toHaveLength(3)
    // References between the files of one system stay whole.
    const taps = by(after.deal, 'name')('Acme taps')
    expect(taps).toMatchObject({ external_id: 'pipedrive::2', account_id: acme?.id, person_id: ann?.id, owner_id: kim?.id })
    const belts = by(after.deal, 'name')('Dynamo belts')
    expect(belts).toMatchObject({
      account_id: by(after.account, 'name')('Dynamo')?.id,
      person_id: by(after.person, 'full_name')('Di Oh')?.id,
    })
    expect(by(after.deal, 'name')('Acme pumps')).toMatchObject({
      external_id: '1',
      account_id: acme?.id,
      person_id: ann?.id,
      owner_id: kim?.id,
    })
  })

  test('change nothing when they come again, whichever system comes first; the system of their shape is remembered', async () => {
    const app = await testApp()
    await imported(app, first)
    await from(app, 'pipedrive', second)
    const before = await recordsOf(app)
    const again = await drafted(app, second)
    expect(question(again)).toBeUndefined()
    expect(again.guess).toMatchObject({ system: 'pipedrive', systems: ['pipedrive'] })
    const done = await goOn(app, again.id)
    expectEveryRowOnce(done)
    for (const kind of done.result?.kinds ?? []) expect(kind).toMatchObject({ create: 0, update: 0, skip: kind.rows })
    expect(await recordsOf(app)).toEqual(before)

    // The first system's files look the same, so their shape is that of the second; their ids say otherwise, and it is asked.
    const theirs = await drafted(app, first)
    expect(question(theirs)?.must).toBe(true)
    await app.call(contract.correctImport, { importId: theirs.id, system: '' })
    await settled(app, theirs.id)
    await goOn(app, theirs.id)
    const back = await recordsOf(app)
    for (const table of ['external_ref', 'source_system', 'deal', 'member']) expect(back[table]).toEqual(before[table])
    const ids = (rows: readonly Row[] | undefined) => rows?.map((row) => picked(row, ['id', 'external_id', 'email_key', 'domain']))
    for (const table of ['person', 'account']) expect(ids(back[table])).toEqual(ids(before[table]))
  })

  test('are gone again after an undo, exactly', async () => {
    const app = await testApp()
    await imported(app, first)
    const before = await recordsOf(app)
    const { id: importId } = await from(app, 'pipedrive', second)
    expect(await takenBack(app, importId)).toMatchObject({ undone: true, conflictCount: 0 })
    expect(await recordsOf(app)).toEqual(before)
  })

  test('of a person of the second system who is found in the first later: the first id of theirs stays, the other is noted', async () => {
    const app = await testApp()
    await imported(app, second.slice(0, 3), { system: 'b' })
    await imported(app, first.slice(0, 3), { system: '' })
    const { person, external_ref } = await recordsOf(app)
    const ann = by(person, 'full_name')('Ann Lee')
    expect(person).toHaveLength(5)
    expect(ann?.external_id).toBe('b::3')
    expect(external_ref?.filter((row) => row.kind === 'person').map((row) => picked(row, ['record_id', 'external_id']))).toEqual([
      { record_id: ann?.id, external_id: '1' },
    ])
  })
})

test('a later export of the same system is never asked about: records keep their name or their address', async () => {
  const app = await testApp()
  await imported(app, first)
  const [, , contacts] = first
  const changed = contacts.text
    .replace('Ann,Lee,ann@acme.example', 'Ann,Poe,ann@acme.example')
    .replace('bo@borealis.example', 'b.ek@other.example')
  const read = await drafted(app, [{ name: 'contacts.csv', text: changed }])
  expect(question(read)).toBeUndefined()
})

test('an import that was read before another one came in asks when it is to be written', async () => {
  const app = await testApp()
  const waiting = await drafted(app, second)
  const ready = await drafted(app, second)
  expect(question(waiting)).toBeUndefined()
  await app.call(contract.previewImport, { importId: ready.id })
  expect(await settled(app, ready.id)).toMatchObject({ state: 'previewed' })
  await imported(app, first)
  const before = await recordsOf(app)

  await app.call(contract.runImport, { importId: ready.id })
  const stopped = await settled(app, ready.id)
  expect(stopped).toMatchObject({ state: 'draft', task: null, failure: null, result: null })
  expect(question(stopped)?.must).toBe(true)
  await app.call(contract.previewImport, { importId: waiting.id })
  const unseen = await settled(app, waiting.id)
  expect(unseen).toMatchObject({ state: 'draft', preview: null })
  expect(question(unseen)?.must).toBe(true)
  expect(await recordsOf(app)).toEqual(before)
})
