import { expect, test } from 'vitest'
import { longLedger, rowsLookedThrough } from '#test/kit/long-ledger'
import { testWorkspace } from '#test/kit/workspace'
import { nextEvents, whoMustRun } from '../reactions/store.ts'
import { rowsTouched } from './told.ts'

test('what was told last is found by the index, however much was told before, and whether or not the database has looked at its tables', async () => {
  const { services, workspace } = await testWorkspace()
  await services.database.inWorkspace(workspace, async (tx) => {
    await longLedger(tx, 10_000)
    await tx.query('SELECT count(*) FROM change WHERE row_ids IS NOT NULL')
    const before = await rowsLookedThrough(tx)
    expect(before).toBeGreaterThanOrEqual(40_000)
    const { events, upTo } = await nextEvents(tx, { hears: ['test.other'], follows: ['lead'] }, 9_995)
    expect([events.length, upTo]).toEqual([5, 10_000])
    expect((await nextEvents(tx, { hears: ['test.told'], follows: [] }, 9_990)).events).toHaveLength(10)
    expect((await nextEvents(tx, { hears: ['test.other'], follows: ['deal'] }, 9_990)).events).toHaveLength(0)
    expect((await rowsTouched(tx, 'lead', { after: 9_997, upTo: 10_000, most: 100 })).size).toBe(3)
    await tx.query(
      "INSERT INTO reaction_mark (name, seq, tried_at, tries) VALUES ('hears', 9990, -1, 0), ('follows', 9990, -1, 0), ('neither', 9990, -1, 0)",
    )
    const reactions = [
      { name: 'hears', hears: ['test.told'] },
      { name: 'follows', hears: [], follows: ['person'] },
      { name: 'neither', hears: ['test.other'], follows: ['deal'] },
    ]
    expect((await whoMustRun(tx, reactions, ({ name }) => name, workspace.id)).behind.toSorted()).toEqual(['follows', 'hears'])
    expect(await rowsLookedThrough(tx)).toBe(before)
  })
})
