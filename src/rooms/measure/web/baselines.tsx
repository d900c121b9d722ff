import type { Diagnosis } from '#rooms/plan/contract'
import { Bar, type BarTone, Swatch } from '#web/kit/bars.tsx'
import { count, counted, period, share } from '#web/kit/format'
import { Tag } from '#web/kit/notice.tsx'
import { Panel } from '#web/kit/page.tsx'
import { said, t } from '#web/kit/text'
import type { Answer } from '../contract.ts'
import { AnswerFigure, betweenText } from './answer.tsx'
import classes from './diagnosis.module.css'

const outcomes: readonly { name: string; label: string; tone: BarTone; of: 'won' | 'lost' | 'open' }[] = [
  { name: 'won_count', label: t('Won'), tone: 'forward', of: 'won' },
  { name: 'lost_count', label: t('Lost'), tone: 'lost', of: 'lost' },
  { name: 'open_count', label: t('Open'), tone: 'open', of: 'open' },
]

/** The three numbers that everything is measured against, and how many deals they rest on. */
export function Baselines({ diagnosis }: { diagnosis: Diagnosis }) {
  return (
    <Panel
      id="baselines"
      title={t('Your baselines')}
      hint={t('Point at a number to see what it is, what it counts and how sure it is; press it to open its records.')}
    >
      <div className={classes.baselines}>
        {diagnosis.baselines.map((answer) => (
          <Baseline key={answer.name} answer={answer} beside={diagnosis.beside.find(({ name }) => name === answer.name)} />
        ))}
      </div>
      <Outcomes diagnosis={diagnosis} />
      <OtherCounts diagnosis={diagnosis} />
    </Panel>
  )
}

function Baseline({ answer, beside }: { answer: Answer; beside: Diagnosis['beside'][number] | undefined }) {
  const between = betweenText(answer)
  return (
    <div className={classes.baseline}>
      <h3 className={classes.label}>{said(answer.title)}</h3>
      <AnswerFigure answer={answer} size="large" />
      {answer.enough && answer.value !== null && (
        <p className={classes.small}>
          {between && <span className={classes.rangeText}>{between}</span>}
          {counted(answer.n, 'deal')}
          {answer.period && `, ${period(answer.period.from, answer.period.to)}`}
        </p>
      )}
      {beside && (
        <p className={classes.small}>
          {beside.verdict === 'better' || beside.verdict === 'worse' ? (
            <Tag tone={beside.verdict === 'better' ? 'good' : 'loss'}>{beside.verdict === 'better' ? t('Better') : t('Worse')}</Tag>
          ) : (
            <Tag>{t('Benchmark')}</Tag>
          )}{' '}
          {beside.says}
        </p>
      )}
    </div>
  )
}

/** What became of all deals, as one bar with its figures. */
function Outcomes({ diagnosis: { deals, counts } }: { diagnosis: Diagnosis }) {
  const all = counts.find((answer) => answer.name === 'deal_count')
  return (
    <div className={classes.counts}>
      <Bar
        segments={outcomes.map(({ label, tone, of }) => ({ label, tone, value: deals[of] }))}
        label={t('{{all}} deals: {{won}} won, {{lost}} lost, {{open}} open', {
          all: count(deals.all),
          won: count(deals.won),
          lost: count(deals.lost),
          open: count(deals.open),
        })}
      />
      <ul className={classes.outcomes}>
        {outcomes.map(({ name, label, tone, of }) => {
          const answer = counts.find((one) => one.name === name)
          return (
            <li key={name}>
              <Swatch tone={tone} /> {label} <strong>{answer ? <AnswerFigure answer={answer} /> : count(deals[of])}</strong>
              {deals.all > 0 && <span className={classes.small}>{share(deals[of] / deals.all)}</span>}
            </li>
          )
        })}
        <li className={classes.total}>
          {t('All deals')} <strong>{all ? <AnswerFigure answer={all} /> : count(deals.all)}</strong>
        </li>
      </ul>
    </div>
  )
}

const shownAbove = new Set(['deal_count', 'won_count', 'lost_count', 'open_count'])

function OtherCounts({ diagnosis: { counts, leads } }: { diagnosis: Diagnosis }) {
  const others = counts.filter((answer) => !shownAbove.has(answer.name) && (answer.name.startsWith('lead') ? leads.all > 0 : true))
  if (others.length === 0) return null
  return (
    <dl className={classes.others}>
      {others.map((answer) => (
        <div key={answer.name}>
          <dt>{said(answer.title)}</dt>
          <dd>
            <AnswerFigure answer={answer} />
          </dd>
        </div>
      ))}
    </dl>
  )
}
