import { count, cycle, timed } from './deals.ts'
import { asOf, type Metric } from './declare.ts'

const least = 10
const won = `FROM fact_deal f WHERE f.state = 'won' AND ${timed}`
const age = `date_diff('day', f.opened_on, ${asOf})`
/** Null, so that nothing counts, where too few deals were won to say what is usual. */
const usual = `(SELECT quantile_cont(${cycle}, 0.9) ${won} HAVING count(*) >= ${least})`
const longest = `(SELECT max(${cycle}) ${won})`
const stuck = `f.state = 'open' AND ${age} > ${usual}`
const cannot = 'Why they are still open; open deals without an opening day are left out.'

/** Open deals that are older than deals that win. */
export const stuckMetrics: readonly Metric[] = [
  count(
    'stuck_count',
    'Open deals older than nine of ten won ones',
    `Open deals that were opened longer ago than nine tenths of all won deals took (cycle_days_p90). With fewer than ${least} timed won deals nothing is usual, and none counts.`,
    stuck,
    'f.opened_on',
    cannot,
  ),
  count(
    'stuck_longest_count',
    'Open deals older than any won one',
    'Of the open deals older than nine of ten won ones, those that were opened longer ago than any deal took that was won.',
    `${stuck} AND ${age} > ${longest}`,
    'f.opened_on',
    cannot,
  ),
]
