import { legalForms } from '#kernel/normal'
import { type Duck, type DuckRow, quoteIdent } from '#platform/analytics/duck'
import { installKeys } from '#platform/analytics/keys'
import { type LinkageColumn, levelsOf, type Model, type Scored, weighsRarity } from '../contract/linkage.ts'
import { type BlockingRule, blockingRules, comparing, extra, macros, spelling } from './linkage-sql.ts'

/** Records to link: a table of texts with `id`, and `source` where two sets are linked. */
export interface Records {
  readonly duck: Duck
  readonly table: string
  readonly columns: readonly LinkageColumn[]
  readonly sources?: boolean
  /** Names that stand for each other; each with the names that it may be short for. */
  readonly nicknames: ReadonlyMap<string, readonly string[]>
}

/** Writes down the records as they are compared, each with how many share each of its values. Answers how many there are, and how many pairs. */
export async function spell({ duck, table, columns, sources, nicknames }: Records): Promise<{ records: number; pairs: number }> {
  await installKeys(duck)
  await duck.run(macros(legalForms))
  const given = columns.findIndex(({ kind }) => kind === 'given')
  const values = columns.map(({ name, kind }, i) => `${spelling(kind, quoteIdent(name))} AS c${i}`)
  const source = sources ? 'source' : '0'
  await duck.run(`CREATE OR REPLACE TEMP TABLE spelled AS
    SELECT (row_number() OVER () - 1)::INTEGER AS rid, id, ${source} AS source, ${values.join(', ')} FROM ${table}`)
  const often = columns.map(
    (_, i) => `f${i} AS (SELECT c${i} AS v, count(*)::INTEGER AS f FROM spelled WHERE c${i} IS NOT NULL GROUP BY 1)`,
  )
  const joined = columns.map((_, i) => `LEFT JOIN f${i} ON f${i}.v = s.c${i}`)
  const shared = columns.map((_, i) => `f${i}.f AS f${i}`)
  if (given >= 0) {
    const rows = [...nicknames].map(([name, roots]) => `('${name}', '${roots.join(' ')}')`)
    await duck.run(`CREATE OR REPLACE TEMP TABLE nick AS SELECT * FROM (VALUES ${rows.join(', ')}) n(name, roots)`)
  }
  const more = columns.flatMap(({ kind }, i) => {
    const kept = i === given ? 'nick.roots' : extra(kind, `s.c${i}`)
    return kept === null ? [] : [`${kept} AS e${i}`]
  })
  await duck.run(`CREATE OR REPLACE TEMP TABLE rec AS WITH ${often.join(', ')}
    SELECT ${['s.*', ...shared, ...more].join(', ')} FROM spelled s ${joined.join(' ')} ${given < 0 ? '' : `LEFT JOIN nick ON nick.name = s.c${given}`}`)
  const sizes = await duck.all<{ n: number }>('SELECT count(*) AS n FROM rec GROUP BY source ORDER BY n')
  const records = sizes.reduce((sum, { n }) => sum + n, 0)
  const within = sizes.reduce((sum, { n }) => sum + (n * (n - 1)) / 2, 0)
  const all = (records * (records - 1)) / 2
  return { records, pairs: Math.max(1, sources ? all - within : all) }
}

/** A value that several records have in a column. */
export interface Often {
  readonly place: number
  readonly value: string
  readonly records: number
}

/** Values that more than two records have, by the place of their column: a value of two is as rare as one can be. */
export async function oftenIn({ duck, columns }: Records): Promise<Often[]> {
  const each = columns.map(
    (_, i) => `SELECT ${i} AS place, c${i} AS value, any_value(f${i}) AS records FROM rec WHERE f${i} > 2 GROUP BY c${i}`,
  )
  return await duck.all<Often & DuckRow>(each.join(' UNION ALL '))
}

/** More records than this are never looked through as one block, nor are fewer than this left out for their number. */
const mostInBlock = 400
const alwaysInBlock = 8

/** So many keys are gathered at once. */
const mostKeys = 4_000_000

/** Finds the pairs that share a block: small blocks first, until a rule has cost as many pairs as it may. */
export async function block({ duck, columns, sources }: Records, records: number): Promise<number> {
  const rules = blockingRules(columns)
  const atOnce = Math.max(1, Math.floor(mostKeys / records))
  await duck.run('CREATE OR REPLACE TEMP TABLE met (a INTEGER, b INTEGER)')
  for (let at = 0; at < rules.length; at += atOnce) await meet(duck, rules.slice(at, at + atOnce), records)
  const across = sources ? 'JOIN rec x ON x.rid = met.a JOIN rec y ON y.rid = met.b WHERE x.source <> y.source' : ''
  await duck.run(`CREATE OR REPLACE TEMP TABLE pair AS SELECT a, b FROM (SELECT met.a, met.b FROM met ${across}) GROUP BY a, b`)
  await duck.run('DROP TABLE met; DROP TABLE blocks')
  return (await duck.one<{ n: number }>('SELECT count(*) AS n FROM pair'))?.n ?? 0
}

async function meet(duck: Duck, rules: readonly BlockingRule[], records: number): Promise<void> {
  const keys = rules.map(
    (rule, at) =>
      `SELECT rid, hash(${at}, ${rule.keys.join(', ')}) AS h, ${at} AS rule FROM rec WHERE ${rule.keys.map((key) => `${key} IS NOT NULL`).join(' AND ')}`,
  )
  const costs = rules.map(({ each }, at) => `(${at}, ${each * records})`).join(', ')
  await duck.run(`CREATE OR REPLACE TEMP TABLE blocks AS
    SELECT h, any_value(rule) AS rule, list(rid) AS rids, count(*)::INTEGER AS n FROM (${keys.join(' UNION ALL ')}) GROUP BY h HAVING count(*) BETWEEN 2 AND ${mostInBlock}`)
  await duck.run(`INSERT INTO met WITH sizes AS (SELECT rule, n, sum(n * (n - 1) / 2 * times) OVER (PARTITION BY rule ORDER BY n) AS cost
      FROM (SELECT rule, n, count(*) AS times FROM blocks GROUP BY ALL)),
    most AS (SELECT rule, max(n) AS n FROM sizes JOIN (VALUES ${costs}) c(rule, cost) USING (rule) WHERE sizes.cost <= c.cost OR n <= ${alwaysInBlock} GROUP BY rule)
    SELECT a, b FROM (SELECT unnest(rids) AS a, rids FROM blocks JOIN most USING (rule) WHERE blocks.n <= most.n) x, unnest(x.rids) AS y(b) WHERE a < b`)
}

/** Takes pairs at random, the same ones each time. */
export async function sample({ duck, sources }: Records, records: number, size: number): Promise<void> {
  const across = sources ? 'JOIN rec x ON x.rid = a JOIN rec y ON y.rid = b WHERE x.source <> y.source AND' : 'WHERE'
  await duck.run(`CREATE OR REPLACE TEMP TABLE random_pair AS SELECT a, b FROM (
    SELECT (hash(i * 2) % ${records})::INTEGER AS a, (hash(i * 2 + 1) % ${records})::INTEGER AS b FROM range(${size}) r(i)) ${across} a <> b`)
}

/** Compares all pairs of a table into another. */
export async function compare({ duck, columns }: Records, pairs: string, into: string): Promise<void> {
  await duck.run(`CREATE OR REPLACE TEMP TABLE ${into} AS ${comparing(columns, pairs)}`)
}

/** In which ways the pairs of a table agree, each with how many do. */
export async function patterns({ duck, columns }: Records, compared: string): Promise<{ levels: Int8Array; counts: Float64Array }> {
  // A digit of base nine for each column: a level up to eight, or nothing. Sixteen of them are exact in a float.
  const packed = columns.map((_, i) => `coalesce(g${i} + 1, 0)::BIGINT * ${9 ** i}`).join(' + ')
  const rows = await duck.all<{ p: number; n: number }>(`SELECT ${packed} AS p, count(*) AS n FROM ${compared} GROUP BY 1`)
  const width = columns.length
  const levels = new Int8Array(rows.length * width)
  rows.forEach(({ p }, row) => {
    for (let i = 0, rest = p; i < width; i++, rest = Math.floor(rest / 9)) levels[row * width + i] = (rest % 9) - 1
  })
  return { levels, counts: Float64Array.from(rows, ({ n }) => n) }
}

/** The weight of each pair that was compared, in bits, where it is above `least`. */
export async function score({ duck, columns }: Records, model: Model, compared: string, least: number): Promise<Scored[]> {
  const rows = await duck.all<{ a: number; b: number; weight: number }>(
    `SELECT a, b, weight FROM (SELECT a, b, ${weighing(columns, model)} AS weight FROM ${compared}) WHERE weight > ${least}`,
  )
  return rows
}

function weighing(columns: readonly LinkageColumn[], model: Model): string {
  const base = Math.log2(model.prior / (1 - model.prior))
  const parts = columns.map(({ kind }, i) => {
    const { m = [], u = [] } = model.columns[i] ?? {}
    const cases = levelsOf(kind).map((_, level) => {
      if (level === 0 && weighsRarity(kind))
        return `WHEN 0 THEN log2(${m[0]}) - log2(greatest(t${i}, ${rarest}) / ${model.records + beyond}.0)`
      return `WHEN ${level} THEN ${Math.log2((m[level] ?? 1) / (u[level] ?? 1))}`
    })
    return `CASE g${i} ${cases.join(' ')} ELSE 0 END`
  })
  return [base, ...parts].join(' + ')
}

/** As in rules/linkage-weights: a value that only these two have may be a frequent one seen seldom. */
const rarest = 2
const beyond = 1_000

/** Compares the pairs of each group that share no block, so that all that was said about a group is known. */
export async function compareWithin(records: Records, groups: readonly (readonly number[])[], into: string): Promise<void> {
  const { duck } = records
  await duck.run('CREATE OR REPLACE TEMP TABLE grouped (g INTEGER, rid INTEGER)')
  const rows = groups.flatMap((members, g) => members.map((rid) => `(${g},${rid})`))
  for (let at = 0; at < rows.length; at += 20_000) await duck.run(`INSERT INTO grouped VALUES ${rows.slice(at, at + 20_000).join(',')}`)
  await duck.run(`CREATE OR REPLACE TEMP TABLE within_pair AS SELECT x.rid AS a, y.rid AS b FROM grouped x JOIN grouped y ON x.g = y.g AND x.rid < y.rid
    WHERE NOT EXISTS (SELECT 1 FROM pair p WHERE p.a = x.rid AND p.b = y.rid)`)
  await compare(records, 'within_pair', into)
}

/** The ids of some records, and their sets, by their numbers. */
export async function idsOf({ duck }: Records, some: readonly number[]): Promise<Map<number, { id: string; source: string }>> {
  await duck.run('CREATE OR REPLACE TEMP TABLE asked (rid INTEGER)')
  for (let at = 0; at < some.length; at += 20_000)
    await duck.run(
      `INSERT INTO asked VALUES ${some
        .slice(at, at + 20_000)
        .map((rid) => `(${rid})`)
        .join(',')}`,
    )
  const rows = await duck.all<{ rid: number; id: string; source: string }>(
    'SELECT rid, id, source::VARCHAR AS source FROM rec WHERE rid IN (SELECT rid FROM asked)',
  )
  return new Map(rows.map(({ rid, ...one }) => [rid, one]))
}

export interface Explained {
  readonly first: string
  readonly second: string
  readonly levels: number[]
  readonly shared: (number | null)[]
}

/** The likeliest pairs with how they agree, each with the ids of its records. */
export async function explain({ duck, columns }: Records, model: Model, least: number, most: number): Promise<Explained[]> {
  const levels = columns.map((_, i) => `coalesce(g${i}::INTEGER, -1)`).join(', ')
  const shared = columns.map((_, i) => `t${i}`).join(', ')
  const from = (table: string) =>
    `SELECT a, b, [${levels}] AS levels, [${shared}] AS shared, ${weighing(columns, model)} AS weight FROM ${table}`
  return await duck.all<Explained & DuckRow>(
    `SELECT x.id AS first, y.id AS second, levels, shared FROM (${from('compared')} UNION ALL ${from('compared_within')}) p
     JOIN rec x ON x.rid = p.a JOIN rec y ON y.rid = p.b WHERE weight > ${least} ORDER BY weight DESC LIMIT ${most}`,
  )
}
