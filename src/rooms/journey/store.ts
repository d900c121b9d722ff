import { or, sql } from 'drizzle-orm'
import type { Tx } from '#platform/store/database'
import type { RowOf } from '#platform/store/kept'
import { pipelines, solutions, stages } from './tables.ts'

export type Pipeline = RowOf<typeof pipelines>
export type Stage = RowOf<typeof stages>
export type Solution = RowOf<typeof solutions>

export function allPipelines(tx: Tx): Promise<Pipeline[]> {
  return tx.db.select().from(pipelines.table).orderBy(pipelines.table.name)
}

export function allStages(tx: Tx): Promise<Stage[]> {
  return tx.db.select().from(stages.table).orderBy(stages.table.pipelineId, stages.table.position)
}

export function solutionsBy(tx: Tx, keys: { externalIds: readonly string[]; nameKeys: readonly string[] }): Promise<Solution[]> {
  const { table } = solutions
  return tx.db
    .select()
    .from(table)
    .where(or(sql`${table.externalId} = ANY(${sql.param(keys.externalIds)})`, sql`${table.nameKey} = ANY(${sql.param(keys.nameKeys)})`))
}
