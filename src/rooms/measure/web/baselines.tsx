import type { Diagnosis } from '#rooms/plan/contract'
import { Bar, Legend, Range } from '#web/kit/bars.tsx'
import { count, period } from '#web/kit/format'
import { Panel } from '#web/kit/page.tsx'
import type { Answer } from '../contract.ts'
import { AnswerFigure, rangeText } from './answer.tsx'
import classes from './diagnosis.module.css'

/** The three numbers that everything is measured against, and how many deals they rest on. */
export function Baselines({ diagnosis }: { diagnosis: Diagnosis }) {
  const { deals, counts } = diagnosis
  const segments = [
    { label: 'Won', value: deals.won, tone: 'forward' as const },
    { label: 'Lost', value: deals.lost, tone: 'lost' as const },
    { label: 'Open', value: deals.open, tone: 'open' as const },
  ]
  const label = `${count(deals.all)} deals: ${segments.map((part) => `${count(part.value)} ${part.label.toLowerCase()}`).join(', ')}`
  return (
    <Panel
      id="baselines"
      title="Your baselines"
      hint="Point at a number for its definition, how many deals it counts and how sure it is; press it to see them."
    >
      <div className={classes.baselines}>
        {diagnosis.baselines.map((answer) => (
          <Baseline key={answer.name} answer={answer} />
        ))}
      </div>
      <div className={classes.counts}>
        <Bar segments={segments} label={label} />
        <div className={classes.countRow}>
          <Legend entries={segments} />
          <ul className={classes.countList}>
            {counts.map((answer) => (
              <li key={answer.name}>
                {answer.title} <AnswerFigure answer={answer} />
              </li>
            ))}
          </ul>
        </div>
      </div>
    </Panel>
  )
}

function Baseline({ answer }: { answer: Answer }) {
  const range = rangeText(answer)
  const top = answer.unit === 'share' ? 1 : Math.max(answer.high ?? 0, answer.value ?? 0) * 1.35
  return (
    <div className={classes.baseline}>
      <h3 className={classes.label}>{answer.title}</h3>
      <AnswerFigure answer={answer} size="large" short />
      {answer.enough && answer.value !== null && (
        <>
          {answer.low !== null && answer.high !== null && (
            <Range low={answer.low} value={answer.value} high={answer.high} of={top} label={`${answer.title}: between ${range}`} />
          )}
          <p className={classes.small}>
            {range && `${range}. `}
            {count(answer.n)} deals{answer.period && `, ${period(answer.period.from, answer.period.to)}`}
          </p>
        </>
      )}
    </div>
  )
}
