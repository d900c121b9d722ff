import { Button, NativeSelect } from '@mantine/core'
import { useRouter } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import type { Diagnosis } from '#rooms/plan/contract'
import { useAsk } from '#web/client/queries'
import { Range } from '#web/kit/bars.tsx'
import { count, moneyShort, share, tn } from '#web/kit/format'
import { AppLink } from '#web/kit/link.tsx'
import { Tag } from '#web/kit/notice.tsx'
import { Panel } from '#web/kit/page.tsx'
import { RichText } from '#web/kit/rich-text.tsx'
import { Answered, Empty } from '#web/kit/states.tsx'
import { DataTable } from '#web/kit/table.tsx'
import { said, t } from '#web/kit/text'
import { type Answer, type Dimension, listDimensions, readSlices, type Standout } from '../contract.ts'
import { AnswerFigure } from './answer.tsx'
import classes from './diagnosis.module.css'
import { useScope } from './filter-bar.tsx'
import type { Openable } from './openable.ts'
import { lookOf, withScope } from './slice.ts'
import { fieldText, valueText } from './words.ts'

interface SlicesProps {
  diagnosis: Diagnosis
  openable: Openable
  by: string | undefined
}

/** Where it differs: what stands out by more than chance, and the numbers by any dimension of the data. */
export function SlicesPanel({ diagnosis, openable, by }: SlicesProps) {
  const dimensions = useAsk(listDimensions, {})
  return (
    <Panel id="slices" title={t('Where it differs')} hint={comparedText(diagnosis)}>
      {diagnosis.standouts.length > 0 ? (
        <ul className={classes.standouts}>
          {diagnosis.standouts.map((standout) => (
            <StandoutItem
              key={`${standout.dimension} ${standout.value}`}
              standout={standout}
              currency={diagnosis.currency}
              openable={openable}
            />
          ))}
        </ul>
      ) : (
        <p className={classes.small}>
          {diagnosis.compared.slices === 0
            ? t('No slice has enough deals to be compared with the rest.')
            : t('No slice closes at a rate that differs from the rest by more than chance.')}
        </p>
      )}
      <Answered query={dimensions} what={t('the dimensions')}>
        {({ dimensions: all }) => <SliceBy all={all.filter((one) => one.subject === 'deal')} openable={openable} by={by} />}
      </Answered>
    </Panel>
  )
}

function comparedText({ compared }: Diagnosis): string | undefined {
  if (compared.slices === 0) return undefined
  const made = tn(
    compared.slices,
    '{{n}} comparison made; what is named here would rarely come about by chance among so many.',
    '{{n}} comparisons made; what is named here would rarely come about by chance among so many.',
  )
  if (compared.leftOut.length === 0) return made
  return `${made} ${t('Left out, because they follow from the outcome: {{fields}}.', { fields: compared.leftOut.join(', ') })}`
}

interface StandoutProps {
  standout: Standout
  currency: string | null
  openable: Openable
}

function StandoutItem({ standout, currency, openable }: StandoutProps) {
  const name = `${fieldText(standout.dimension, standout.label)}: ${valueText(standout.dimension, standout.value)}`
  const parts = {
    slice: <MaybeLink href={openable('deal_count', { [standout.dimension]: standout.value })}>{name}</MaybeLink>,
    rate: <AnswerFigure answer={standout.answer} />,
  }
  return (
    <li className={classes.standout}>
      <Tag tone={standout.better ? 'good' : 'loss'}>{standout.better ? t('Better') : t('Worse')}</Tag>
      <span>
        <RichText text="<slice/> closes <rate/>, all others {{rest}}." parts={parts} gaps={{ rest: share(standout.rest) }} />
        {standout.moneyAYear !== null &&
          ` ${t('That is worth {{money}} a year.', { money: moneyShort(Math.abs(standout.moneyAYear), currency) })}`}
      </span>
    </li>
  )
}

function SliceBy({ all, openable, by }: { all: readonly Dimension[]; openable: Openable; by: string | undefined }) {
  const router = useRouter()
  const scope = useScope()
  const chosen = all.find((one) => one.key === by) ?? firstChoice(all)
  if (!chosen) {
    return (
      <Empty title={t('No column to slice by')}>
        {t('The imported files have no column with a handful of values, such as owner, product or source.')}
      </Empty>
    )
  }
  const choose = (key: string) => router.history.replace(withScope('/diagnosis', scope, {}, { by: key }))
  return (
    <div className={classes.block}>
      <div className={classes.sliceHead}>
        <h3 className={classes.label}>{t('By {{field}}', { field: fieldText(chosen.key, chosen.label) })}</h3>
        <NativeSelect
          className="screen-only"
          size="xs"
          aria-label={t('Slice by')}
          value={chosen.key}
          data={all.map((one) => ({ value: one.key, label: `${fieldText(one.key, one.label)} (${count(one.values)})` }))}
          onChange={(event) => choose(event.currentTarget.value)}
        />
      </div>
      <SliceTable key={chosen.key} dimension={chosen} openable={openable} />
    </div>
  )
}

/** The dimension that is shown until one is chosen: few enough values to read, people and products before the rest. */
function firstChoice(all: readonly Dimension[]): Dimension | undefined {
  const readable = all.filter((one) => one.values >= 2 && one.values <= 12)
  return readable.find((one) => one.origin === 'deal') ?? readable[0] ?? all[0]
}

const shownAtFirst = 12

function SliceTable({ dimension, openable }: { dimension: Dimension; openable: Openable }) {
  const scope = useScope()
  const slices = useAsk(readSlices, { by: dimension.key, ...lookOf(scope) }, { keepPrevious: true })
  const [whole, setWhole] = useState(false)
  return (
    <Answered query={slices} what={t('these slices')}>
      {({ rows }) => (
        <>
          <DataTable
            caption={t('Close rate, deal size and cycle by {{field}}', { field: fieldText(dimension.key, dimension.label) })}
            rows={whole ? rows : rows.slice(0, shownAtFirst)}
            rowKey={(row) => row.value ?? ''}
            columns={[
              {
                key: 'value',
                label: fieldText(dimension.key, dimension.label),
                head: true,
                cell: (row) => (
                  <MaybeLink href={openable('deal_count', { [dimension.key]: row.value })}>{valueText(dimension.key, row.value)}</MaybeLink>
                ),
              },
              ...(rows[0]?.answers ?? []).map((sample, index) => ({
                key: sample.name,
                label: said(sample.title),
                numeric: true,
                cell: (row: (typeof rows)[number]) => {
                  const answer = row.answers[index]
                  return answer ? <SliceAnswer answer={answer} /> : null
                },
              })),
            ]}
          />
          {rows.length > shownAtFirst && (
            <Button className="screen-only" variant="subtle" size="xs" mt="xs" onClick={() => setWhole(!whole)}>
              {whole ? t('Show the first {{n}}', { n: shownAtFirst }) : t('Show all {{n}}', { n: count(rows.length) })}
            </Button>
          )}
        </>
      )}
    </Answered>
  )
}

function SliceAnswer({ answer }: { answer: Answer }) {
  if (answer.unit !== 'share' || !answer.enough || answer.value === null || answer.low === null || answer.high === null)
    return <AnswerFigure answer={answer} />
  return (
    <div className={classes.sliceAnswer}>
      <AnswerFigure answer={answer} />
      <Range
        low={answer.low}
        value={answer.value}
        high={answer.high}
        of={1}
        label={t('between {{low}} and {{high}}', { low: share(answer.low), high: share(answer.high) })}
      />
    </div>
  )
}

function MaybeLink({ href, children }: { href: string | undefined; children: ReactNode }) {
  return href ? <AppLink href={href}>{children}</AppLink> : <span>{children}</span>
}
