import { describe, expect, test } from 'vitest'
import { type Known, limitsOf } from './limits.ts'

/** Data that lacks nothing. */
const complete: Known = {
  ...{ deals: 200, won: 60, lost: 100, open: 40, opened: 200, closed: 160, timed: 60, amounts: 200 },
  ...{ leads: 0, lead_dates: 0, lead_outcomes: 0, entries: 500, seen: 0 },
  ...{ stageSource: 'history', datedStages: 4, lostReasons: true, currencies: [], currency: 'EUR', asOf: '2025-12-31', takenBack: false },
  history: { since: '2025-01-02', first: '2025-01-01', untracked: 1 },
}

describe('a stage history that begins when somebody switches it on', () => {
  const late: Known = { ...complete, history: { since: '2025-06-01', first: '2024-01-01', untracked: 90 } }
  const said = (known: Known, vendor = 'unknown') => limitsOf(known, vendor).find(({ key }) => key === 'history_starts')

  test('is said with its day, how many deals it leaves out, and what to look at until it is mended', () => {
    expect(limitsOf(complete, 'unknown')).toEqual([])
    expect(said(late)?.says).toMatch(/only since 2025-06-01, although deals go back to 2024-01-01\. Of 90 deals/)
    expect(said(late)?.remedy).toContain('look at deals opened on 2025-06-01 or later')
  })

  test('names the report that reaches further back in the system that the files came from', () => {
    expect(said(late, 'salesforce')?.remedy).toContain('"Opportunity History" instead of "Opportunity Field History"')
    expect(said(late, 'zoho')?.remedy).toContain('Stage History')
    expect(said(late, 'hubspot')?.remedy).toContain('propertiesWithHistory')
  })

  test('is not said of a few deals, of a few weeks, or where there is no history at all', () => {
    expect(said({ ...late, history: { ...late.history, untracked: 15 } })).toBeUndefined()
    expect(said({ ...late, deals: 2_000 })).toBeUndefined()
    expect(said({ ...late, history: { ...late.history, first: '2025-05-20' } })).toBeUndefined()
    expect(said({ ...late, stageSource: 'none' })).toBeUndefined()
  })
})
