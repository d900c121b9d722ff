import { asOf, type Metric } from './declare.ts'
import { cameAgain, skippedStages } from './shared-sets.ts'

const entered = 'e.entered_on::DATE'

/** SQL: an entry that ended in the last year of the data. */
export const inLastYear = `e.left_on::DATE > ${asOf} - 365 AND e.left_on::DATE <= ${asOf}`

/** SQL: both ends of a stay are recorded, not only seen in a snapshot some time after. */
const recorded = "NOT coalesce(e.entered_seen, false) AND (e.outcome = 'open' OR NOT coalesce(e.left_seen, false))"

const stay = {
  unit: 'days',
  subject: 'entry',
  rows: `${entered} <= ${asOf} AND (e.outcome = 'open' OR e.left_on IS NOT NULL) AND ${recorded}`,
  of: `greatest(date_diff('day', ${entered}, coalesce(e.left_on::DATE, ${asOf})), 0)`,
  dated: entered,
  least: 10,
  more: 'worse',
  cannot:
    'Moves that were not recorded, or only seen by comparing two exports; a stay is counted in whole days, so passing through on one day is 0.',
} as const

function stayed(name: string, words: string, at: number): Metric {
  return {
    ...stay,
    name: `time_in_stage_${name}`,
    title: `Time in stage, ${name}`,
    definition: `Whole days until ${words} of the entries into a stage have left it, by Kaplan-Meier: the first day at which the share still there is at or below ${Math.round((1 - at) * 100)}%. Deals that are still in the stage count as still running.`,
    fold: { kind: 'survival', at, ended: "e.outcome <> 'open'" },
  }
}

const moved = {
  unit: 'count',
  subject: 'entry',
  of: '1',
  fold: { kind: 'count' },
  dated: 'e.left_on::DATE',
  least: 0,
  cannot: 'Moves that were not recorded.',
} as const

/** SQL: where the step after entry `e` of deal `d` led; beyond everything where it ended the deal. */
const nextPosition = `coalesce((SELECT min(n.position) FROM stage n WHERE n.stage = e.next_stage AND n.kind = 'open' AND n.pipeline IN (d.pipeline, '')), 1000000)`

/** SQL: the step after entry `e` of deal `f` led over the stage that is given as a parameter, without entering it. */
export const passedOver = `coalesce((SELECT coalesce(min(p.position) FILTER (WHERE p.pipeline = f.pipeline), min(p.position)) FROM stage p
  WHERE p.stage = ? AND p.kind = 'open' AND p.pipeline IN (f.pipeline, '')) BETWEEN e.position + 1 AND ${nextPosition.replaceAll('d.pipeline', 'f.pipeline')} - 1, false)`

/** How entries end, and which of them are special: the outcomes, with those that are still open, they add up to those entered. */
const outcomes: readonly Metric[] = [
  {
    ...moved,
    name: 'stage_advanced',
    title: 'Entries that advanced',
    definition: 'Entries into a stage that ended with a move to a later stage.',
    rows: "e.outcome = 'advanced'",
  },
  {
    ...moved,
    name: 'stage_won',
    title: 'Entries that were won',
    definition: 'Entries into a stage from which the deal was won.',
    rows: "e.outcome = 'won'",
  },
  {
    ...moved,
    name: 'stage_lost',
    title: 'Entries that were lost',
    definition: 'Entries into a stage from which the deal was lost, in the whole history.',
    rows: "e.outcome = 'lost'",
  },
  {
    ...moved,
    name: 'stage_lost_last_year',
    title: 'Entries that were lost in the last year',
    definition: 'Entries into a stage from which the deal was lost in the last 365 days of the data.',
    rows: `e.outcome = 'lost' AND ${inLastYear}`,
  },
  {
    ...moved,
    name: 'stage_moved_back',
    title: 'Entries that moved back',
    definition: 'Entries into a stage that ended with a move to an earlier stage.',
    rows: "e.outcome = 'moved_back'",
  },
  {
    ...moved,
    name: 'stage_reentered',
    title: 'Entries that came again',
    definition: 'Entries into a stage by deals that had been in it before. They are part of the entries, not beside them.',
    rows: cameAgain.rows,
    dated: entered,
  },
  {
    ...moved,
    name: 'skipping_count',
    title: 'Entries that skipped a stage',
    definition:
      'Entries that ended with a step forward, or a win, over at least one stage of the process that the deal did not enter on that step.',
    rows: skippedStages.rows,
  },
  {
    ...moved,
    name: 'stage_open',
    title: 'Entries still open',
    definition: 'Entries into a stage that have not ended: the deal is still there.',
    rows: "e.outcome = 'open'",
    dated: entered,
  },
]

/** Metrics that count entries of deals into stages. A deal that comes back is a second entry. */
export const stageMetrics: readonly Metric[] = [
  {
    name: 'stage_entered',
    title: 'Entries into a stage',
    definition:
      'Entries of deals into a stage. Each ended as advanced, won, lost or moved back, or is still open; skipped stages are not entered.',
    unit: 'count',
    subject: 'entry',
    rows: 'true',
    of: '1',
    fold: { kind: 'count' },
    dated: entered,
    least: 0,
    cannot: 'Moves that were not recorded.',
  },
  ...outcomes,
  {
    ...moved,
    name: 'stay_ended_count',
    title: 'Stays that ended',
    definition: 'Of the entries whose time in a stage is counted, those that have left it.',
    rows: `${stay.rows} AND e.outcome <> 'open'`,
    dated: entered,
  },
  {
    name: 'stage_conversion',
    title: 'Stage conversion',
    definition:
      'Of the entries that have left a stage, the share that went forward: to a later stage, or won. Lost and moved back are the rest; entries still open are not in it.',
    unit: 'share',
    subject: 'entry',
    rows: "e.outcome <> 'open'",
    of: "e.outcome IN ('advanced', 'won')",
    fold: { kind: 'share' },
    dated: 'e.left_on::DATE',
    least: 20,
    more: 'better',
    cannot: 'Entries still open, of which the slow ones are more often lost; moves that were not recorded.',
  },
  stayed('median', 'half', 0.5),
  stayed('p75', 'three quarters', 0.75),
  stayed('p90', 'nine tenths', 0.9),
]
