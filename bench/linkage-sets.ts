import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Duck } from '#platform/analytics/duck'
import { projectDir } from '#platform/config'
import type { ColumnKind, LinkageColumn } from '#rooms/accounts/contract/linkage'

export const dataDir = join(projectDir, '../shared/data')

/** A set of records of which it is known who is who. */
export interface LabelledSet {
  readonly name: string
  /** Where its true pairs stand in expected.json, for a check of what was read. */
  readonly expected: readonly [file: string, key: string | null]
  readonly columns: readonly LinkageColumn[]
  readonly sources?: boolean
  /** Makes the table `record` with `id`, the columns and `who`, which is never looked at by the linkage. */
  load(duck: Duck): Promise<void>
}

const columns = (...all: readonly (readonly [string, ColumnKind])[]): LinkageColumn[] => all.map(([name, kind]) => ({ name, kind }))
const csv = (file: string, more = '') => `read_csv('${join(dataDir, file)}', header = true, all_varchar = true${more})`

const febrlColumns = columns(
  ...([
    ['given_name', 'given'],
    ['surname', 'surname'],
    ['street_number', 'number'],
    ['address_1', 'street'],
    ['address_2', 'street'],
  ] as const),
  ...([
    ['suburb', 'town'],
    ['postcode', 'postcode'],
    ['state', 'region'],
    ['date_of_birth', 'date'],
  ] as const),
)

function febrl(file: string, more: readonly LinkageColumn[], named: string): LabelledSet {
  const all = [...febrlColumns, ...more]
  return {
    name: `${file}${named}`,
    expected: ['linkage-febrl', file],
    columns: all,
    load: async (duck) => {
      const values = all.map(({ name }) => `trim(${name}) AS ${name}`).join(', ')
      await duck.run(
        `CREATE TABLE record AS SELECT rec_id AS id, split_part(rec_id, '-', 2) AS who, ${values} FROM ${csv(`linkage-febrl/${file}.csv`, ', normalize_names = true')}`,
      )
    },
  }
}

const number = columns(['soc_sec_id', 'id'])

export const sets: readonly LabelledSet[] = [
  ...['febrl3', 'febrl1', 'febrl2'].flatMap((file) => [febrl(file, [], ' without soc_sec_id'), febrl(file, number, ' with soc_sec_id')]),
  {
    name: 'splink_fake_1000',
    expected: ['linkage-febrl', 'splink_fake_1000'],
    columns: columns(['first_name', 'given'], ['surname', 'surname'], ['dob', 'date'], ['city', 'town'], ['email', 'email']),
    load: async (duck) => {
      await duck.run(
        `CREATE TABLE record AS SELECT unique_id AS id, "cluster" AS who, * EXCLUDE (unique_id, "cluster") FROM ${csv('linkage-febrl/splink_fake_1000.csv')}`,
      )
    },
  },
  {
    name: 'restaurants (two sets, each without duplicates)',
    expected: ['linkage-restaurants', null],
    columns: columns(['name', 'company'], ['addr', 'street'], ['city', 'town'], ['phone', 'phone'], ['type', 'region']),
    sources: true,
    load: async (duck) => {
      const side = (set: string, source: number) =>
        `SELECT '${set}' || id AS id, ${source} AS source, name, addr, city, phone, type FROM ${csv(`linkage-restaurants/${set}.csv`)}`
      await duck.run(`CREATE TABLE record AS SELECT r.*, coalesce('zagats' || m.zagats_id, r.id) AS who FROM (${side('fodors', 0)} UNION ALL ${side('zagats', 1)}) r
        LEFT JOIN ${csv('linkage-restaurants/matches_fodors_zagats.csv')} m ON r.id = 'fodors' || m.fodors_id`)
    },
  },
]

/** Whether the data lies beside this checkout. */
export const present = (): boolean => existsSync(join(dataDir, 'linkage-febrl/expected.json'))

/** How many pairs of a set are true, as the data itself says. */
export function truePairsOf({ expected: [folder, key] }: LabelledSet): number {
  const read = JSON.parse(readFileSync(join(dataDir, folder, 'expected.json'), 'utf8')) as Record<string, { true_pairs: number }> & {
    true_pairs: number
  }
  return key === null ? read.true_pairs : (read[key]?.true_pairs ?? Number.NaN)
}

export interface Quality {
  readonly truePairs: number
  readonly told: number
  readonly right: number
  readonly precision: number
  readonly recall: number
  readonly f1: number
}

/** Pairs within groups against the true ones; a true pair that no block held is missed like any other. */
export async function qualityOf(duck: Duck, groups: readonly (readonly string[])[]): Promise<Quality> {
  const rows = await duck.all<{ id: string; who: string }>(
    'SELECT id, who::VARCHAR AS who FROM record WHERE who IN (SELECT who FROM record GROUP BY who HAVING count(*) > 1)',
  )
  const who = new Map(rows.map((row) => [row.id, row.who]))
  const pairsOf = (sizes: Iterable<number>) => [...sizes].reduce((sum, n) => sum + (n * (n - 1)) / 2, 0)
  const sizesOf = (all: readonly string[]) => [...Map.groupBy(all, (one) => one).values()].map(({ length }) => length)
  const truePairs = pairsOf(sizesOf(rows.map((row) => row.who)))
  const told = pairsOf(groups.map(({ length }) => length))
  const right = groups.reduce((sum, group) => sum + pairsOf(sizesOf(group.flatMap((id) => who.get(id) ?? []))), 0)
  return { truePairs, told, right, precision: right / told, recall: right / truePairs, f1: (2 * right) / (told + truePairs) }
}
