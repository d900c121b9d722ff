import { withFacts } from '#rooms/measure/actions/follow'
import { fillWorkspace, ownPostgres } from './filled-workspace.ts'
import type { Bench } from './kit.ts'

const deals = 250_000

/** The facts of a workspace from nothing. Rows are deals and stage entries: 3.4 for each deal. */
export const bench: Bench = {
  name: `rebuild: the facts of ${deals.toLocaleString('en')} deals and their 2.4 stage entries each, from nothing`,
  against: 'reading the same rows in PostgreSQL, without writing them anywhere',
  rounds: 3,
  prepare: async (folder) => {
    const { database, close } = await ownPostgres(folder)
    const filled = await fillWorkspace(database, folder, deals)
    const { services, workspace } = filled
    return {
      before: () => services.warehouse.forget(workspace.id),
      ours: () =>
        withFacts(services, workspace, async (duck) => ({
          deals: (await duck.one<{ n: number }>('SELECT count(*) AS n FROM fact_deal'))?.n ?? 0,
          entries: (await duck.one<{ n: number }>('SELECT count(*) AS n FROM fact_stage_entry'))?.n ?? 0,
        })),
      reference: () =>
        database.inWorkspace(
          workspace,
          async (tx) => {
            const rows = await tx.query<{ deals: number; entries: number }>(
              `SELECT (SELECT count(md5(d::text)) FROM deal d) AS deals, (SELECT count(md5(e::text)) FROM stage_entry e) AS entries`,
            )
            return { deals: Number(rows[0]?.deals), entries: Number(rows[0]?.entries) }
          },
          { readOnly: true, statementMs: 0 },
        ),
      close: async () => {
        await services.warehouse.close()
        await close()
      },
    }
  },
}
