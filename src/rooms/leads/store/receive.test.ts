import { expect, test } from 'vitest'
import { longLedger, rowsLookedThrough } from '#test/kit/long-ledger'
import { testWorkspace } from '#test/kit/workspace'
import { settingChanged } from './receive.ts'

test('whether the setting changed is asked of the newest events alone, and far behind it is taken to have changed', async () => {
  const { services, workspace } = await testWorkspace()
  await services.database.inWorkspace(workspace, async (tx) => {
    await longLedger(tx, 10_000)
    await tx.query('SET LOCAL plan_cache_mode = force_generic_plan')
    await tx.query('SELECT count(*) FROM change WHERE row_ids IS NOT NULL')
    const before = await rowsLookedThrough(tx)
    expect(before).toBeGreaterThanOrEqual(40_000)
    expect(await settingChanged(tx, 9_900)).toEqual({ seq: 10_000, changed: false, erased: false })
    expect(await settingChanged(tx, 10_001)).toMatchObject({ changed: true })
    expect(await settingChanged(tx, 100)).toMatchObject({ changed: true })
    expect(await rowsLookedThrough(tx)).toBe(before)
    await tx.query(
      "INSERT INTO change (event_id, tbl, op, row_ids) SELECT id, 'calendar', 'insert', ARRAY[gen_random_uuid()] FROM event WHERE seq = 9999",
    )
    expect(await settingChanged(tx, 9_998)).toMatchObject({ changed: true })
    expect(await settingChanged(tx, 9_999)).toMatchObject({ changed: false })
  })
})
