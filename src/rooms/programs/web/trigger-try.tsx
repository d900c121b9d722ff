import { useAsk } from '#web/client/queries'
import { day, tn } from '#web/kit/format'
import { AppLink } from '#web/kit/link.tsx'
import { Panel } from '#web/kit/page.tsx'
import { Answered } from '#web/kit/states.tsx'
import { t } from '#web/kit/text'
import { tryTrigger } from '../contract/trigger-endpoints.ts'
import type { TriggerDocument } from '../contract/triggers.ts'
import classes from './triggers.module.css'

const pageOf = {
  deal: (id: string) => `/deals/${id}`,
  account: (id: string) => `/accounts/${id}`,
  person: (id: string) => `/people/${id}`,
  lead: (id: string) => `/leads/${id}`,
}

/** Leads to the record, or says that it is gone. */
export function RecordLink({ record: { kind, id, label } }: { record: { kind: keyof typeof pageOf; id: string; label: string | null } }) {
  return label === null ? (
    <span className={classes.quiet}>{t('a record that is gone')}</span>
  ) : (
    <AppLink href={pageOf[kind](id)}>{label}</AppLink>
  )
}

/** What a trigger would have done in the last 90 days; null while something is not said yet. */
export function TriggerTry({ document }: { document: TriggerDocument | null }) {
  const found = useAsk(tryTrigger, { document: document as TriggerDocument }, { enabled: document !== null })
  return (
    <Panel
      id="try"
      title={t('In the last 90 days')}
      hint={t('What it would have done. Records are asked as they are today; nothing is done.')}
    >
      {document === null ? (
        <p className={classes.quiet}>{t('Say when it fires and what is done then; then you see here how often that would have been.')}</p>
      ) : (
        <Answered query={found} what={t('what it would have done')} lines={4}>
          {({ fired, records, weeks, last, moments, cut }) => (
            <>
              <p className={classes.headline} role="status">
                {tn(fired, 'Would have fired {{n}} time', 'Would have fired {{n}} times')}
              </p>
              <p className={classes.quiet}>
                {fired < moments
                  ? tn(
                      moments,
                      'for {{records}} of {{n}} moment; the rule and how often it may fire left out the others.',
                      'out of {{n}} moments; the rule and how often it may fire left out the others.',
                      { records },
                    )
                  : tn(records, 'for {{n}} record', 'for {{n}} records')}
                {cut && ` ${t('Only the newest 200,000 moments were looked at.')}`}
              </p>
              {fired > 0 && <Weeks weeks={weeks} />}
              {last.length > 0 && (
                <ul className={classes.last} aria-label={t('The last of them')}>
                  {last.slice(0, 8).map(({ record, at }) => (
                    <li key={`${record.id} ${at}`}>
                      <RecordLink record={record} /> <span className={classes.quiet}>{day(at)}</span>
                    </li>
                  ))}
                </ul>
              )}
            </>
          )}
        </Answered>
      )}
    </Panel>
  )
}

function Weeks({ weeks }: { weeks: readonly number[] }) {
  const most = Math.max(1, ...weeks)
  const each = tn(weeks.at(-1) ?? 0, '{{n}} in the last week', '{{n}} in the last week')
  return (
    <div className={classes.weeks} role="img" aria-label={t('Week by week; {{each}}', { each })}>
      {weeks.map((n, week) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a week is known by its place
        <span key={week} style={{ height: `${(n / most) * 100}%` }} />
      ))}
    </div>
  )
}
