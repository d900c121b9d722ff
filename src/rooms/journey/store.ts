import { eq, or, sql } from 'drizzle-orm'
import type { Id } from '#kernel/id'
import type { Tx } from '#platform/store/database'
import type { RowOf } from '#platform/store/kept'
import { pipelines, solutions, stages } from './tables.ts'

export type Pipeline = RowOf<typeof pipelines>
export type Stage = RowOf<typeof stages>
export type Solution = RowOf<typeof solutions>

export function allPipelines(tx: Tx): Promise<Pipeline[]> {
  return tx.db.select().from(pipelines.table).orderBy(pipelines.table.name)
}

/** All pipelines, held until the transaction ends, so that two people who change them take turns. */
export async function holdPipelines(tx: Tx): Promise<Pipeline[]> {
  return await tx.db.select().from(pipelines.table).orderBy(pipelines.table.id).for('update')
}

export function stagesOf(tx: Tx, pipelineId: Id<'pipeline'>): Promise<Stage[]> {
  const { table } = stages
  return tx.db.select().from(table).where(eq(table.pipelineId, pipelineId)).orderBy(table.position, table.id)
}

export function allSolutions(tx: Tx): Promise<{ id: Id<'solution'>; name: string }[]> {
  const { table } = solutions
  return tx.db.select({ id: table.id, name: table.name }).from(table).orderBy(table.name)
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
