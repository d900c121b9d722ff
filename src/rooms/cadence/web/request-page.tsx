import { Button } from '@mantine/core'
import { IconArrowLeft } from '@tabler/icons-react'
import { useParams } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { ResultOf } from '#kernel/endpoint'
import type { Id } from '#kernel/id'
import { useAsk } from '#web/client/queries'
import { count, day, moment } from '#web/kit/format'
import { LastChange } from '#web/kit/last-change.tsx'
import { AppLink } from '#web/kit/link.tsx'
import { Tag } from '#web/kit/notice.tsx'
import { Page, Panel } from '#web/kit/page.tsx'
import { Answered } from '#web/kit/states.tsx'
import { t } from '#web/kit/text'
import { kindName } from '../contract/request-names.ts'
import { readRequest } from '../contract/requests.ts'
import { IdeaPanel } from './idea-panel.tsx'
import { type RequestChanges, useRequestChanges } from './request-changes.ts'
import { aboutHref, aboutKinds, promiseNames, stars, stateLook, teamNames, useNames } from './request-look.ts'
import { RequestSteps } from './request-steps.tsx'
import classes from './requests.module.css'
import { Due } from './requests-page.tsx'
import { talkTitle } from './talk-title.ts'

type Read = ResultOf<typeof readRequest>

/** One request: what is asked, what is promised, what can be done now, and the talk of both teams. */
export default function RequestPage() {
  const { id } = useParams({ strict: false }) as { id: Id<'request'> }
  const found = useAsk(readRequest, { id })
  const changes = useRequestChanges(id)
  return (
    <Answered query={found} what={t('this request')} lines={8} page={t('Request')}>
      {(request) => (
        <Page
          title={request.title}
          width="wide"
          lead={t('{{kind}}: {{name}} asked {{team}}', {
            kind: kindName(request.kind),
            name: request.askedBy.name,
            team: teamNames[request.of],
          })}
          actions={
            <Button variant="default" component={AppLink} href="/requests" leftSection={<IconArrowLeft size={16} aria-hidden="true" />}>
              {t('Requests')}
            </Button>
          }
        >
          <LastChange changes={changes} what={t('do this')} />
          <div className={classes.grid}>
            <div className={classes.stack}>
              {request.text && (
                <Panel id="text" title={t('What it is needed for')}>
                  <p className={classes.text}>{request.text}</p>
                </Panel>
              )}
              <TalkPanel request={request} changes={changes} />
            </div>
            <div className={classes.stack}>
              <Facts request={request} />
              {request.kind === 'idea' && <IdeaPanel request={request} changes={changes} />}
            </div>
          </div>
        </Page>
      )}
    </Answered>
  )
}

function Facts({ request }: { request: Read }) {
  const { tone, says } = stateLook(request)
  const { about, promise, firstDueAt, dueAt, link, note, rating, used } = request
  const rows: readonly (readonly [string, ReactNode])[] = [
    [
      t('State'),
      <Tag key="state" tone={tone}>
        {says}
      </Tag>,
    ],
    [
      t('About'),
      about && (
        <AppLink key="about" href={aboutHref(about)}>
          {about.label ?? aboutKinds[about.kind]}
        </AppLink>
      ),
    ],
    [t('Wanted by'), request.wantedBy && day(request.wantedBy)],
    [t('Promised by'), request.promisedBy?.name],
    [t('Promised for'), (dueAt ?? firstDueAt) && <Due key="due" request={request} />],
    [t('First promised for'), firstDueAt && dueAt && firstDueAt !== dueAt && day(firstDueAt)],
    [t('The promise'), promise && promiseNames[promise]],
    [t('Delivered'), request.deliveredAt && `${moment(request.deliveredAt)} · ${request.deliveredBy?.name ?? ''}`],
    [t('Link'), link && <Opened key="link" link={link} />],
    [
      t('Note'),
      note && (
        <span key="note" className={classes.text}>
          {note}
        </span>
      ),
    ],
    [t('Rating'), rating && `${stars(rating)} ${t('{{n}} of 5', { n: count(rating) })}`],
    [t('Use'), used && useNames[used]],
  ]
  return (
    <Panel id="facts" title={t('Where it stands')}>
      <dl className={classes.facts}>
        {rows
          .filter(([, value]) => value)
          .map(([label, value]) => (
            <Fact key={label} label={label}>
              {value}
            </Fact>
          ))}
      </dl>
    </Panel>
  )
}

/** A link that opens in a tab of its own; what is no address of the web is only shown. */
const Opened = ({ link }: { link: string }) =>
  /^https?:\/\//u.test(link) ? (
    <a href={link} target="_blank" rel="noreferrer noopener">
      {link}
    </a>
  ) : (
    link
  )

const Fact = ({ label, children }: { label: string; children: ReactNode }) => (
  <>
    <dt>{label}</dt>
    <dd>{children}</dd>
  </>
)

function TalkPanel({ request, changes }: { request: Read; changes: RequestChanges }) {
  const { talk, undoable } = request
  return (
    <Panel id="talk" title={t('Steps and talk')}>
      <ol className={classes.talk}>
        {talk.map((one) => (
          <li key={one.id} className={classes.said} data-kind={one.kind}>
            <strong>{talkTitle(one)}</strong> <span className={classes.quiet}>{moment(one.at)}</span>
            {one.text && one.kind !== 'ask' && <p>{one.text}</p>}
            {one.link && (
              <p>
                <Opened link={one.link} />
              </p>
            )}
            {one.eventId === undoable && one.kind !== 'due' && one.kind !== 'late' && (
              <Button size="compact-xs" variant="subtle" color="gray" loading={changes.busy} onClick={() => changes.takeBack(one.eventId)}>
                {t('Take it back')}
              </Button>
            )}
          </li>
        ))}
      </ol>
      <RequestSteps key={`${request.state} ${talk.length}`} request={request} changes={changes} />
    </Panel>
  )
}
