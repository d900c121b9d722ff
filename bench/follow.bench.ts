import { withFacts } from '#rooms/measure/actions/follow'
import { type Filled, fillWorkspace, ownPostgres } from './filled-workspace.ts'
import type { Bench, Figures } from './kit.ts'

const changed = 1_000
const [large, small] = [1_000_000, 100_000]

/** How the facts follow a commit: what it costs has to grow with the change, not with the workspace. */
export const bench: Bench = {
  name: `follow: the facts of ${large.toLocaleString('en')} deals take over a commit that changes ${changed.toLocaleString('en')} of them`,
  against: `the same change among ${small.toLocaleString('en')} deals`,
  prepare: async (folder) => {
    const { database, close } = await ownPostgres(folder)
    const [many, few] = [await fillWorkspace(database, folder, large), await fillWorkspace(database, folder, small)]
    const follow = async (filled: Filled): Promise<Figures> => {
      const rebuilt = await withFacts(filled.services, filled.workspace, async (_, fresh) => fresh.rebuilt)
      if (rebuilt) throw new Error('The facts were made anew.')
      return {}
    }
    for (const filled of [many, few]) await withFacts(filled.services, filled.workspace, async () => {})
    const next = async () => {
      for (const filled of [many, few]) await filled.change(changed)
    }
    return {
      before: next,
      ours: () => follow(many),
      reference: () => follow(few),
      close: async () => {
        for (const filled of [many, few]) await filled.services.warehouse.close()
        await close()
      },
    }
  },
}
