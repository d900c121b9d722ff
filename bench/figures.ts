import { mkdirSync, writeFileSync } from 'node:fs'
import type { Day } from '#kernel/time'
import { openDuck } from '#platform/analytics/duck'
import { stageFiles } from '#rooms/capture/actions/stage-files'
import { ask } from '#rooms/measure/actions/ask'
import { fillFromStaged } from '#rooms/measure/actions/fill-from-staged'
import { dimensionsCalled } from '#rooms/measure/actions/slice-metrics'
import { metricNamed } from '#rooms/measure/metrics/catalog'
import { recordsBehind } from '#rooms/measure/store/answers'
import { type About, aboutFacts } from '#rooms/measure/store/facts'
import { type DataSet, dataSet, type ExpectedFigure, setNames } from '#test/kit/expected'

/** Writes docs/results/figures.md: each published figure of the shared data sets, ours from the files as they are, and the reason of each difference. */
const target = 'docs/results/figures.md'
const today = '2026-01-01' as Day

interface Compared {
  readonly figure: ExpectedFigure
  readonly ours: number | null
  readonly n: number
  readonly records: number
}

function equal({ figure, ours, n, records }: Compared): boolean {
  const same = figure.expected === null || ours === null ? figure.expected === ours : Math.abs(ours - figure.expected) <= figure.within
  return same && n === records
}

async function compare(set: DataSet): Promise<Compared[]> {
  const duck = await openDuck({ readable: set.files.map((file) => file.path) })
  try {
    await fillFromStaged(duck, await stageFiles(duck, set.files, { today }), { today })
    const about = await aboutFacts(duck)
    const all: Compared[] = []
    for (const figure of set.figures) {
      const metric = metricNamed(figure.metric)
      const ofMarketing = metric.subject === 'campaign' || metric.subject === 'touch'
      const where = ofMarketing ? figure.where : keyed(figure.where, metric.subject === 'lead' ? 'lead' : 'deal', about)
      const slice = { where }
      const [answer] = await ask(duck, [metric], { slice, about })
      const records = await recordsBehind(duck, metric, slice, about)
      all.push({ figure, ours: answer?.value ?? null, n: answer?.n ?? 0, records: records.length })
    }
    return all
  } finally {
    duck.close()
  }
}

function keyed(where: ExpectedFigure['where'], subject: 'deal' | 'lead', about: About): Record<string, string | null> {
  return Object.fromEntries(
    Object.entries(where).map(([field, value]) => [
      dimensionsCalled(field, about).find((each) => each.subject === subject)?.key ?? field,
      value,
    ]),
  )
}

function shown(value: number | null): string {
  return value === null ? 'none' : String(Number(value.toFixed(6)))
}

function report(set: DataSet, all: readonly Compared[]): string {
  const wrong = all.filter((each) => !equal(each))
  const whole = all.filter(({ figure }) => Object.keys(figure.where).length === 0)
  const groups = [...Map.groupBy(all, ({ figure }) => Object.keys(figure.where).join(' and ') || 'whole')]
  const row = ({ figure, ours, n }: Compared) =>
    `| ${figure.what} | \`${figure.metric}\` | ${shown(figure.expected)} | ${shown(ours)} | ${n} |`
  return [
    `## ${set.name}`,
    '',
    `Files as found: ${set.files.map((file) => file.name).join(', ')}. ${all.length - wrong.length} of ${all.length} figures are equal to the last published digit, and each has as many records behind it as it counts.`,
    '',
    '| cut by | figures | equal |',
    '|---|---|---|',
    ...groups.map(([name, each]) => `| ${name} | ${each.length} | ${each.filter(equal).length} |`),
    '',
    '| figure of the whole | metric | expected | ours | counted rows |',
    '|---|---|---|---|---|',
    ...whole.map(row),
    '',
    wrong.length === 0
      ? 'No difference.'
      : ['| differs | metric | expected | ours | counted rows |', '|---|---|---|---|---|', ...wrong.map(row)].join('\n'),
    '',
  ].join('\n')
}

const parts: string[] = []
for (const name of setNames) {
  const set = dataSet(name)
  if (set) parts.push(report(set, await compare(set)))
  else process.stderr.write(`${name} is not in ../shared/data; left out.\n`)
}
if (parts.length > 0) {
  const head =
    '# Published figures and ours\n\nMade by `npx node bench/figures.ts` from the files as they are. The published figures were computed with pandas, independently of this code.\n'
  mkdirSync('docs/results', { recursive: true })
  writeFileSync(target, [head, ...parts].join('\n'))
  process.stdout.write(`Wrote ${target}.\n`)
}
