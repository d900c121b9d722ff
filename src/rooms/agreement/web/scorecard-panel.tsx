import { Button, Checkbox } from '@mantine/core'
import { useState } from 'react'
import type { ResultOf } from '#kernel/endpoint'
import { no, ok, type Verdict } from '#kernel/verdict'
import { suggestContract } from '#rooms/measure/contract/history-test'
import { type LearnedFact, learnScorecard } from '#rooms/measure/contract/scorecard'
import { useAsk } from '#web/client/queries'
import { count, share, tn } from '#web/kit/format'
import { Panel } from '#web/kit/page.tsx'
import { ReasonButton } from '#web/kit/reason-button.tsx'
import { Answered, Empty } from '#web/kit/states.tsx'
import { DataTable } from '#web/kit/table.tsx'
import { said, t } from '#web/kit/text'
import type { ContractDocument, ContractVersion } from '../contract.ts'
import type { ContractChanges } from './changes.ts'
import classes from './contract.module.css'
import { historyIsRead } from './history-panel.tsx'
import styles from './scorecard.module.css'
import { TriedOn } from './scorecard-tried.tsx'

type Card = ResultOf<typeof learnScorecard>

interface Props {
  /** What a draft keeps of duties, exclusions and clocks; null before there is any contract. */
  base: ContractDocument | null
  open: ContractVersion | null
  changes: ContractChanges
  mayWrite: boolean
}

/** Which facts did tell who would be won: a suggestion that somebody may take as a draft. */
export function ScorecardPanel(props: Props) {
  const [asked, setAsked] = useState(false)
  const [facts, setFacts] = useState<readonly string[]>()
  const found = useAsk(learnScorecard, facts === undefined ? {} : { facts: [...facts] }, {
    enabled: asked,
    keepPrevious: true,
    staleTime: 300_000,
  })
  return (
    <Panel
      id="scorecard"
      title={t('Learned from history')}
      hint={t(
        'Which facts did tell who would be won, as points that add up, tried on people who were not used to learn them. A suggestion: nothing is applied by itself.',
      )}
    >
      {!asked && (
        <Button variant="default" onClick={() => setAsked(true)}>
          {t('Learn from history')}
        </Button>
      )}
      {asked && (
        <Answered query={found} what={t('what history tells')} lines={8} slow={historyIsRead()}>
          {(card) => <Learned card={card} fetching={found.isFetching} onFacts={setFacts} {...props} />}
        </Answered>
      )}
    </Panel>
  )
}

interface LearnedProps extends Props {
  card: Card
  fetching: boolean
  onFacts: (facts: readonly string[] | undefined) => void
}

function Learned({ card, fetching, onFacts, ...taking }: LearnedProps) {
  const used = card.facts.filter((fact) => fact.used)
  const choose = (key: string, on: boolean) => {
    const others = used.map((fact) => fact.key).filter((one) => one !== key)
    onFacts(on ? [...others, key] : others)
  }
  const lists = { fetching, onChoose: choose }
  const leaky = card.facts.filter((fact) => !fact.used && fact.leak !== null && !fact.single)
  const rest = card.facts.filter((fact) => !fact.used && fact.leak === null && !fact.single)
  return (
    <>
      {card.why !== null && <Empty title={t('No points to suggest')}>{card.why}</Empty>}
      {card.folds && used.length > 0 && (
        <>
          <p className={classes.headline}>{tn(used.length, 'One fact tells who is won.', '{{n}} facts tell who is won.')}</p>
          <p className={classes.quiet}>
            {t(
              '{{hits}} of {{people}} whose outcome is known were won. {{double}} points double the odds; without any points the chance is {{base}}.',
              {
                hits: count(card.hits),
                people: count(card.people),
                double: card.double,
                base: share(card.base),
              },
            )}
          </p>
          <FactList facts={used} {...lists} />
          <TakeAsDraft card={card} fetching={fetching} {...taking} />
          <h3 className={classes.sub}>{t('How well it foresees people that it was not learned from')}</h3>
          <TriedOn folds={card.folds} later={card.later} laterWhy={card.laterWhy} />
        </>
      )}
      {card.people > 0 && leaky.length > 0 && (
        <>
          <h3 className={classes.sub}>{t('Left out: sales probably fills these in later')}</h3>
          <FactList facts={leaky} {...lists} />
        </>
      )}
      {card.folds && rest.length > 0 && (
        <details>
          <summary className={classes.sub}>{t('Left out: these tell nothing more')}</summary>
          <FactList facts={rest} {...lists} />
        </details>
      )}
      <ul className={classes.list}>
        {card.limits.map(({ key, says, remedy }) => (
          <li key={key} className={classes.quiet}>
            {says} {remedy}
          </li>
        ))}
      </ul>
    </>
  )
}

interface ListProps {
  facts: readonly LearnedFact[]
  fetching: boolean
  onChoose: (key: string, on: boolean) => void
}

function FactList({ facts, fetching, onChoose }: ListProps) {
  return (
    <ul className={styles.facts}>
      {facts.map((fact) => (
        <li key={fact.key} className={styles.fact}>
          <Checkbox
            checked={fact.used}
            disabled={fetching}
            label={said(fact.label)}
            onChange={(event) => onChoose(fact.key, event.currentTarget.checked)}
          />
          {fact.used && (
            <>
              <span className={styles.part} aria-hidden="true">
                <span style={{ width: `${fact.part * 100}%` }} />
              </span>
              <span className={styles.share} title={t('Its part of what all facts together tell')}>
                {t('{{share}} of what they tell', { share: share(fact.part) })}
              </span>
            </>
          )}
          {fact.leak !== null && <p className={styles.why}>{fact.leak}</p>}
          {fact.used && !fact.told && <p className={styles.why}>{t('By no more than chance.')}</p>}
          {fact.levels.length > 0 && (
            <details>
              <summary>{pointsFromTo(fact)}</summary>
              <Levels fact={fact} />
            </details>
          )}
        </li>
      ))}
    </ul>
  )
}

const signed = (points: number) => (points > 0 ? `+${count(points)}` : count(points))

/** The least and the most points of a fact, and whose they are. */
function pointsFromTo({ levels }: LearnedFact): string {
  const [least, most] = [levels.toSorted((a, b) => a.points - b.points)[0], levels.toSorted((a, b) => b.points - a.points)[0]]
  if (!least || !most || least.points === most.points) return t('Its points')
  return t('Its points: from {{least}} ({{worst}}) to {{most}} ({{best}})', {
    ...{ least: signed(least.points), worst: least.name, most: signed(most.points), best: most.name },
  })
}

function Levels({ fact }: { fact: LearnedFact }) {
  return (
    <DataTable
      caption={t('Points of {{fact}}', { fact: said(fact.label) })}
      dense
      narrow="scroll"
      rows={fact.levels}
      rowKey={({ name }) => name}
      columns={[
        { key: 'name', label: t('Value'), head: true, cell: ({ name }) => name },
        { key: 'points', label: t('Points'), numeric: true, cell: ({ points }) => signed(points) },
        { key: 'n', label: t('People'), numeric: true, cell: ({ n }) => count(n) },
        {
          key: 'won',
          label: t('Won of them'),
          numeric: true,
          cell: ({ n, hits, low, high }) =>
            n < 30 ? t('too few to say ({{n}})', { n: count(n) }) : wonShare({ ratio: hits / n, low: low ?? 0, high: high ?? 1 }),
        },
      ]}
    />
  )
}

const wonShare = ({ ratio, low, high }: { ratio: number; low: number; high: number }) => (
  <>
    {share(ratio)} <small className={styles.range}>{t('({{low}} to {{high}})', { low: share(low), high: share(high) })}</small>
  </>
)

function mayTake({ open, mayWrite, card, fetching }: Pick<LearnedProps, 'open' | 'mayWrite' | 'card' | 'fetching'>): Verdict {
  if (!mayWrite) return no(t('Marketing, sales, owners and admins draft it. Ask one of them.'))
  if (fetching || card.criteria.length === 0) return no(t('There are no points to take yet.'))
  if (open?.state === 'draft') return no(t('Version {{n}} is being drafted. Propose it or throw it away first.', { n: open.number }))
  return open ? no(t('Version {{n}} is proposed. Sign it, or take it back first.', { n: open.number })) : ok
}

function TakeAsDraft({ card, base, changes, ...may }: Omit<LearnedProps, 'onFacts'>) {
  const first = useAsk(suggestContract, {}, { enabled: base === null && may.mayWrite, staleTime: 300_000 })
  const kept = base ?? first.data?.document
  const reason = t('What history taught: {{facts}}', {
    facts: card.facts.flatMap(({ used, label }) => (used ? [said(label)] : [])).join(', '),
  }).slice(0, 2000)
  return (
    <div className={classes.actions}>
      <ReasonButton
        allowed={mayTake({ card, ...may })}
        loading={changes.busy || (base === null && first.isFetching)}
        onClick={() => kept && changes.draft({ document: { ...kept, criteria: card.criteria, threshold: card.threshold }, reason })}
      >
        {t('Take as a draft')}
      </ReasonButton>
      <p className={classes.quiet}>
        {t('{{n}} criteria, a lead from {{threshold}} points, which about a third reach. Duties, exclusions and clocks stay.', {
          n: count(card.criteria.length),
          threshold: count(card.threshold),
        })}
      </p>
    </div>
  )
}
