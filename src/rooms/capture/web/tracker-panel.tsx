import { Switch, Textarea } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ResultOf } from '#kernel/endpoint'
import { useAsk, useSend } from '#web/client/queries'
import { moment, tn } from '#web/kit/format'
import { Panel } from '#web/kit/page.tsx'
import { ReasonButton } from '#web/kit/reason-button.tsx'
import { Answered, Failed } from '#web/kit/states.tsx'
import { t } from '#web/kit/text'
import { keptDays, readTracker, setTracker } from '../contract.ts'
import classes from './forms.module.css'
import { exampleSite, Snippet } from './forms-share.tsx'

/** Visits of the own sites: off until somebody turns it on, and nothing of a visitor who did not agree. */
export function TrackerPanel() {
  const found = useAsk(readTracker, {})
  return (
    <Panel
      id="tracker"
      title={t('Visits of your site')}
      hint={t(
        'A script of less than 3 KB, from here. Without consent it sends nothing and stores nothing. Whoever sends a form brings their visits along, so that the lead contract can count them.',
      )}
    >
      <Answered query={found} what={t('the tracker')} lines={3}>
        {(tracker) => <Tracker key={`${tracker.on} ${tracker.origins.join()}`} tracker={tracker} />}
      </Answered>
    </Panel>
  )
}

const scriptOf = (siteKey: string) => `<script async src="${window.location.origin}/t.js" data-site="${siteKey}"></script>`

function Tracker({ tracker }: { tracker: ResultOf<typeof readTracker> }) {
  const queries = useQueryClient()
  const set = useSend(setTracker, { onSettled: () => queries.invalidateQueries() })
  const [on, setOn] = useState(tracker.on)
  const [sites, setSites] = useState(tracker.origins.join('\n'))
  const { may, views, visitors, known, lastAt } = tracker
  return (
    <div className={classes.stack}>
      {set.error && <Failed error={set.error} what={t('set the tracker')} />}
      <Switch label={t('Note visits')} checked={on} disabled={!may.ok} onChange={(event) => setOn(event.currentTarget.checked)} />
      {on && (
        <Textarea
          label={t('Addresses of your sites, one on each line')}
          placeholder={exampleSite}
          autosize
          minRows={2}
          value={sites}
          onChange={(event) => setSites(event.currentTarget.value)}
        />
      )}
      <div className={classes.actions}>
        <ReasonButton
          size="xs"
          allowed={may}
          loading={set.isPending}
          disabled={on === tracker.on && sites === tracker.origins.join('\n')}
          onClick={() => set.mutate({ on, origins: sites.split('\n') })}
        >
          {t('Save')}
        </ReasonButton>
      </div>
      {tracker.on && (
        <>
          <Snippet label={t('For the head of each page')} text={scriptOf(tracker.siteKey)} />
          <p className={classes.quiet}>
            {t(
              'When a visitor agrees, have your page set window.interlockConsent = true and call interlock(); when they take it back, set false and call it again. “Do not track” and “Global Privacy Control” are respected.',
            )}
          </p>
          <p className={classes.quiet}>
            {lastAt === null
              ? t('Nothing has come yet.')
              : t('Last 30 days: {{views}} by {{visitors}}, {{known}} of them known by a form. The last on {{at}}.', {
                  views: tn(views, '{{n}} page view', '{{n}} page views'),
                  visitors: tn(visitors, '{{n}} visitor', '{{n}} visitors'),
                  known,
                  at: moment(lastAt),
                })}{' '}
            {t('Page views go after {{days}} days by themselves.', { days: keptDays })}
          </p>
        </>
      )}
    </div>
  )
}
