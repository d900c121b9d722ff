import type { Duck } from '#platform/analytics/duck'

/** What is known as a whole, as it is kept: text by key. */
export type Known = ReadonlyMap<string, string | null>

/** Reads it. Throws where there are no facts. */
export async function knownOf(duck: Duck): Promise<Known> {
  return new Map((await duck.all<{ key: string; value: string | null }>('FROM about')).map(({ key, value }) => [key, value]))
}

/** Writes what is known as a whole, where it is not `known` already: looking takes less than writing. */
export async function setAbout(duck: Duck, values: Record<string, string | null>, known?: Known): Promise<void> {
  const before = known ?? (await knownOf(duck))
  const rows = Object.entries(values).filter(([key, value]) => before.get(key) !== value)
  if (rows.length === 0) return
  await duck.run(`INSERT OR REPLACE INTO about VALUES ${rows.map(() => '(?, ?)').join(', ')}`, rows.flat())
}
