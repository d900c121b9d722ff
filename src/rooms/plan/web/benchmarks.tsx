import { Button, NativeSelect, NumberInput, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { keyOf, useAsk, useSend } from '#web/client/queries'
import { inUnit } from '#web/kit/format'
import { Notice } from '#web/kit/notice.tsx'
import { t } from '#web/kit/text'
import {
  type Benchmark,
  type Diagnosis,
  type Finding,
  listBenchmarks,
  readDiagnosis,
  removeBenchmark,
  setBenchmark,
  undoBenchmark,
} from '../contract.ts'
import styles from './constraint.module.css'

/** A stage, or a segment in a stage, that a benchmark may be typed in for. */
interface Place {
  readonly name: string
  readonly about: Pick<Benchmark, 'pipeline' | 'stage' | 'dimension' | 'value'>
  readonly measures: readonly Benchmark['measure'][]
}

function placesOf({ stages, constraint }: Diagnosis, several: boolean): Place[] {
  const whole = stages.map(({ pipeline, stage }) => ({
    name: several && pipeline ? `${pipeline}: ${stage}` : stage,
    about: { pipeline, stage, dimension: null, value: null },
    measures: ofStages,
  }))
  const parts = constraint.ranked.flatMap(({ pipeline, stage, segment, title }: Finding) =>
    stage !== null && segment
      ? [{ name: title, about: { pipeline, stage, dimension: segment.dimension, value: segment.value }, measures: ofStages }]
      : [],
  )
  const everything: Place = { name: t('All deals'), about: { pipeline: null, stage: null, dimension: null, value: null }, measures: ofAll }
  const all: Place[] = [...whole, ...parts, everything]
  return all.filter(({ name }, index) => all.findIndex((each) => each.name === name) === index)
}

/** What can be compared of a stage, and of all deals. */
const measures: Readonly<Record<Benchmark['measure'], { label: string; at: (level: string) => string; unit: 'share' | 'days' | 'money' }>> =
  {
    conversion: { label: t('share that goes forward'), at: (level) => t('goes forward {{level}}', { level }), unit: 'share' },
    time: { label: t('usual days of a stay'), at: (level) => t('usual stay {{level}}', { level }), unit: 'days' },
    close_rate: { label: t('close rate'), at: (level) => t('close rate {{level}}', { level }), unit: 'share' },
    deal_size: { label: t('deal size, median'), at: (level) => t('median deal size {{level}}', { level }), unit: 'money' },
    cycle: { label: t('sales cycle, median days'), at: (level) => t('median sales cycle {{level}}', { level }), unit: 'days' },
  }
const ofStages = ['conversion', 'time'] as const
const ofAll = ['close_rate', 'deal_size', 'cycle'] as const

const levelText = ({ measure, level }: Pick<Benchmark, 'measure' | 'level'>, currency: string | null) =>
  measures[measure].at(inUnit(level, measures[measure].unit, currency))

/** What was typed in to compare with, each with its source; and the form to type one in. The diagnosis is computed anew after each change. */
export function Benchmarks({ diagnosis, several }: { diagnosis: Diagnosis; several: boolean }) {
  const client = useQueryClient()
  const kept = useAsk(listBenchmarks, {})
  const [done, setDone] = useState<{ says: string; eventId: string } | null>(null)
  const changed = async (now: { says: string; eventId: string } | null) => {
    setDone(now)
    await Promise.all([listBenchmarks, readDiagnosis].map((endpoint) => client.invalidateQueries({ queryKey: keyOf(endpoint) })))
  }
  const set = useSend(setBenchmark, {
    onSuccess: ({ eventId, stage }) =>
      changed({
        says: stage === null ? t('The benchmark of all deals is set.') : t('The benchmark of {{stage}} is set.', { stage }),
        eventId,
      }),
  })
  const remove = useSend(removeBenchmark, { onSuccess: ({ eventId }) => changed({ says: t('The benchmark is removed.'), eventId }) })
  const undo = useSend(undoBenchmark, { onSuccess: () => changed(null) })
  const failed = set.error ?? remove.error ?? undo.error
  const typed = kept.data?.benchmarks ?? []
  return (
    <details className={styles.block} open={typed.length > 0}>
      <summary className={styles.label}>{t('Benchmarks of your own ({{n}})', { n: typed.length })}</summary>
      <p className={styles.says}>
        {t(
          'Without one, a stage is compared with the other stages of its process or with its own year before, and a segment with the best comparable one. A figure of your own counts before all of these. One of all deals (close rate, deal size, sales cycle) stands beside the baseline.',
        )}
      </p>
      {typed.length > 0 && (
        <ul className={styles.typed}>
          {typed.map((each) => (
            <li key={each.id}>
              <span>
                <strong>{each.value === null ? (each.stage ?? t('All deals')) : `${each.stage} · ${each.value}`}</strong>,{' '}
                {levelText(each, diagnosis.currency)}
                <span className={styles.small}>{t('Source: {{source}}', { source: each.source })}</span>
              </span>
              <Button
                className="screen-only"
                variant="subtle"
                size="compact-sm"
                loading={remove.isPending}
                onClick={() => remove.mutate({ benchmarkId: each.id })}
              >
                {t('Remove')}
              </Button>
            </li>
          ))}
        </ul>
      )}
      <TypeIn places={placesOf(diagnosis, several)} busy={set.isPending} onSet={(input) => set.mutate(input)} />
      {done && (
        <Notice
          tone="good"
          live
          title={done.says}
          actions={
            <Button variant="subtle" size="compact-sm" loading={undo.isPending} onClick={() => undo.mutate({ eventId: done.eventId })}>
              {t('Undo')}
            </Button>
          }
        />
      )}
      {failed && (
        <Notice tone="loss" live title={t('Nothing was changed')}>
          {failed.message}
        </Notice>
      )}
    </details>
  )
}

const limits = {
  share: { max: 100, suffix: t('%') },
  days: { max: 36_500, suffix: ` ${t('days')}` },
  money: { max: 1e12, suffix: '' },
} as const

interface TypeInProps {
  places: readonly Place[]
  busy: boolean
  onSet: (input: Omit<Benchmark, 'id'>) => void
}

function TypeIn({ places, busy, onSet }: TypeInProps) {
  const [at, setAt] = useState(0)
  const [measure, setMeasure] = useState<Benchmark['measure']>('conversion')
  const [level, setLevel] = useState<number | string>('')
  const [source, setSource] = useState('')
  const place = places[at]
  if (!place) return null
  const asked = place.measures.includes(measure) ? measure : (place.measures[0] ?? 'conversion')
  const { unit } = measures[asked]
  const send = (event: FormEvent) => {
    event.preventDefault()
    onSet({ ...place.about, measure: asked, level: unit === 'share' ? Number(level) / 100 : Number(level), source })
  }
  return (
    <form className={`${styles.typeIn} screen-only`} onSubmit={send}>
      <NativeSelect
        label={t('Of')}
        value={at}
        onChange={(event) => setAt(Number(event.currentTarget.value))}
        data={places.map(({ name }, index) => ({ value: String(index), label: name }))}
      />
      <NativeSelect
        label={t('By measure')}
        value={asked}
        onChange={(event) => setMeasure(place.measures.find((each) => each === event.currentTarget.value) ?? asked)}
        data={place.measures.map((each) => ({ value: each, label: measures[each].label }))}
      />
      <NumberInput
        label={t('Benchmark')}
        required
        value={level}
        onChange={setLevel}
        min={0.1}
        max={limits[unit].max}
        suffix={limits[unit].suffix}
      />
      <TextInput
        label={t('Where it is from')}
        required
        minLength={3}
        maxLength={400}
        placeholder={t('A report, and its year')}
        value={source}
        onChange={(event) => setSource(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" loading={busy}>
        {t('Compare with it')}
      </Button>
    </form>
  )
}
