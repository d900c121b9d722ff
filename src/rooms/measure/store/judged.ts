import type { ListDeclaration } from '#kernel/list'
import type { Duck } from '#platform/analytics/duck'
import { DuckParams } from '#platform/analytics/rule-sql'
import type { ContractDocument } from '#rooms/agreement/contract'
import type { Outcome } from '../contract/history-test.ts'
import { contractSql, factSql } from './contract-sql.ts'

/** What `before` and `after` say of everybody in `past`, or of the last so many; without `before` everybody was a lead. */
export interface Judging {
  readonly list: ListDeclaration
  readonly before: ContractDocument | null
  readonly after: ContractDocument
  readonly last?: number | undefined
}

/** Judges everybody once, into the temporary table `judged`; what is asked of the result is asked of that. */
export async function judge(duck: Duck, { list, before, after, last }: Judging): Promise<void> {
  const params = new DuckParams()
  const was = before ? contractSql(before, list, params) : null
  const will = contractSql(after, list, params)
  const from = last === undefined ? 'past' : `(FROM past ORDER BY judged_at DESC, record_id DESC LIMIT ${Math.trunc(last)})`
  const criteria = will.points.map((points, place) => `(${points}) <> 0 AS held_${place}`)
  await duck.run(
    `CREATE OR REPLACE TEMP TABLE judged AS SELECT record_id, date_trunc('week', judged_at)::DATE AS week, outcome, won_amount, open_amount,
       ${was?.lead ?? 'true'} AS before, ${will.lead} AS after, NOT ${will.complete} AS missing, ${will.excluded} AS excluded,
       ${was?.score ?? 'NULL::BIGINT'} AS score_before, ${will.score} AS score_after${criteria.map((one) => `, ${one}`).join('')} FROM ${from}`,
    params.values,
  )
}

export const forgetJudged = (duck: Duck) => duck.run('DROP TABLE IF EXISTS judged')

/** A group of people who were judged alike. */
export interface Cell {
  readonly before: boolean
  readonly after: boolean
  readonly outcome: Outcome
  readonly people: number
  readonly won: number
  readonly open: number
}

/** How many are in each group, with their money. */
export async function cellsOf(duck: Duck): Promise<Cell[]> {
  return await duck.all<Cell & Record<string, never>>(
    `SELECT before, after, outcome, count(*)::INTEGER AS people, sum(won_amount)::DOUBLE AS won, sum(open_amount)::DOUBLE AS open FROM judged GROUP BY ALL`,
  )
}

export interface Week {
  readonly week: string
  readonly before: number
  readonly after: number
}

/** Leads of each week that anybody was handed over in. */
export async function weeksOf(duck: Duck): Promise<Week[]> {
  return await duck.all<Week & Record<string, never>>(
    'SELECT week, count(*) FILTER (before)::INTEGER AS before, count(*) FILTER (after)::INTEGER AS after FROM judged GROUP BY 1 ORDER BY 1',
  )
}

/** Why people are contacts by the draft: the first that applies of excluded, missing facts, too few points. */
export async function stoppedBy(duck: Duck): Promise<{ points: number; missing: number; excluded: number }> {
  const row = await duck.one<{ points: number; missing: number; excluded: number }>(
    `SELECT count(*) FILTER (excluded)::INTEGER AS excluded, count(*) FILTER (missing AND NOT excluded)::INTEGER AS missing,
       count(*) FILTER (NOT missing AND NOT excluded)::INTEGER AS points FROM judged WHERE NOT after`,
  )
  return row ?? { points: 0, missing: 0, excluded: 0 }
}

/** For each criterion: for how many it gave or took points, and of those whose outcome is known how many there are and how many reached the target. */
export async function heldBy(duck: Duck, count: number, target: Outcome): Promise<{ held: number; known: number; hits: number }[]> {
  if (count === 0) return []
  const places = Array.from({ length: count }, (_, place) => place)
  const rows = await duck.one<Record<string, number>>(
    `SELECT ${places
      .map(
        (n) => `count(*) FILTER (held_${n})::INTEGER AS held_${n}, count(*) FILTER (held_${n} AND outcome <> 'open')::INTEGER AS known_${n},
         count(*) FILTER (held_${n} AND outcome = '${target}')::INTEGER AS hits_${n}`,
      )
      .join(', ')} FROM judged`,
  )
  return places.map((n) => ({ held: rows?.[`held_${n}`] ?? 0, known: rows?.[`known_${n}`] ?? 0, hits: rows?.[`hits_${n}`] ?? 0 }))
}

/** People on the other side than before, largest amounts first. */
export async function flipsOf(duck: Duck, way: 'gained' | 'dropped', { limit, offset }: { limit: number; offset: number }) {
  return await duck.all<{
    id: string
    name: string | null
    account: string | null
    on: string
    outcome: Outcome
    amount: number
    before: number | null
    after: number
  }>(
    `SELECT j.record_id::VARCHAR AS id, f.name, p.company AS account, p.judged_at::DATE AS "on", j.outcome,
       (CASE WHEN j.won_amount > 0 THEN j.won_amount ELSE j.open_amount END)::DOUBLE AS amount, j.score_before / 100 AS before, j.score_after / 100 AS after
     FROM judged j JOIN past p USING (record_id) LEFT JOIN fact_lead f ON f.record_id = j.record_id
     WHERE ${way === 'gained' ? 'j.after AND NOT j.before' : 'j.before AND NOT j.after'} ORDER BY amount DESC, p.judged_at DESC, id LIMIT ? OFFSET ?`,
    [limit, offset],
  )
}

/** The first and last day, and how many there are; those without a date beside. */
export async function spanOfPast(duck: Duck): Promise<{ people: number; undated: number; from: string | null; to: string | null }> {
  const span = await duck.one<{ people: number; from: string | null; to: string | null }>(
    'SELECT count(*)::INTEGER AS people, min(judged_at)::DATE AS "from", max(judged_at)::DATE AS "to" FROM past',
  )
  const undated = await duck.one<{ n: number }>("SELECT value::INTEGER AS n FROM past_about WHERE key = 'undated'")
  return { people: span?.people ?? 0, undated: undated?.n ?? 0, from: span?.from ?? null, to: span?.to ?? null }
}

/** The values of a text fact, the most frequent first. */
export async function valuesOfFact(
  duck: Duck,
  column: ListDeclaration['columns'][number],
  search: string,
): Promise<{ value: string; label: string; count: number }[]> {
  const fact = factSql(column)
  return await duck.all(
    `SELECT ${fact} AS value, value AS label, count(*)::INTEGER AS count FROM past WHERE ${fact} IS NOT NULL AND contains(lower(${fact}), lower(?)) GROUP BY 1 ORDER BY 3 DESC, 1 LIMIT 100`,
    [search],
  )
}

/** What of a fact those had whose outcome is known, value by value: how many, and how many reached the target. At most twenty values, the most frequent. */
export async function outcomesBy(duck: Duck, fact: string, target: Outcome): Promise<{ value: string; n: number; hits: number }[]> {
  return await duck.all(
    `SELECT value, count(*)::INTEGER AS n, count(*) FILTER (outcome = '${target}')::INTEGER AS hits
     FROM (SELECT (${fact})::VARCHAR AS value, outcome FROM past WHERE outcome <> 'open') WHERE value IS NOT NULL GROUP BY 1 ORDER BY n DESC, value LIMIT 20`,
  )
}

/** How many people have each outcome. */
export async function outcomesOfPast(duck: Duck): Promise<Record<Outcome, number>> {
  const rows = await duck.all<{ outcome: Outcome; n: number }>('SELECT outcome, count(*)::INTEGER AS n FROM past GROUP BY 1')
  const found = new Map(rows.map(({ outcome, n }) => [outcome, n]))
  const of = (one: Outcome) => found.get(one) ?? 0
  return { won: of('won'), open: of('open'), lost: of('lost'), converted: of('converted'), none: of('none') }
}

/** The score at which the best share of people would be leads, in hundredths, by the draft that was judged. */
export async function scoreOfBest(duck: Duck, share: number): Promise<number> {
  const row = await duck.one<{ score: number | null }>(
    `SELECT quantile_disc(score_after, ${1 - share})::INTEGER AS score FROM judged WHERE NOT missing AND NOT excluded`,
  )
  return row?.score ?? 0
}

/** The same by bands of employees, each known by its least. */
export async function outcomesBySize(duck: Duck, target: Outcome): Promise<{ least: number; n: number; hits: number }[]> {
  const least =
    'CASE WHEN employees >= 1000 THEN 1000 WHEN employees >= 250 THEN 250 WHEN employees >= 50 THEN 50 WHEN employees >= 10 THEN 10 END'
  const found = await outcomesBy(duck, least, target)
  return found.map(({ value, ...counts }) => ({ least: Number(value), ...counts }))
}

/** Of how many people facts are known that a contract may require, and whether anybody responded or has deals. */
export async function filledFacts(duck: Duck): Promise<{ filled: Record<string, number>; responds: boolean; deals: boolean }> {
  const row = await duck.one<{ mail: number | null; company: number | null; responds: boolean | null; deals: boolean | null }>(
    `SELECT avg(("emailDomain" IS NOT NULL)::INTEGER) AS mail, avg((company IS NOT NULL)::INTEGER) AS company, bool_or(responses > 0) AS responds,
       bool_or("openDeals" > 0) AS deals FROM past`,
  )
  return {
    filled: { emailDomain: row?.mail ?? 0, company: row?.company ?? 0 },
    responds: row?.responds ?? false,
    deals: row?.deals ?? false,
  }
}

/** How many would be leads from so many hundredths of points on. */
export async function countFrom(duck: Duck, score: number): Promise<number> {
  return (
    (
      await duck.one<{ n: number }>('SELECT count(*)::INTEGER AS n FROM judged WHERE NOT missing AND NOT excluded AND score_after >= ?', [
        score,
      ])
    )?.n ?? 0
  )
}
