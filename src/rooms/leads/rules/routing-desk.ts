import type { Id } from '#kernel/id'
import type { Desk, Placed } from './routing.ts'

type MemberId = Id<'member'>

/** Who could take somebody, and what one placing after the other makes of it. */
export function deskOf(
  today: Desk['today'],
  { workers, isAtWork }: Pick<Desk, 'workers' | 'isAtWork'>,
  owners: ReadonlyMap<string, { readonly members: readonly MemberId[]; readonly teams: readonly string[] }>,
  { open, owed }: { open: Map<string, number>; owed: Map<string, ReadonlyMap<string, number>> },
): { of: Desk; note(placed: Pick<Placed, 'ownerId' | 'owed'>): void } {
  const teams = Map.groupBy(workers.values(), ({ team }) => team)
  const teamOf = (team: string) => (teams.get(team) ?? []).map(({ id }) => id)
  return {
    of: {
      ...{ today, workers, isAtWork, teamOf },
      ownersOf: (name) => {
        const { members, teams: inTeams } = owners.get(name) ?? { members: [], teams: [] }
        return [...new Set([...members, ...inTeams.flatMap(teamOf)])]
      },
      openOf: (member) => open.get(member) ?? 0,
      owedIn: (pool) => owed.get(pool) ?? new Map(),
    },
    note({ ownerId, owed: next }) {
      if (ownerId !== null) open.set(ownerId, (open.get(ownerId) ?? 0) + 1)
      if (next) owed.set(next.pool, next.by)
    },
  }
}
