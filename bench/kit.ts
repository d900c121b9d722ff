import { cpuSeconds } from './cpu.ts'

/** One comparison: what the product does, and a reference for the same answer, both measured in the same run on the same machine. */
export interface Bench {
  /** What is measured, as a sentence. */
  readonly name: string
  /** What it is compared with. */
  readonly against: string
  /** Rounds that count; one more is run before them to warm up. Default 5. */
  readonly rounds?: number
  /** Without a round before, for what takes too long to be done twice; both sides must agree in the first that counts. */
  readonly cold?: boolean
  /** How many times as much ours does as the reference; ratios are for the same amount. Default 1. */
  readonly times?: number
  /** Makes the inputs in `folder` and returns both sides. */
  prepare(folder: string): Promise<Sides>
}

export interface Sides {
  ours(): Promise<Figures>
  reference(): Promise<Figures>
  /** Runs before each round, off the clock. */
  before?(): Promise<void>
  close?(): Promise<void>
}

/** The numbers that both sides must agree on, or the comparison says nothing. */
export type Figures = Readonly<Record<string, number>>

export interface BenchResult {
  readonly name: string
  readonly against: string
  /** Medians of the rounds, in milliseconds. */
  readonly oursMs: number
  readonly referenceMs: number
  /** How many times longer ours takes than the reference for the same amount. */
  readonly ratio: number
  /** Medians of the processor seconds that all processes of ours spent, PostgreSQL included; NaN where the system does not tell. */
  readonly oursCpu: number
  readonly referenceCpu: number
  readonly cpuRatio: number
  /** Lowest and highest ratio of a single round. */
  readonly spread: readonly [number, number]
}

/** Runs both sides in turn, so that a slow minute of the machine hits both. Throws when they do not agree. */
export async function measure(bench: Bench, folder: string, now: () => number): Promise<BenchResult> {
  const sides = await bench.prepare(folder)
  try {
    if (!bench.cold) {
      await sides.before?.()
      agree(bench.name, await sides.ours(), await sides.reference())
    }
    const rounds: { ours: Spent; reference: Spent }[] = []
    for (let round = 0; round < (bench.rounds ?? 5); round += 1) {
      await sides.before?.()
      const [ours, reference] = [await timed(sides.ours, now), await timed(sides.reference, now)]
      if (bench.cold && round === 0) agree(bench.name, ours.figures, reference.figures)
      rounds.push({ ours, reference })
    }
    const of = (side: 'ours' | 'reference', what: 'ms' | 'cpu') => median(rounds.map((round) => round[side][what]))
    const [oursMs, referenceMs] = [of('ours', 'ms'), of('reference', 'ms')]
    const times = bench.times ?? 1
    const ratios = rounds.map((round) => round.ours.ms / round.reference.ms / times).sort((a, b) => a - b)
    return {
      name: bench.name,
      against: bench.against,
      oursMs,
      referenceMs,
      ratio: oursMs / referenceMs / times,
      oursCpu: of('ours', 'cpu'),
      referenceCpu: of('reference', 'cpu'),
      cpuRatio: of('ours', 'cpu') / of('reference', 'cpu') / times,
      spread: [ratios.at(0) ?? 0, ratios.at(-1) ?? 0],
    }
  } finally {
    await sides.close?.()
  }
}

interface Spent {
  readonly ms: number
  readonly cpu: number
  readonly figures: Figures
}

async function timed(run: () => Promise<Figures>, now: () => number): Promise<Spent> {
  const [begun, before] = [now(), cpuSeconds()]
  const figures = await run()
  return { ms: now() - begun, cpu: cpuSeconds() - before, figures }
}

/** The middle value; the mean of the two middle ones for an even count. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}

function agree(name: string, ours: Figures, reference: Figures): void {
  for (const [figure, expected] of Object.entries(reference)) {
    const got = ours[figure]
    if (got === undefined || Math.abs(got - expected) > 1e-9 * Math.max(1, Math.abs(expected))) {
      throw new Error(`"${name}" compares nothing: ${figure} is ${got} here and ${expected} in the reference.`)
    }
  }
}
