import { found, Problem } from '#kernel/problem'
import { t } from '#kernel/text'
import { action, errand, question } from '#platform/action/action'
import { newId } from '#platform/ids'
import { undoEvent } from '#platform/ledger/undo'
import type { Tx } from '#platform/store/database'
import * as contract from '../contract.ts'
import { benchmarkRemoved, benchmarkSet } from '../events.ts'
import { allBenchmarks, type BenchmarkRow, benchmarkById, benchmarkOf, isOfBenchmark } from '../store.ts'
import { benchmarks } from '../tables.ts'

/** The benchmarks that were typed in, in the order of their stages' names. */
export async function typedBenchmarks(tx: Tx): Promise<contract.Benchmark[]> {
  return (await allBenchmarks(tx)).map(told)
}

function told({ touchedBy: _, ...row }: BenchmarkRow): contract.Benchmark {
  return row
}

export const listBenchmarks = question(contract.listBenchmarks, async ({ tx }) => ({ benchmarks: await typedBenchmarks(tx) }))

export const setBenchmark = action(contract.setBenchmark, async (ctx, input) => {
  const before = await benchmarkOf(ctx.tx, input)
  const { level, source, stage, measure } = input
  const id = before?.id ?? newId<'benchmark'>(ctx.now)
  if (before) await ctx.ledger.update(benchmarks, [{ id, level, source }])
  else await ctx.ledger.insert(benchmarks, [{ ...input, id }])
  ctx.tell(benchmarkSet, { stage, measure, source }, { kind: 'benchmark', id })
  return { ...input, id, eventId: ctx.ledger.eventId }
})

export const removeBenchmark = action(contract.removeBenchmark, async (ctx, { benchmarkId: id }) => {
  const { stage, measure } = found(await benchmarkById(ctx.tx, id), t('This benchmark'))
  await ctx.ledger.remove(benchmarks, [id])
  ctx.tell(benchmarkRemoved, { stage, measure }, { kind: 'benchmark', id })
  return { eventId: ctx.ledger.eventId }
})

/** Leaves the transaction without a trace. */
class ChangedSince extends Error {}

export const undoBenchmark = errand(contract.undoBenchmark, async (ctx, { eventId }) => {
  try {
    return await ctx.write(async ({ tx, ledger, services }) => {
      if (!(await isOfBenchmark(tx, eventId)))
        throw new Problem(
          'not-found',
          t('There is no change of a benchmark with this id. The benchmarks that hold are listed on the diagnosis page.'),
        )
      const { conflicts } = await undoEvent(tx, ledger, eventId, services.keptTables)
      if (conflicts.length > 0) throw new ChangedSince()
      return { undone: true }
    })
  } catch (error) {
    if (error instanceof ChangedSince) return { undone: false }
    throw error
  }
})
