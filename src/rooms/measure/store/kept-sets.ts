import type { Duck } from '#platform/analytics/duck'
import { sets, usualFrom, usualStays, withSets } from '../metrics/quality-sets.ts'
import { countedStays } from './stay-counts.ts'

/** The sets that are kept on a connection, while they are. */
const kept = new WeakMap<Duck, ReadonlySet<string>>()

/** Works with all sets of metrics and checks made once and kept, for work that asks many of them; facts must not change meanwhile. */
export async function keepingSets<T>(duck: Duck, work: () => Promise<T>): Promise<T> {
  if (kept.has(duck)) return work()
  const counted = new Map([[usualStays.name, countedUsual(duck)]])
  for (const { name, sql } of sets) await duck.run(`CREATE OR REPLACE TEMP TABLE ${name} AS ${counted.get(name) ?? sql}`)
  kept.set(duck, new Set(sets.map(({ name }) => name)))
  try {
    return await work()
  } finally {
    kept.delete(duck)
    for (const { name } of sets) await duck.run(`DROP TABLE IF EXISTS temp.${name}`)
  }
}

/** The usual stays from the counted ones, where stays are counted. */
function countedUsual(duck: Duck): string | undefined {
  const stays = countedStays(duck)
  return stays === null ? undefined : usualFrom(stays)
}

/** A query with the sets that it names: those that are kept, and the others made for it. The query itself must not begin with WITH. */
export const naming = (duck: Duck, query: string): string => withSets(query, kept.get(duck))
