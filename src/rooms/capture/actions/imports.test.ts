import { describe, expect, test } from 'vitest'
import type { Id } from '#kernel/id'
import { listWorkspaces } from '#platform/store/workspaces'
import { askMetric } from '#rooms/measure/contract'
import { readDiagnosis } from '#rooms/plan/contract'
import { type TestApp, testApp } from '#test/kit/app'
import { drafted, imported, settled, takenBack } from '#test/kit/importing'
import { everything } from '#test/kit/workspace'
import { plantedTruths } from '../../../demo/truths.ts'
import * as contract from '../contract.ts'

const deals = (rows: readonly string[]) =>
  ['Deal ID,Deal Name,Account Name,Deal Owner,Deal Stage,Amount,Create Date,Close Date', ...rows, ''].join('\n')
const first = deals([
  'D1,Pumps,Acme Inc.,Kim,Closed Won,"1,200.50",2025-01-10,2025-03-01',
  'D2,Valves,ACME,Kim,Closed Lost,800,2025-02-10,2025-03-05',
  'D3,Hoses,Borealis,Lee,Proposal,,2025-03-11,2025-06-01',
])

async function state(app: TestApp) {
  const { services } = app.served.app
  const [workspace] = await services.database.inPublic(listWorkspaces)
  if (!workspace) throw new Error('The app has no workspace.')
  return { services, workspace, rows: await everything({ services, workspace }) }
}

const dealsOf = (rows: Record<string, unknown[]>) => (rows.deal as { row: Record<string, unknown> }[]).map(({ row }) => row)

describe('an import', () => {
  test('is previewed without writing anything, and then does what the preview said', async () => {
    const app = await testApp()
    const before = (await state(app)).rows
    const draft = await drafted(app, [{ name: 'deals.csv', text: first }])
    expect(draft.guess?.files[0]).toMatchObject({ kind: 'deal', encoding: 'utf-8', delimiter: ',' })
    await app.call(contract.previewImport, { importId: draft.id })
    const previewed = await settled(app, draft.id)
    expect(previewed.state).toBe('previewed')
    expect(previewed.preview?.kinds).toMatchObject([{ kind: 'deal', rows: 3, create: 3, update: 0, skip: 0, reject: 0 }])
    expect((await state(app)).rows).toEqual(before)
    await app.call(contract.runImport, { importId: draft.id })
    const done = await settled(app, draft.id)
    expect(done.result?.kinds).toEqual(previewed.preview?.kinds)
    expect(dealsOf((await state(app)).rows).map((deal) => [deal.external_id, deal.state, deal.amount])).toEqual([
      ['D1', 'won', 1200.5],
      ['D2', 'lost', 800],
      ['D3', 'open', null],
    ])
  })

  test('cannot be run before its preview, nor twice, and says why', async () => {
    const app = await testApp()
    const draft = await drafted(app, [{ name: 'deals.csv', text: first }])
    await expect(app.call(contract.runImport, { importId: draft.id })).rejects.toThrow('409 Preview the import first')
    const done = await imported(app, [{ name: 'deals.csv', text: first }])
    await expect(app.call(contract.runImport, { importId: done.id })).rejects.toThrow('is imported already')
    await expect(app.call(contract.discardImport, { importId: done.id })).rejects.toThrow('Undo it instead')
  })

  test('of the same file again changes nothing', async () => {
    const app = await testApp()
    await imported(app, [{ name: 'deals.csv', text: first }])
    const before = (await state(app)).rows
    const again = await imported(app, [{ name: 'deals.csv', text: first }])
    expect(again.result?.kinds).toMatchObject([{ create: 0, update: 0, skip: 3 }])
    expect((await state(app)).rows).toEqual(before)
  })

  test('changes only what differs, and an empty cell erases nothing', async () => {
    const app = await testApp()
    await imported(app, [{ name: 'deals.csv', text: first }])
    const later = deals([
      'D1,Pumps,Acme Inc.,,Closed Won,,2025-01-10,2025-03-01',
      'D3,Hoses,Borealis,Lee,Proposal,5000,2025-03-11,2025-06-01',
    ])
    const second = await imported(app, [{ name: 'later.csv', text: later }])
    expect(second.result?.kinds).toMatchObject([{ create: 0, update: 1, skip: 1 }])
    expect(second.result?.samples.find((sample) => sample.does === 'update')?.changed).toEqual(['amount'])
    expect(dealsOf((await state(app)).rows).map((deal) => deal.amount)).toEqual([1200.5, 800, 5000])
  })

  test('joins what is named twice: one account for "Acme Inc." and "ACME", one owner for each name', async () => {
    const app = await testApp()
    await imported(app, [{ name: 'deals.csv', text: first }])
    const { rows } = await state(app)
    expect(rows.account).toHaveLength(2)
    expect(rows.member).toHaveLength(2)
  })

  test('gives rejected rows back with their reason, and counts every row once', async () => {
    const app = await testApp()
    const text = deals([
      'D1,Pumps,Acme,Kim,Closed Won,100,2025-01-10,2025-03-01',
      'D2,Valves,Acme,Kim,Closed Won,100,2025-01-10,31.31.2025',
      'D3,Hoses,Acme,Kim,Proposal,100,2025-01-10,2025-06-01',
    ])
    const done = await imported(app, [{ name: 'deals.csv', text }])
    for (const kind of done.result?.kinds ?? [])
      expect(kind.create + kind.update + kind.skip + kind.reject + kind.duplicate + kind.deleted + kind.leftOut).toBe(kind.rows)
    const returned = await (await app.raw(`/api/v1/imports/${done.id}/rejected`)).text()
    const rejected = done.result?.kinds.reduce((sum, kind) => sum + kind.reject, 0) ?? 0
    expect(returned.trim().split('\r\n')).toHaveLength(1 + rejected)
    if (rejected > 0) expect(returned).toContain('31.31.2025')
  })

  test('with a wrong guess is corrected, read again, and previewed anew', async () => {
    const app = await testApp()
    const draft = await drafted(app, [{ name: 'deals.csv', text: first }])
    const corrected = await app.call(contract.correctImport, {
      importId: draft.id,
      stages: [{ pipeline: '', stage: 'Proposal', kind: 'lost' }],
    })
    expect(corrected.task).toBe('read')
    const read = await settled(app, draft.id)
    expect(read.guess?.stages.find((stage) => stage.stage === 'Proposal')?.kind).toBe('lost')
  })

  test('that cannot be read says so and can be discarded', async () => {
    const app = await testApp()
    const draft = await drafted(app, [{ name: 'empty.csv', text: '' }])
    expect(draft.guess?.files[0]?.problem ?? draft.failure).toMatch(/\w/)
    await app.call(contract.discardImport, { importId: draft.id })
    await expect(app.call(contract.readImport, { importId: draft.id })).rejects.toThrow('404')
  })
})

describe('undo of an import', () => {
  test('restores the state before, row by row, after inserts and updates', async () => {
    const app = await testApp()
    await imported(app, [{ name: 'deals.csv', text: first }])
    const before = (await state(app)).rows
    const second = await imported(app, [
      {
        name: 'later.csv',
        text: deals(['D1,Pumps,Acme,Moss,Closed Won,9999,2025-01-10,2025-03-02', 'D9,New,Cygnus,Moss,Proposal,5,2025-04-01,']),
      },
    ])
    expect((await state(app)).rows).not.toEqual(before)
    const answer = await takenBack(app, second.id)
    expect(answer).toMatchObject({ undone: true, conflictCount: 0 })
    expect((await state(app)).rows).toEqual(before)
    expect((await app.call(contract.readImport, { importId: second.id })).state).toBe('undone')
    await expect(takenBack(app, second.id)).rejects.toThrow('already undone')
  })

  test('touches nothing when rows changed since, lists them, and takes the rest back when told to', async () => {
    const app = await testApp()
    const one = await imported(app, [{ name: 'deals.csv', text: first }])
    await imported(app, [{ name: 'later.csv', text: deals(['D3,Hoses,Borealis,Lee,Proposal,7000,2025-03-11,2025-06-01']) }])
    const before = (await state(app)).rows
    const refused = await takenBack(app, one.id)
    expect(refused.undone).toBe(false)
    expect(refused.conflicts).toContainEqual(expect.objectContaining({ what: 'deal', why: 'changed since', name: 'Hoses', by: 'Owner' }))
    expect((await state(app)).rows).toEqual(before)
    const kept = await takenBack(app, one.id, { keepChanged: true })
    expect(kept.undone).toBe(true)
    expect(dealsOf((await state(app)).rows).map((deal) => deal.external_id)).toEqual(['D3'])
  })

  test('is followed by the numbers', async () => {
    const app = await testApp()
    const done = await imported(app, [{ name: 'deals.csv', text: first }])
    expect((await app.call(askMetric, { name: 'deal_count' })).answers[0]?.value).toBe(3)
    await takenBack(app, done.id)
    expect((await app.call(readDiagnosis, {})).diagnosis).toBeNull()
  })
})

describe('the sample company', () => {
  test('comes in like an export, shows its planted constraint, and goes again', { timeout: 60_000 }, async () => {
    const app = await testApp()
    const before = (await state(app)).rows
    const { id } = await app.call(contract.loadSample, {})
    const done = await settled(app, id as Id<'import'>)
    expect(done).toMatchObject({ state: 'done', sample: true, failure: null })
    const { diagnosis } = await app.call(readDiagnosis, {})
    expect(diagnosis?.constraint).toMatchObject({ kind: 'stage', stage: plantedTruths.constraintStage })
    await takenBack(app, id)
    expect((await state(app)).rows).toEqual(before)
  })
})
