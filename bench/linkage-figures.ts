/** `npx node bench/linkage-figures.ts [--scale]`: the tables of docs/results/linkage.md, measured now. */
import { openDuck } from '#platform/analytics/duck'
import { link } from '#rooms/accounts/actions/linkage'
import { median } from './kit.ts'
import { makePeople } from './linkage-people.ts'
import { dataDir, type LabelledSet, present, type Quality, qualityOf, sets, truePairsOf } from './linkage-sets.ts'

const rounds = 7
const digits = (n: number) => n.toFixed(4)
const line = (cells: readonly (string | number)[]) => console.log(`| ${cells.join(' | ')} |`)

async function measured(set: LabelledSet): Promise<void> {
  const times: { ms: number; cpu: number }[] = []
  let quality: Quality | undefined
  let looked = 0
  for (let round = 0; round < rounds; round++) {
    const duck = await openDuck({ memoryMb: 1_024, readable: [dataDir] })
    await set.load(duck)
    const [begun, before] = [performance.now(), process.cpuUsage()]
    const found = await link({ duck, table: 'record', columns: set.columns, sources: set.sources ?? false })
    const spent = process.cpuUsage(before)
    times.push({ ms: performance.now() - begun, cpu: (spent.user + spent.system) / 1e3 })
    quality = await qualityOf(duck, found.groups)
    looked = found.looked
    duck.close()
  }
  if (!quality || quality.truePairs !== truePairsOf(set)) throw new Error(`${set.name} was not read as it is.`)
  const { truePairs, told, right, precision, recall, f1 } = quality
  const ms = times.map((one) => one.ms)
  line([
    ...[set.name, truePairs, told, told - right, truePairs - right, digits(precision), digits(recall), digits(f1), looked],
    ...[Math.round(median(ms)), Math.round(Math.min(...ms)), Math.round(median(times.map(({ cpu }) => cpu)))],
  ])
}

async function scaled(count: number): Promise<void> {
  const duck = await openDuck({ memoryMb: 2_200 })
  await makePeople(duck, count)
  await duck.run('ALTER TABLE record RENAME person TO who')
  const columns = [
    ...([
      { name: 'given', kind: 'given' },
      { name: 'surname', kind: 'surname' },
      { name: 'email', kind: 'email' },
    ] as const),
    ...([
      { name: 'phone', kind: 'phone' },
      { name: 'company', kind: 'company' },
    ] as const),
  ]
  const [begun, before] = [performance.now(), process.cpuUsage()]
  const { groups, looked } = await link({ duck, table: 'record', columns })
  const [ms, spent] = [performance.now() - begun, process.cpuUsage(before)]
  const { truePairs, told, right, precision, recall, f1 } = await qualityOf(duck, groups)
  const mostMb = Math.round(process.resourceUsage().maxRSS / 1_024)
  console.log(
    JSON.stringify({
      count,
      truePairs,
      told,
      right,
      precision,
      recall,
      f1,
      looked,
      seconds: ms / 1e3,
      cpu: (spent.user + spent.system) / 1e6,
      mostMb,
    }),
  )
  duck.close()
}

if (process.argv.includes('--scale')) await scaled(1_000_000)
else if (!present()) console.log('The labelled sets are not there: put them into ../shared/data.')
else {
  line([
    'data',
    'true pairs',
    'told',
    'wrong',
    'missed',
    'precision',
    'recall',
    'F1',
    'pairs looked at',
    'ms, median',
    'ms, best',
    'processor ms',
  ])
  line(Array.from({ length: 12 }, () => '---'))
  for (const set of sets) await measured(set)
}
