import { t } from '#kernel/text'
import { type Answer, type Benchmark, type Beside, wholeMeasures } from '../contract.ts'
import { value } from './say.ts'

/** Numbers of all deals beside the benchmarks that were typed in for them: better or worse only where the interval leaves the benchmark out. */
export function besideBenchmarks(answers: readonly Answer[], typed: readonly Benchmark[]): Beside[] {
  return Object.entries(wholeMeasures).flatMap(([measure, name]): Beside[] => {
    const benchmark = typed.find((each) => each.measure === measure)
    const answer = answers.find((each) => each.name === name)
    if (!benchmark || !answer) return []
    const { level, source } = benchmark
    return [{ name, level, source, ...verdictOf(answer, level, source) }]
  })
}

function verdictOf(answer: Answer, level: number, source: string): Pick<Beside, 'verdict' | 'says'> {
  const bar = t('the benchmark of {{level}} ({{source}})', { level: value({ ...answer, enough: true, value: level }), source })
  if (!answer.enough || answer.low === null || answer.high === null)
    return { verdict: 'unknown', says: t('Too few to be compared with {{bar}}.', { bar }) }
  if (answer.low <= level && level <= answer.high) return { verdict: 'alike', says: t('No clear difference from {{bar}}.', { bar }) }
  const above = answer.low > level
  const better = answer.name === 'cycle_days_median' ? !above : above
  return { verdict: better ? 'better' : 'worse', says: better ? t('Better than {{bar}}.', { bar }) : t('Worse than {{bar}}.', { bar }) }
}
