import { Button, NumberInput, Slider } from '@mantine/core'
import { useId, useState } from 'react'
import { moneyShort, share } from '#web/kit/format'
import { Panel } from '#web/kit/page.tsx'
import { t } from '#web/kit/text'
import type { WhatIfBase } from '../contract.ts'
import { type Change, noChange, sizeUnit, stageKey, unitValues, whatIf } from '../rules/what-if.ts'
import { Arithmetic } from './arithmetic.tsx'
import styles from './constraint.module.css'

/** What a point of conversion, a day of cycle and a unit of deal size are worth: computed here, with each move, without asking the server. */
export function WhatIfPanel({ base, several }: { base: WhatIfBase; several: boolean }) {
  const [change, setChange] = useState<Change>(noChange)
  const outcome = whatIf(base, change)
  const values = unitValues(base)
  const { currency, cycleDays } = base
  const difference = outcome.wouldBe - outcome.asIs
  const unit = sizeUnit(base)
  return (
    <Panel
      id="what-if"
      title={t('What if')}
      hint={t('Move one or several; the year is computed again at once, from the last year of the data.')}
    >
      <div className={styles.whatIf}>
        <div className={styles.levers}>
          {base.stages.map((stage, index) => {
            const key = stageKey(stage)
            const points = change.points[key] ?? 0
            const room = Math.min(30, Math.floor((1 - stage.conversion) * 100))
            return (
              <Lever
                key={key}
                name={several && stage.pipeline ? `${stage.pipeline}: ${stage.stage}` : stage.stage}
                says={t('goes forward {{share}}; one point is worth {{money}} a year', {
                  share: share(stage.conversion),
                  money: moneyShort(values.points[index]?.money ?? 0, currency),
                })}
                value={Math.round(points * 100)}
                min={-Math.min(10, Math.floor(stage.conversion * 100))}
                max={room}
                suffix={` ${t('points')}`}
                onMove={(moved) => setChange({ ...change, points: { ...change.points, [key]: moved / 100 } })}
              />
            )
          })}
          {cycleDays !== null && values.day !== null && (
            <Lever
              name={t('Days of cycle less')}
              says={t('{{n}} days on average; one day is worth {{money}} a year', {
                n: Math.round(cycleDays),
                money: moneyShort(values.day, currency),
              })}
              value={change.daysLess}
              min={-Math.round(cycleDays / 4)}
              max={Math.round(cycleDays / 2)}
              suffix={` ${t('days')}`}
              onMove={(daysLess) => setChange({ ...change, daysLess })}
            />
          )}
          <Lever
            name={t('Mean deal size more')}
            says={t('{{mean}} on average; {{more}} more is worth {{money}} a year', {
              mean: moneyShort(base.meanWon, currency),
              more: moneyShort(unit, currency),
              money: moneyShort(values.size, currency),
            })}
            value={change.sizeMore}
            min={-5 * unit}
            max={20 * unit}
            step={unit}
            suffix={currency ? ` ${currency}` : ''}
            onMove={(sizeMore) => setChange({ ...change, sizeMore })}
          />
        </div>
        <div className={styles.outcome}>
          <p className={styles.label}>{t('Won in a year')}</p>
          <p className={styles.whatIfValue} aria-live="polite">
            {moneyShort(outcome.wouldBe, currency)}
          </p>
          <p className={styles.says}>
            {difference === 0
              ? t('as it is now')
              : t('{{difference}} against {{now}} now', {
                  difference: `${difference > 0 ? '+' : '−'}${moneyShort(Math.abs(difference), currency)}`,
                  now: moneyShort(outcome.asIs, currency),
                })}
          </p>
          <Button
            className="screen-only"
            variant="default"
            size="compact-sm"
            disabled={change === noChange}
            onClick={() => setChange(noChange)}
          >
            {t('Back to how it is')}
          </Button>
          <Arithmetic steps={outcome.steps} currency={currency} />
        </div>
      </div>
    </Panel>
  )
}

interface LeverProps {
  name: string
  says: string
  value: number
  min: number
  max: number
  step?: number
  suffix: string
  onMove: (value: number) => void
}

function Lever({ name, says, value, min, max, step = 1, suffix, onMove }: LeverProps) {
  const id = useId()
  return (
    <div className={styles.lever}>
      <label htmlFor={id}>
        {name}
        <span className={styles.small}>{says}</span>
      </label>
      <NumberInput
        id={id}
        size="xs"
        value={value}
        min={min}
        max={max}
        step={step}
        suffix={suffix}
        thousandSeparator
        onChange={(moved) => onMove(Number(moved) || 0)}
      />
      <Slider
        className="screen-only"
        size="sm"
        value={value}
        min={min}
        max={max}
        step={step}
        label={null}
        startPointValue={0}
        thumbLabel={t('{{name}}, slider', { name })}
        onChange={onMove}
      />
    </div>
  )
}
