import { Button, NativeSelect, SegmentedControl } from '@mantine/core'
import { IconBulb } from '@tabler/icons-react'
import { useRouter, useSearch } from '@tanstack/react-router'
import type { CallOf, ResultOf } from '#kernel/endpoint'
import { useAsk } from '#web/client/queries'
import { count, day, minutes, tn, unknown } from '#web/kit/format'
import { AppLink } from '#web/kit/link.tsx'
import { Tag } from '#web/kit/notice.tsx'
import { Page, Panel } from '#web/kit/page.tsx'
import { Answered, Empty } from '#web/kit/states.tsx'
import { type Column, DataTable } from '#web/kit/table.tsx'
import { t } from '#web/kit/text'
import { kindName } from '../contract/request-names.ts'
import { listRequests, type Request } from '../contract/requests.ts'
import { AskButton } from './ask-button.tsx'
import { PromisesPanel } from './promises-panel.tsx'
import { aboutHref, aboutKinds, promiseNames, ratingNames, requestHref, stars, stateLook, stateNames, teamNames } from './request-look.ts'
import classes from './requests.module.css'

type Look = Readonly<Record<string, string | undefined>>
type Found = ResultOf<typeof listRequests>

/** The address of a list with other filters; what is empty is left out. */
const hrefOf = (look: Look) => {
  const kept = Object.entries(look).flatMap(([key, value]) => (value ? [[key, value] as [string, string]] : []))
  return `/requests${kept.length > 0 ? `?${new URLSearchParams(kept)}` : ''}`
}

const narrowing = ['promise', 'answer', 'used', 'member', 'team', 'of', 'since'] as const

/** What the teams ask of each other: late first, then by the day that is promised. */
export default function RequestsPage() {
  const router = useRouter()
  const look = useSearch({ strict: false }) as Look
  const query = useAsk(listRequests, look as CallOf<typeof listRequests>, { keepPrevious: true })
  const go = (to: Look) => router.history.push(hrefOf({ ...look, ...to }))
  const narrowed = narrowing.some((key) => look[key] !== undefined)
  return (
    <Page
      title={t('Requests')}
      width="wide"
      lead={t('What sales and marketing ask of each other: promised for a day, delivered, and rated by whoever asked.')}
      actions={
        <>
          <Button variant="default" component={AppLink} href="/ideas" leftSection={<IconBulb size={16} aria-hidden="true" />}>
            {t('Ideas from the field')}
          </Button>
          {query.data && <AskButton side={query.data.side} />}
        </>
      }
    >
      <div className={classes.bar}>
        <SegmentedControl
          size="xs"
          aria-label={t('Whose requests')}
          value={look.whose ?? 'everyone'}
          data={[
            { value: 'everyone', label: t('All') },
            { value: 'mine', label: t('Asked by me') },
            { value: 'given', label: t('Promised by me') },
          ]}
          onChange={(whose) => go({ whose: whose === 'everyone' ? undefined : whose })}
        />
        <NativeSelect
          size="xs"
          aria-label={t('State')}
          value={look.state ?? ''}
          data={[
            { value: '', label: t('In any state') },
            { value: 'open', label: t('Open') },
            { value: 'late', label: t('Late') },
            ...Object.entries(stateNames).map(([value, label]) => ({ value, label })),
          ]}
          onChange={(event) => go({ state: event.currentTarget.value })}
        />
        {query.data && <Counts counts={query.data.counts} />}
        {narrowed && (
          <Button size="compact-xs" variant="subtle" onClick={() => router.history.push('/requests')}>
            {t('{{what}}: show all again', { what: narrowedWords(look) })}
          </Button>
        )}
      </div>
      <div className={classes.stack}>
        <Answered query={query} what={t('the requests')} lines={8}>
          {(found) => <Shown found={found} plain={!narrowed && !look.state && !look.whose} />}
        </Answered>
        <PromisesPanel since={look.since} onSince={(since) => go({ since })} hrefOf={hrefOf} />
      </div>
    </Page>
  )
}

function narrowedWords({ promise, answer, used, of }: Look): string {
  if (promise) return promiseNames[promise as keyof typeof promiseNames] ?? promise
  if (answer) return ratingNames[answer as keyof typeof ratingNames] ?? answer
  if (used) return t('Used')
  return of ? (teamNames[of as keyof typeof teamNames] ?? of) : t('Only some')
}

function Counts({ counts: { open, late, toRate } }: Pick<Found, 'counts'>) {
  return (
    <span className={classes.quiet}>
      {tn(open, '{{n}} open', '{{n}} open')}
      {late > 0 && (
        <>
          {' · '}
          <span className={classes.late}>{tn(late, '{{n}} late', '{{n}} late')}</span>
        </>
      )}
      {toRate > 0 && (
        <>
          {' · '}
          <AppLink href="/requests?whose=mine&state=delivered">{tn(toRate, '{{n}} for you to rate', '{{n}} for you to rate')}</AppLink>
        </>
      )}
    </span>
  )
}

function Shown({ found: { requests, more, counts, side }, plain }: { found: Found; plain: boolean }) {
  if (requests.length === 0 && counts.all === 0 && plain)
    return (
      <Empty title={t('Nobody asked for anything yet')} actions={<AskButton side={side} />}>
        {t(
          'A rep asks marketing for a reference, a deck or an idea, here or on the page of a deal, a lead or an account. Marketing promises a day, delivers, and hears whether it was used.',
        )}
      </Empty>
    )
  if (requests.length === 0) return <Empty title={t('None of these')}>{t('No request is like this. Choose other filters above.')}</Empty>
  return (
    <Panel id="requests" title={tn(requests.length, '{{n}} request', '{{n}} requests')} bare>
      <DataTable caption={t('Requests')} rows={requests} rowKey={({ id }) => id} columns={columns} />
      {more && <p className={classes.quiet}>{t('There are more. Narrow them by the filters above.')}</p>}
    </Panel>
  )
}

const columns: readonly Column<Request>[] = [
  {
    key: 'what',
    label: t('What'),
    head: true,
    cell: ({ id, title, kind, about }) => (
      <div>
        <AppLink href={requestHref(id)}>{title}</AppLink>
        <span className={classes.small}>
          {kindName(kind)}
          {about && (
            <>
              {' · '}
              <AppLink href={aboutHref(about)}>{about.label ?? aboutKinds[about.kind]}</AppLink>
            </>
          )}
        </span>
      </div>
    ),
  },
  {
    key: 'asked',
    label: t('Asked'),
    cell: ({ askedBy, askedAt, of }) => (
      <>
        {t('{{name}} asked {{team}}', { name: askedBy.name, team: teamNames[of] })}
        <span className={classes.small}>{day(askedAt)}</span>
      </>
    ),
  },
  {
    key: 'state',
    label: t('State'),
    cell: (request) => {
      const { tone, says } = stateLook(request)
      return <Tag tone={tone}>{says}</Tag>
    },
  },
  {
    key: 'due',
    label: t('Promised for'),
    cell: (request) => (request.dueAt === null && request.firstDueAt === null ? unknown : <Due request={request} />),
  },
  { key: 'by', label: t('Promised by'), cell: ({ promisedBy }) => promisedBy?.name ?? unknown },
  {
    key: 'rating',
    label: t('Rating'),
    cell: ({ rating }) =>
      rating === null ? (
        unknown
      ) : (
        <>
          <span aria-hidden="true">{stars(rating)}</span>
          <span className="visually-hidden">{t('{{n}} of 5', { n: count(rating) })}</span>
        </>
      ),
  },
]

/** The day that is promised, and by how much working time it is, or was, late. */
export function Due({ request: { dueAt, firstDueAt, lateMinutes } }: { request: Request }) {
  const due = dueAt ?? firstDueAt
  if (due === null) return unknown
  return (
    <>
      {day(due)}
      {lateMinutes !== null && (
        <span className={`${classes.small} ${classes.late}`}>{t('{{time}} of working time late', { time: minutes(lateMinutes) })}</span>
      )}
    </>
  )
}
