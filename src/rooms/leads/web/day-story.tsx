import { IconArrowLeft, IconMail, IconPhone } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import { sees } from '#kernel/rights'
import type { Verdict } from '#kernel/verdict'
import { personRecord } from '#rooms/accounts/contract'
import { useAsk } from '#web/client/queries'
import { useRights } from '#web/client/rights'
import { moment } from '#web/kit/format'
import { AppLink } from '#web/kit/link.tsx'
import { recordHref } from '#web/kit/list/cell.tsx'
import { Tag } from '#web/kit/notice.tsx'
import { t } from '#web/kit/text'
import type { QueueRow } from '../contract.ts'
import classes from './day.module.css'
import { Actions, SeldomActions, type Step } from './day-actions.tsx'
import { ClockView } from './day-clock.tsx'
import { LikelyCompany } from './day-company.tsx'
import type { HandOver } from './day-look.ts'
import { Promises } from './day-promises.tsx'
import { ScoreLines } from './day-score.tsx'
import { StoryTasks, StoryTimeline } from './day-timeline.tsx'
import { stateTones, stateWords } from './day-words.ts'

interface StoryProps {
  handOver: HandOver
  now: string
  can: (step: Step) => Verdict
  busy: boolean
  onStep: (step: Step) => void
  /** The address of the list, for whoever sees one of both at a time. */
  back: string
  /** Somebody has just come here from the list. */
  arrived: boolean
}

/** All that is known of one hand-over: what to do next, why they are here, what was promised, and what happened so far. */
export function Story({ handOver, now, can, busy, onStep, back, arrived }: StoryProps) {
  const { row } = handOver
  const title = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    // On a phone the story takes the place of the list: reading goes on from its heading.
    if (!arrived || title.current?.offsetParent === null || !window.matchMedia('(max-width: 900px)').matches) return
    title.current?.focus({ preventScroll: true })
    window.scrollTo(0, 0)
  }, [arrived])
  return (
    <article className={classes.story} aria-labelledby="story-title">
      <AppLink href={back} className={classes.back}>
        <IconArrowLeft size={16} aria-hidden="true" /> {t('The queue')}
      </AppLink>
      <header className={classes.storyHead}>
        <div className={classes.storyWho}>
          <h2 id="story-title" ref={title} tabIndex={-1} className={classes.storyName}>
            <AppLink href={recordHref('person', row.person.id)}>{row.person.name}</AppLink>{' '}
            <Tag tone={stateTones[row.state]}>{stateWords[row.state]}</Tag>
          </h2>
          <p className={classes.storyAt}>
            {row.person.title}
            {row.person.title && row.account && ', '}
            {row.account && <AppLink href={recordHref('account', row.account.id)}>{row.account.name}</AppLink>}
          </p>
          <Reach id={row.person.id} />
        </div>
        <ClockView clock={handOver.open ? row.clock : null} now={now} large />
      </header>
      <Actions can={can} busy={busy} name={row.person.name} onStep={onStep} />
      {!handOver.open && <Closed handOver={handOver} />}
      <LikelyCompany key={row.person.id} personId={row.person.id} />
      <div className={classes.parts}>
        <section className={classes.part} aria-labelledby="story-why">
          <h3 id="story-why" className={classes.partTitle}>
            {t('Why they are here')}
          </h3>
          <Response row={row} />
          <ScoreLines handOver={handOver} />
        </section>
        <section className={classes.part} aria-labelledby="story-promises">
          <h3 id="story-promises" className={classes.partTitle}>
            {t('What was promised')}
          </h3>
          <Promises handOver={handOver} now={now} />
          <h3 className={classes.partTitle}>
            {row.owner === null ? t('Why it is in this queue') : t('Why it is with {{name}}', { name: row.owner.name })}
          </h3>
          <p className={classes.text}>{whyText(handOver)}</p>
        </section>
      </div>
      <StoryTasks lead={row.id} />
      <StoryTimeline personId={row.person.id} />
      <SeldomActions can={can} busy={busy} onStep={onStep} />
      <p>
        <AppLink href={recordHref('lead', row.id)}>{t('The whole record of this lead')}</AppLink>
      </p>
    </article>
  )
}

/** How the person is reached: an address and a number to be pressed. */
function Reach({ id }: { id: string }) {
  const found = useAsk(personRecord.read, { id }, { enabled: sees(useRights(), 'person'), staleTime: 60_000 })
  const { email, phone } = found.data?.cells ?? {}
  const has = (cell: unknown): cell is string => typeof cell === 'string' && cell !== ''
  if (!has(email) && !has(phone)) return null
  return (
    <p className={classes.reach}>
      {has(phone) && (
        <a href={`tel:${phone.replaceAll(/[^+\d]/g, '')}`}>
          <IconPhone size={16} aria-hidden="true" /> {phone}
        </a>
      )}
      {has(email) && (
        <a href={`mailto:${encodeURIComponent(email).replace('%40', '@')}`}>
          <IconMail size={16} aria-hidden="true" /> {email}
        </a>
      )}
    </p>
  )
}

/** What they did last, in their own words. */
function Response({ row: { response, campaign, source, channel } }: { row: QueueRow }) {
  const from = [channel, campaign, source].filter(Boolean).join(' · ')
  if (response === null) return <p className={classes.quiet}>{from || t('No response is kept with this lead.')}</p>
  return (
    <div className={classes.response}>
      <p className={classes.responseWhat}>{response.what ?? t('A response')}</p>
      <p className={classes.quiet}>{[moment(response.at), from].filter(Boolean).join(' · ')}</p>
      {response.message && <blockquote className={classes.message}>{response.message}</blockquote>}
    </div>
  )
}

function Closed({ handOver: { endReason, restsUntil, row } }: { handOver: HandOver }) {
  return (
    <p className={classes.closed}>
      {t('{{state}} on {{time}}.', { state: stateWords[row.state], time: row.stateAt === null ? '' : moment(row.stateAt) })}{' '}
      {endReason && t('Reason: {{reason}}.', { reason: endReason })}{' '}
      {restsUntil && t('They rest until {{time}}.', { time: moment(restsUntil) })}
    </p>
  )
}

/** Why it is where it is, with what whoever moved it last wrote. */
function whyText({ row: { why }, steps }: HandOver): string {
  const moved = steps.filter(({ fromOwner, toOwner }) => fromOwner !== toOwner).toSorted((a, b) => (a.at < b.at ? 1 : -1))[0]
  const said = why ?? t('Nobody said why.')
  return moved?.note ? t('{{why}} They wrote: {{note}}', { why: said, note: moved.note }) : said
}
