import { Button, NumberInput } from '@mantine/core'
import { useState } from 'react'
import type { ResultOf } from '#kernel/endpoint'
import { useWayBack } from '#web/client/changes'
import { useAsk, useSend } from '#web/client/queries'
import { count, minutes as minutesText, unknown } from '#web/kit/format'
import { LastChange } from '#web/kit/last-change.tsx'
import { AppLink } from '#web/kit/link.tsx'
import { Notice } from '#web/kit/notice.tsx'
import { Page, Panel } from '#web/kit/page.tsx'
import { Answered } from '#web/kit/states.tsx'
import { DataTable } from '#web/kit/table.tsx'
import { t } from '#web/kit/text'
import { assumeMinutes, readTimeSaved, type SavedPart, type SavedWork, undoAssumption } from '../contract/time-saved.ts'
import classes from './time-saved.module.css'

const workWords: Readonly<Record<SavedPart['work'], { readonly name: string; readonly instead: string; readonly href: string }>> = {
  routed: { name: t('Leads given to the right person'), instead: t('finding out who is in charge, free and at work'), href: '/routing' },
  handed: {
    name: t('Leads handed over without typing'),
    instead: t('copying a response into the CRM and telling sales'),
    href: '/responses',
  },
  joined: { name: t('Duplicates joined as they came in'), instead: t('noticing that the person is there already'), href: '/responses' },
  reminded: { name: t('Reminders of promises'), instead: t('looking up what is due and asking'), href: '/follow-up' },
  promoted: {
    name: t('People who came out of nurture ready'),
    instead: t('going through the pool for who is ready now'),
    href: '/nurture',
  },
  imported: { name: t('Files brought in'), instead: t('sorting out columns, stages and doubles by hand'), href: '/imports' },
  triggers: { name: t('Work that triggers did'), instead: t('as whoever made each estimated'), href: '/triggers' },
}

/** What the machine did that somebody would have done by hand, and what that would have taken. */
export default function TimeSavedPage() {
  const found = useAsk(readTimeSaved, {})
  const { options, among } = useWayBack(undoAssumption)
  const assume = useSend(assumeMinutes, options)
  const { noting, state } = among([assume])
  const save = (work: SavedWork, minutes: number) => assume.mutate({ work, minutes }, noting(t('The estimate is reckoned anew.')))
  return (
    <Page title={t('Time saved')} lead={t('What was done by itself in the last 30 days, and what that would have taken by hand.')}>
      <LastChange changes={state} what={t('change what a work takes')} />
      <Answered query={found} what={t('the time saved')} lines={8}>
        {(answer) => <Estimate answer={answer} busy={state.busy} onSave={save} />}
      </Answered>
    </Page>
  )
}

interface EstimateProps {
  answer: ResultOf<typeof readTimeSaved>
  busy: boolean
  onSave: (work: SavedWork, minutes: number) => void
}

function Estimate({ answer: { minutes, parts, may }, busy, onSave }: EstimateProps) {
  return (
    <Panel
      id="estimate"
      title={t('An estimate, with its parts')}
      hint={t('Each work counts as often as it was done, times the minutes that it takes somebody. The sample company is not counted.')}
    >
      <p className={classes.total}>
        {minutes === 0 ? t('Nothing yet') : minutesText(minutes)} <span className={classes.quiet}>{t('of work, estimated')}</span>
      </p>
      <DataTable
        caption={t('Time saved, by work')}
        rows={parts}
        rowKey={({ work }) => work}
        columns={[
          {
            key: 'work',
            label: t('Work'),
            head: true,
            cell: ({ work }) => (
              <span>
                <AppLink href={workWords[work].href}>{workWords[work].name}</AppLink>
                <span className={classes.instead}>
                  {work === 'triggers' ? workWords[work].instead : t('instead of: {{what}}', { what: workWords[work].instead })}
                </span>
              </span>
            ),
          },
          { key: 'times', label: t('How often'), numeric: true, cell: ({ times }) => count(times) },
          {
            key: 'each',
            label: t('Minutes each time'),
            numeric: true,
            cell: (part) =>
              part.each === null ? unknown : may.ok ? <Minutes key={part.each} {...{ part, busy, onSave }} /> : count(part.each),
          },
          { key: 'saved', label: t('Saved'), numeric: true, cell: (part) => (part.minutes === 0 ? unknown : minutesText(part.minutes)) },
        ]}
      />
      {may.ok ? (
        <p className={classes.quiet}>{t('The minutes are assumptions until you write your own. Measure a few and put them in.')}</p>
      ) : (
        <Notice>{may.why}</Notice>
      )}
    </Panel>
  )
}

/** What a work takes, to be written over. */
function Minutes({ part: { work, each, own }, busy, onSave }: { part: SavedPart; busy: boolean; onSave: EstimateProps['onSave'] }) {
  const [typed, setTyped] = useState<number | string>(each ?? 0)
  if (work === 'triggers') return null
  const changed = typeof typed === 'number' && typed !== each
  return (
    <span className={classes.minutes}>
      <NumberInput
        size="xs"
        w={84}
        min={0}
        max={10_000}
        aria-label={t('Minutes each time: {{work}}', { work: workWords[work].name })}
        value={typed}
        onChange={setTyped}
      />
      {changed ? (
        <Button size="compact-xs" loading={busy} onClick={() => onSave(work, typed)}>
          {t('Save')}
        </Button>
      ) : (
        <span className={classes.quiet}>{own ? t('yours') : t('assumed')}</span>
      )}
    </span>
  )
}
