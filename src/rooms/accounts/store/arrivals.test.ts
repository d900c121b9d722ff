import { expect, test } from 'vitest'
import { longLedger, rowsLookedThrough } from '#test/kit/long-ledger'
import { testWorkspace } from '#test/kit/workspace'
import { howManyArrived, nextArrived } from './arrivals.ts'

test('who arrived last is found by the index, however much was told before', async () => {
  const { services, workspace } = await testWorkspace()
  await services.database.inWorkspace(workspace, async (tx) => {
    await longLedger(tx, 10_000)
    await tx.query('SELECT count(*) FROM change WHERE row_ids IS NOT NULL')
    const before = await rowsLookedThrough(tx)
    const some = await nextArrived(tx, 'person', { after: 9_990, upTo: 10_000, skip: 2, most: 5 })
    expect(some.map(({ seq }) => seq)).toEqual([9_993, 9_994, 9_995, 9_996, 9_997])
    expect(await howManyArrived(tx, 'account', { after: 9_990, upTo: 10_000, most: 100 })).toBe(10)
    expect(await rowsLookedThrough(tx)).toBe(before)
  })
})
