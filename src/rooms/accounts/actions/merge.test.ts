import { afterAll, beforeAll, expect, test } from 'vitest'
import { postResponses } from '#rooms/capture/contract/responses'
import { type TestApp, testApp, type Visitor } from '#test/kit/app'
import { imported } from '#test/kit/importing'
import { bring, ownerOf } from '#test/kit/people'
import { rowsOf } from '#test/kit/records'
import { noteConsent, personPrivacy, undoConsent } from '../contract/consents.ts'
import { accountMerging, personMerging } from '../contract/merge.ts'
import { erasePerson } from '../contract/privacy.ts'
import { personRecord } from '../contract.ts'

let app: TestApp & { close(): Promise<void> }
let owner: Visitor | undefined
beforeAll(async () => {
  app = await testApp()
  await file(
    'people.csv',
    [
      'Contact ID,First Name,Last Name,Email,Phone,Title,Account Name,Lead Source,Created Date',
      'C1,Ada,Ash,ada@acme.example,+49 30 901820,,Acme GmbH,Fair,2025-03-01',
      'C2,Ada,Ash,a.ash@acme.example,,Head of IT,Acme Holding,Web,2025-01-01',
      'C3,Bo,Birk,bo@birk.example,,Buyer,Birk,Web,2025-01-01',
      'C4,Bo,Birk,bo.birk@birk.example,,,Birk,Web,2025-02-01\n',
    ].join('\n'),
  )
}, 60_000)
afterAll(() => app?.close())

async function file(name: string, text: string): Promise<void> {
  expect((await imported(app, [{ name, text }])).failure).toBeNull()
}
const withdrawn = { purpose: 'Calls', basis: 'consent', status: 'withdrawn', source: null, version: null, at: null } as const
const idOf = async (externalId: string) => String((await rowsOf(app, `SELECT id FROM person WHERE external_id = '${externalId}'`))[0]?.id)
const countOf = async (sql: string) => Number((await rowsOf(app, `SELECT count(*)::int AS n FROM ${sql}`))[0]?.n)

test('two people are looked at side by side, merged and found again by all of their keys; un-merging restores them and says what came since', async () => {
  const [kept, gone] = [await idOf('C1'), await idOf('C2')]
  const before = await rowsOf(app, 'SELECT to_jsonb(p) AS row FROM person p ORDER BY id')
  const side = await app.call(personMerging.look, { ids: `${kept},${gone}` }, owner)
  expect(side.refused).toEqual([])
  expect(side.fields.find(({ key }) => key === 'title')).toMatchObject({ from: gone, why: 'only' })
  expect(side.fields.find(({ key }) => key === 'origin')).toMatchObject({ from: gone, why: 'older', fixed: true })
  await app.call(
    noteConsent,
    {
      id: gone,
      purpose: 'News',
      basis: 'consent',
      status: 'objected',
      source: null,
      version: null,
      at: '2025-05-01T10:00:00.000Z' as never,
    },
    owner,
  )
  await app.call(
    noteConsent,
    { id: kept, purpose: 'News', basis: 'consent', status: 'given', source: null, version: null, at: '2025-06-01T10:00:00.000Z' as never },
    owner,
  )

  await expect(app.call(personMerging.merge, { keep: kept, gone: [gone], choices: { origin: kept } }, owner)).rejects.toThrow(
    '400 How and when somebody was first won is not chosen',
  )
  const { eventId, moved } = await app.call(personMerging.merge, { keep: kept, gone: [gone] }, owner)
  expect(moved).toEqual([{ table: 'consent', rows: 1 }])
  expect(await rowsOf(app, `SELECT title, email, origin, made_at::date::text AS made FROM person WHERE id = '${kept}'`)).toEqual([
    { title: 'Head of IT', email: 'ada@acme.example', origin: 'Web', made: '2025-01-01' },
  ])
  // The strictest of what either said holds, and is said once more.
  expect(await rowsOf(app, `SELECT status FROM consent WHERE person_id = '${kept}' ORDER BY at DESC, id DESC LIMIT 1`)).toEqual([
    { status: 'objected' },
  ])

  // An old link, an import by the old id, a form by the old address.
  expect((await app.call(personRecord.read, { id: gone }, owner)).id).toBe(kept)
  await file('more.csv', 'Contact ID,First Name,Last Name,Email,Title\nC2,Ada,Ash,a.ash@acme.example,CIO\n')
  expect(await rowsOf(app, `SELECT title, email, external_id FROM person WHERE id = '${kept}'`)).toEqual([
    { title: 'CIO', email: 'ada@acme.example', external_id: 'C1' },
  ])
  const { outcomes } = await app.call(postResponses, { responses: [{ email: 'a.ash@acme.example' }] } as never, owner)
  expect(outcomes).toMatchObject([{ personId: kept, known: true }])
  expect(await countOf('person')).toBe(3)

  // A change by the old id is one of the kept one; who writes what they read before the merge is told that it is another by now.
  const { version } = await app.call(personRecord.read, { id: gone }, owner)
  const change = { changes: { source: 'Fair' } }
  await expect(app.call(personRecord.change, { id: gone, version: eventId, ...change }, owner)).rejects.toThrow('409')
  const changed = await app.call(personRecord.change, { id: gone, version, ...change }, owner)
  expect(changed).toMatchObject({ id: kept, cells: { source: 'Fair' } })
  await app.call(personRecord.undo, { id: gone, eventId: changed.eventId ?? '' }, owner)
  const { consentId } = await app.call(noteConsent, { id: gone, ...withdrawn }, owner)
  expect((await app.call(personPrivacy, { id: kept }, owner)).consents.map(({ id }) => id)).toContain(consentId)
  await app.call(undoConsent, { id: gone, consentId }, owner)
  await expect(app.call(erasePerson, { id: gone, confirm: 'erase' }, owner)).rejects.toThrow('409 Ada Ash was merged into Ada Ash already')

  const made = await app.call(personMerging.made, { id: kept }, owner)
  expect(made.merges).toMatchObject([{ id: gone, name: 'Ada Ash', eventId }])
  expect(await app.call(personMerging.made, { id: gone }, owner)).toMatchObject({ into: { id: kept } })
  const asked = await app.call(personMerging.undo, { which: { id: gone } }, owner)
  expect(asked).toMatchObject({ undone: false, conflicts: [{ what: 'Title', why: 'edited', now: 'CIO', back: null, asked: true }] })
  const { key } = asked.conflicts[0] ?? { key: '' }
  const undone = await app.call(personMerging.undo, { which: { id: gone }, decided: { [key]: 'back' } }, owner)
  expect(undone).toMatchObject({ undone: true, back: [gone] })
  expect(undone.came.map(({ table }) => table)).toContain('response')
  const row = ({ row: { touched_by: _, custom: _custom, ...rest } }: { row: Record<string, unknown> }) => rest
  expect((await rowsOf(app, 'SELECT to_jsonb(p) AS row FROM person p ORDER BY id')).map((one) => row(one as never))).toEqual(
    before.map((one) => row(one as never)),
  )
  await expect(app.call(personMerging.undo, { which: { id: gone } }, owner)).rejects.toThrow('404 Nothing of this merge is left')
  expect((await app.call(personRecord.history, { id: kept }, owner)).events.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['records.merged', 'records.unmerged']),
  )
})

test('accounts are merged with their people, many pairs by one event, and taken apart together', async () => {
  const [first, second] = (await rowsOf(app, "SELECT id FROM account WHERE name LIKE 'Acme%' ORDER BY name")).map(({ id }) => String(id))
  const [bo, other] = [await idOf('C3'), await idOf('C4')]
  const pairs: [string, string][] = [
    [bo, other],
    [bo, '018c0000-0000-7000-8000-000000000001'],
  ]
  expect(await app.call(personMerging.previewMany, { pairs }, owner)).toMatchObject({ merge: 0, refused: 1 })
  const preview = await app.call(personMerging.previewMany, { pairs: [[bo, other]] }, owner)
  expect(preview).toMatchObject({ merge: 1, groups: [{ name: 'Bo Birk', refused: null }] })
  const { merged } = await app.call(personMerging.mergeMany, { pairs: [[bo, other]] }, owner)
  expect(merged).toHaveLength(1)
  await app.call(accountMerging.merge, { keep: first ?? '', gone: [second ?? ''] }, owner)
  expect(await countOf(`person WHERE account_id = '${first}'`)).toBe(2)
  await file(
    'deals.csv',
    'Deal ID,Deal Name,Account Name,Deal Stage,Amount,Create Date,Close Date\nD1,One,Acme Holding,Proposal,1000,2025-12-01,\n',
  )
  expect(await countOf(`deal WHERE account_id = '${first}'`)).toBe(1)
  expect(await app.call(accountMerging.undo, { which: { id: second ?? '' } }, owner)).toMatchObject({
    undone: true,
    came: [{ table: 'deal', rows: 1 }],
  })
  expect(await countOf(`person WHERE account_id = '${first}'`)).toBe(1)
  expect(await app.call(personMerging.undo, { which: { eventId: merged[0]?.eventId ?? '' } }, owner)).toMatchObject({
    undone: true,
    conflicts: [],
  })
  expect(await countOf('person')).toBe(4)
})

test('who looks on does not merge; an erased person takes along who was merged into them', async () => {
  owner = await ownerOf(app)
  const viewer = await bring(app, owner, 'viewer')
  const [kept, gone] = [await idOf('C1'), await idOf('C2')]
  await expect(app.call(personMerging.merge, { keep: kept, gone: [gone] }, viewer)).rejects.toThrow('403')
  await app.call(personMerging.merge, { keep: kept, gone: [gone] }, owner)
  await app.call(erasePerson, { id: kept, confirm: 'erase' }, owner)
  const left = await rowsOf(
    app,
    `SELECT (SELECT count(*)::int FROM change WHERE (before::text || coalesce(after::text, '')) LIKE '%a.ash@%') AS changes,
       (SELECT count(*)::int FROM merged_person WHERE name LIKE '%Ash%' OR keys::text LIKE '%ash%') AS merged`,
  )
  expect(left).toEqual([{ changes: 0, merged: 0 }])
  await expect(app.call(personMerging.undo, { which: { id: gone } }, owner)).rejects.toThrow('409 The one that was kept was erased since')
  expect(await app.call(postResponses, { responses: [{ email: 'a.ash@acme.example' }] } as never, owner)).toMatchObject({
    outcomes: [{ state: 'quarantined' }],
  })
})
