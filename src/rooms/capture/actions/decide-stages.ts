import type { Duck } from '#platform/analytics/duck'
import { guessStages, kindByStatus, orderSaid, type StageFacts } from '../rules/stages.ts'
import type { Correction, StageGuess, StageKind } from '../shapes.ts'
import * as store from '../store/stages.ts'
import type { ReadFile } from './read-file.ts'

/** Looks at all files together, decides stages and their order (as `said`, where somebody said it), and leaves them in `staged.stage` for the rows to find. */
export async function decideStages(duck: Duck, files: readonly ReadFile[], said: Correction['stages']): Promise<StageGuess[]> {
  const columnOf = (file: ReadFile, field: string) => file.guess.mapping.find((each) => each.field === field)?.column ?? null
  const deals = files.filter((file) => file.guess.kind === 'deal')
  for (const file of deals) {
    const status = columnOf(file, 'status')
    if (status === null) continue
    const kinds = new Map<string, StageKind>()
    for (const value of await store.statuses(duck, file.guess.file, status)) {
      const kind = kindByStatus(value)
      if (kind) kinds.set(value, kind)
    }
    await store.keepStatuses(duck, kinds)
  }
  const counts = await store.stageCounts(
    duck,
    deals.map((file) => ({
      no: file.guess.file,
      pipeline: columnOf(file, 'pipeline'),
      stage: columnOf(file, 'stage'),
      status: columnOf(file, 'status'),
      won: columnOf(file, 'is_won'),
      closed: columnOf(file, 'is_closed'),
      probability: columnOf(file, 'probability'),
    })),
  )
  const listed = await listOf(duck, files)
  const passed = await store.passedOrder(duck, entriesOf(files))
  const facts: StageFacts[] = counts.map((each) => ({
    pipeline: each.pipeline,
    stage: each.stage,
    deals: each.deals,
    saidWon: each.won,
    saidLost: each.lost,
    saidOpen: each.open,
    probability: each.probability,
    probabilitySpread: each.spread,
    listed: listed.get(each.stage.toLowerCase()) ?? null,
    passed: passed.get(each.stage) ?? null,
  }))
  const counted = new Set(facts.map((each) => keyOf(each)))
  const known = facts.map(({ stage }) => stage)
  const passing = await store.stagesPassed(duck, deals.map(dealKeys), files.filter(isHistory).map(historyKeys), known)
  const more = passing.filter((each) => !counted.has(keyOf(each)))
  facts.push(
    ...more.map((each) => ({
      ...nobody,
      ...each,
      listed: listed.get(each.stage.toLowerCase()) ?? null,
      passed: passed.get(each.stage) ?? null,
    })),
  )
  const stages = orderSaid(guessStages(facts), said)
  await store.keepStages(duck, stages)
  return stages
}

const keyOf = (each: { pipeline: string; stage: string }) => JSON.stringify([each.pipeline, each.stage])
const isHistory = (file: ReadFile) => file.guess.kind === 'stage_history'
/** A stage that deals went through and in which none is. */
const nobody = { deals: 0, saidWon: 0, saidLost: 0, saidOpen: 0, probability: null, probabilitySpread: null } as const

function dealKeys({ guess }: ReadFile): store.DealKeys {
  const columnOf = (field: string) => guess.mapping.find((each) => each.field === field)?.column ?? null
  const entered = guess.mapping.flatMap((each) =>
    each.field === 'entered' && each.stage ? [{ stage: each.stage, column: each.column }] : [],
  )
  return { no: guess.file, id: columnOf('external_id'), name: columnOf('name'), pipeline: columnOf('pipeline'), entered }
}

function historyKeys({ guess }: ReadFile): store.HistoryKeys {
  const columnOf = (field: string) => guess.mapping.find((each) => each.field === field)?.column ?? null
  const stages = [columnOf('stage'), columnOf('old_stage')].filter((column) => column !== null)
  return { no: guess.file, id: columnOf('deal_external_id'), name: columnOf('deal_name'), stages, field: columnOf('field_name') }
}

async function listOf(duck: Duck, files: readonly ReadFile[]): Promise<Map<string, { position: number; kind: StageKind | null }>> {
  const found = new Map<string, { position: number; kind: StageKind | null }>()
  for (const file of files.filter((each) => each.guess.kind === 'stage')) {
    const columns = new Map(
      file.guess.mapping.filter((each) => each.field !== 'custom' && each.field !== 'ignore').map((each) => [each.field, each.column]),
    )
    for (const row of await store.listedStages(duck, file.guess.file, columns)) {
      const kind = row.won ? 'won' : row.closed ? 'lost' : row.closed === false ? 'open' : null
      for (const name of [row.id, row.stage]) if (name) found.set(name.toLowerCase(), { position: row.position ?? 0, kind })
    }
  }
  return found
}

function entriesOf(files: readonly ReadFile[]): store.Entries[] {
  return files.flatMap(({ guess }): store.Entries[] => {
    const columnOf = (field: string) => guess.mapping.find((each) => each.field === field)?.column
    const base = { no: guess.file, dateOrder: guess.formats.dateOrder }
    if (guess.kind === 'deal') {
      const columns = guess.mapping.flatMap((each) =>
        each.field === 'entered' && each.stage ? [{ stage: each.stage, column: each.column }] : [],
      )
      return [{ ...base, columns, rows: null }]
    }
    const [deal, stage, at] = [columnOf('deal_external_id') ?? columnOf('deal_name'), columnOf('stage'), columnOf('entered_at')]
    const isHistory = guess.kind === 'stage_history' && deal !== undefined && stage !== undefined && at !== undefined
    return isHistory ? [{ ...base, columns: [], rows: { deal, stage, at, field: columnOf('field_name') ?? null } }] : []
  })
}
