import { expect, test } from 'vitest'
import { longLedger, rowsLookedThrough } from '#test/kit/long-ledger'
import { testWorkspace } from '#test/kit/workspace'
import { behaviourOf, settingChanged, standingOf } from './receive.ts'

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

test('where people stand, and what they did, is found by the index in tables that the database has not looked at', async () => {
  const { services, workspace } = await testWorkspace()
  await services.database.inWorkspace(workspace, async (tx) => {
    const nobody = '00000000-0000-7000-8000-000000000000'
    await tx.query(
      "INSERT INTO person (id, full_name, custom, touched_by) SELECT gen_random_uuid(), 'Person ' || n, '{}', $1 FROM generate_series(1, 3000) n",
      [nobody],
    )
    await tx.query(
      `INSERT INTO lead (id, external_id, person_id, state, offered_at, created_at, converted, custom, tries, touched_by)
       SELECT gen_random_uuid(), 'lead ' || id, id, 'accepted', now(), now(), false, '{}', 0, $1 FROM person`,
      [nobody],
    )
    await tx.query(
      "INSERT INTO nurture_stay (id, person_id, since, why, touched_by) SELECT gen_random_uuid(), id, now(), 'contact', $1 FROM person",
      [nobody],
    )
    const some = await tx.query<{ id: string }>('SELECT id FROM person ORDER BY id LIMIT 20')
    const people = some.map(({ id }) => id)
    await tx.query('SET LOCAL plan_cache_mode = force_generic_plan')
    const tables = ['lead', 'nurture_stay', 'response', 'touch', 'activity']
    const before = await rowsLookedThrough(tx, tables)
    const standing = await standingOf(tx, people)
    expect([...standing.keys()].toSorted()).toEqual(people.toSorted())
    expect([...standing.values()].every(({ open, last, stayId }) => open !== null && last === 'accepted' && stayId !== null)).toBe(true)
    expect((await behaviourOf(tx, people, '2026-03-02T10:00:00.000Z' as never)).get(people[0] ?? '')).toMatchObject({ responses: 0 })
    expect(await rowsLookedThrough(tx, tables)).toBe(before)
  })
})
