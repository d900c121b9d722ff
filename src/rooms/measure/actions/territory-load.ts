import { errand } from '#platform/action/action'
import { territoriesInUse } from '#rooms/accounts/actions/territories'
import { listMembers } from '#rooms/workspace/actions/list-members'
import * as contract from '../contract/territory-load.ts'
import { loadByOwner, loadByTerritory } from '../rules/territory-load.ts'
import { aboutFacts } from '../store/facts.ts'
import * as store from '../store/territory-load.ts'
import { withLent } from './commitments.ts'

export const readTerritoryLoad = errand(contract.readTerritoryLoad, async (ctx) => {
  const { now, territories } = await ctx.read(async ({ tx, now: at }) => {
    const names = new Map((await listMembers(tx)).map(({ id, name }) => [id, name]))
    const inUse = (await territoriesInUse(tx)).map(({ id, name, owners }) => {
      const members = owners.members.flatMap((member) => names.get(member) ?? [])
      return { id, name, owners: [...owners.teams, ...members] }
    })
    return { now: at, territories: inUse }
  })
  return await withLent(ctx, async (duck) => {
    const cells = await store.loadCells(duck, now)
    return {
      currency: (await aboutFacts(duck)).currency,
      days: store.recentDays,
      territories: loadByTerritory(cells, territories),
      owners: loadByOwner(cells, territories),
      without: await store.loadWithout(duck, now),
    }
  })
})
