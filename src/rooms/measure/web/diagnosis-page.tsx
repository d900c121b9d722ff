import { Button } from '@mantine/core'
import { IconFileImport, IconReportAnalytics } from '@tabler/icons-react'
import { useSearch } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { type Diagnosis, readDiagnosis } from '#rooms/plan/contract'
import { useAsk } from '#web/client/queries'
import { day, period } from '#web/kit/format'
import { AppLink } from '#web/kit/link.tsx'
import { Page } from '#web/kit/page.tsx'
import { Answered, Empty } from '#web/kit/states.tsx'
import { said, t } from '#web/kit/text'
import { Baselines } from './baselines.tsx'
import classes from './diagnosis.module.css'
import { FilterBar, useScope } from './filter-bar.tsx'
import { FoundPanel } from './found-panel.tsx'
import { type Openable, useOpenable } from './openable.ts'
import { LimitsPanel, QualityPanel } from './quality-panel.tsx'
import { SendMenu } from './send-menu.tsx'
import { lookOf } from './slice.ts'
import { SlicesPanel } from './slices-panel.tsx'
import { severalPipelines } from './stage-numbers.ts'
import { StagesPanel } from './stages-panel.tsx'
import { FirstStepsPanel } from './steps-panel.tsx'

/** What another room says on this page, of the same diagnosis. */
export type Chapter = (told: { diagnosis: Diagnosis; several: boolean; openable: Openable }) => ReactNode

/** The state of the revenue engine as one story, every number of which opens its records. The constraint is told by `plan`. */
export function DiagnosisPage({ constraint }: { constraint: Chapter }) {
  const { by } = useSearch({ strict: false }) as { by?: string }
  const scope = useScope()
  const diagnosis = useAsk(readDiagnosis, lookOf(scope), { keepPrevious: true })
  return (
    <Answered
      query={diagnosis}
      what={t('the diagnosis')}
      lines={8}
      page={t('Diagnosis')}
      above={<FilterBar path="/diagnosis" pending={false} />}
    >
      {({ diagnosis: found }) =>
        found ? (
          <Story diagnosis={found} by={by} constraint={constraint} pending={diagnosis.isPlaceholderData} look={lookOf(scope)} />
        ) : (
          <NoData />
        )
      }
    </Answered>
  )
}

function NoData() {
  return (
    <Page title={t('Diagnosis')}>
      <Empty
        icon={<IconReportAnalytics size={24} />}
        title={t('No deals yet')}
        actions={
          <Button component={AppLink} href="/import" leftSection={<IconFileImport size={16} aria-hidden="true" />}>
            {t('Import deals')}
          </Button>
        }
      >
        {t('Once deals are here, this page says where revenue is lost, what that costs, and what to do first.')}
      </Empty>
    </Page>
  )
}

const chapters = [
  { id: 'baselines', label: t('Baselines') },
  { id: 'stages', label: t('Stages') },
  { id: 'constraint', label: t('Constraint') },
  { id: 'what-if', label: t('What if') },
  { id: 'slices', label: t('Slices') },
  { id: 'found', label: t('Differences and trends') },
  { id: 'quality', label: t('Data quality') },
  { id: 'limits', label: t('Limits') },
  { id: 'first', label: t('What to do first') },
]

function leadOf({ period: span, asOf, currency }: Diagnosis): string {
  const about = { period: span ? period(span.from, span.to) : t('Whole history'), day: day(asOf) }
  return currency ? t('{{period}}, as of {{day}}, in {{currency}}', { ...about, currency }) : t('{{period}}, as of {{day}}', about)
}

interface StoryProps {
  diagnosis: Diagnosis
  by: string | undefined
  constraint: Chapter
  pending: boolean
  look: ReturnType<typeof lookOf>
}

function Story({ diagnosis, by, constraint, pending, look }: StoryProps) {
  const openable = useOpenable()
  return (
    <Page title={t('Diagnosis')} lead={leadOf(diagnosis)} actions={<SendMenu look={look} />}>
      <FilterBar path="/diagnosis" pending={pending} />
      <section className={classes.hero} aria-label={t('In short')}>
        <p className={classes.headline}>{said(diagnosis.headline)}</p>
        <div className={classes.story}>
          {diagnosis.story
            .filter((sentence) => sentence !== diagnosis.headline)
            .map((sentence) => (
              <p key={sentence} className={classes.sentence}>
                {said(sentence)}
              </p>
            ))}
        </div>
      </section>
      <nav className={`${classes.chapters} screen-only`} aria-label={t('On this page')}>
        {chapters
          .filter(({ id }) => id !== 'what-if' || diagnosis.whatIf !== null)
          .map((chapter) => (
            <a key={chapter.id} href={`#${chapter.id}`}>
              {chapter.label}
            </a>
          ))}
      </nav>
      <Baselines diagnosis={diagnosis} />
      <StagesPanel diagnosis={diagnosis} openable={openable} />
      {constraint({ diagnosis, several: severalPipelines(diagnosis.stages), openable })}
      <SlicesPanel diagnosis={diagnosis} openable={openable} by={by} />
      <FoundPanel diagnosis={diagnosis} />
      <QualityPanel diagnosis={diagnosis} openable={openable} />
      <LimitsPanel limits={diagnosis.limits} />
      <FirstStepsPanel diagnosis={diagnosis} />
    </Page>
  )
}
