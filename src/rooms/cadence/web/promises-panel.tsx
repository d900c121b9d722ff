import { NativeSelect } from '@mantine/core'
import type { ResultOf } from '#kernel/endpoint'
import { plusDays } from '#kernel/rule-days'
import { type Day, isDay } from '#kernel/time'
import type { Side } from '#rooms/agreement/contract'
import { useAsk } from '#web/client/queries'
import { Figure } from '#web/kit/figure.tsx'
import { count, decimal, period, share, tn, unknown } from '#web/kit/format'
import { AppLink } from '#web/kit/link.tsx'
import { Panel } from '#web/kit/page.tsx'
import { Answered } from '#web/kit/states.tsx'
import { type Column, DataTable } from '#web/kit/table.tsx'
import { t } from '#web/kit/text'
import type { PromiseEnd } from '../contract/request-words.ts'
import { countPromises } from '../contract/requests.ts'
import { promiseNames, teamNames } from './request-look.ts'
import classes from './requests.module.css'

type Found = ResultOf<typeof countPromises>
type One = Found['sides'][number]
type Promised = One['promised'][number]
type Answering = One['answered'][number]
type Href = (look: Readonly<Record<string, string | undefined>>) => string

interface PanelProps {
  since: string | undefined
  onSince: (since: string | undefined) => void
  hrefOf: Href
}

/** Promises kept on both sides: those who promised, and those who asked and were to say whether it was of use. */
export function PromisesPanel({ since, onSince, hrefOf }: PanelProps) {
  const query = useAsk(countPromises, since !== undefined && isDay(since) ? { since } : {}, { keepPrevious: true })
  const to = query.data?.to
  const lengths = [30, 90, 365].map((n) => ({ n, from: to === undefined ? '' : plusDays(to as Day, -n) }))
  return (
    <Panel
      id="promises"
      title={t('Promises kept')}
      hint={t('Measured by the day that was promised first. What is not due yet is too early to say, and counts for nobody.')}
      actions={
        <NativeSelect
          size="xs"
          aria-label={t('Period')}
          value={lengths.find(({ from }) => from === since)?.from ?? ''}
          data={[
            { value: '', label: t('From the beginning') },
            ...lengths.map(({ n, from }) => ({ value: from, label: tn(n, 'Last day', 'Last {{n}} days') })),
          ]}
          onChange={(event) => onSince(event.currentTarget.value || undefined)}
        />
      }
    >
      <Answered query={query} what={t('the promises')}>
        {(found) => {
          const told = found.sides.filter(({ whole, answeredWhole }) => whole.tally.made + answeredWhole.tally.delivered > 0)
          if (told.length === 0) return <p className={classes.quiet}>{t('Nothing was promised in this time.')}</p>
          return (
            <div className={classes.stack}>
              {told.map((one) => (
                <SideTables key={one.of} one={one} found={found} since={since} hrefOf={hrefOf} />
              ))}
            </div>
          )
        }}
      </Answered>
    </Panel>
  )
}

const otherOf = (of: Side): Side => (of === 'marketing' ? 'sales' : 'marketing')

function SideTables({ one, found, since, hrefOf }: { one: One; found: Found; since: string | undefined; hrefOf: Href }) {
  const base = { of: one.of, since }
  const asker = teamNames[otherOf(one.of)]
  return (
    <>
      {one.whole.tally.made > 0 && (
        <DataTable
          caption={t('What {{team}} promised', { team: teamNames[one.of] })}
          dense
          narrow="scroll"
          rows={[one.whole, ...one.promised]}
          rowKey={keyOf}
          columns={promisedColumns(
            t('What {{team}} promised', { team: teamNames[one.of] }),
            found,
            (group) => ({ ...base, ...whoOf(group, one.whole) }),
            hrefOf,
          )}
        />
      )}
      {one.answeredWhole.tally.delivered > 0 && (
        <DataTable
          caption={t('What {{team}} did with it', { team: asker })}
          dense
          narrow="scroll"
          rows={[one.answeredWhole, ...one.answered]}
          rowKey={keyOf}
          columns={answeredColumns(
            t('What {{team}} did with it', { team: asker }),
            found,
            (group) => ({ ...base, ...whoOf(group, one.answeredWhole) }),
            hrefOf,
          )}
        />
      )}
    </>
  )
}

type Group = Pick<Promised, 'team' | 'member'>
const keyOf = ({ team, member }: Group) => `${team ?? ''} ${member?.id ?? ''}`
/** The filter that opens the requests of a group; none for the whole. */
const whoOf = (group: Group, whole: object) =>
  group === whole ? {} : group.member ? { member: group.member.id } : { team: group.team ?? undefined }

const named = (title: string) => ({
  key: 'who',
  label: title,
  head: true,
  cell: ({ team, member }: Group) =>
    member ? <span className={classes.person}>{member.name}</span> : team === null ? t('All together') : team,
})

type LookOf<T> = (group: T) => Readonly<Record<string, string | undefined>>

function Opens({ n, href, what }: { n: number; href: string; what: string }) {
  if (n === 0) return unknown
  return (
    <AppLink href={href}>
      {count(n)}
      <span className="visually-hidden">, {t('open them: {{what}}', { what })}</span>
    </AppLink>
  )
}

function Share({ found, group, definition }: { found: Found; group: Promised | Answering; definition: string }) {
  const { hits, n, value, low, high, enough } = group.share
  if (value === null) return unknown
  return (
    <Figure
      proof={{
        definition,
        basis: t('{{hits}} of {{n}}', { hits: count(hits), n: count(n) }),
        period: period(found.from, found.to),
        ...(low !== null && high !== null
          ? { interval: t('{{low}} – {{high}} (95% interval)', { low: share(low), high: share(high) }) }
          : {}),
      }}
    >
      {enough ? share(value) : t('{{hits}} of {{n}}: too few to say', { hits: count(hits), n: count(n) })}
    </Figure>
  )
}

function promisedColumns(title: string, found: Found, lookOf: LookOf<Promised>, hrefOf: Href): Column<Promised>[] {
  const of = (end: PromiseEnd): Column<Promised> => ({
    key: end,
    label: promiseNames[end],
    numeric: true,
    cell: (group) => <Opens n={group.tally[end]} href={hrefOf({ ...lookOf(group), promise: end })} what={promiseNames[end]} />,
  })
  const definition = t(
    'Delivered by the day that was promised first, of all promises that are due, were delivered, or were declined after they were made.',
  )
  return [
    named(title),
    { key: 'share', label: t('Share kept'), numeric: true, cell: (group) => <Share found={found} group={group} definition={definition} /> },
    ...(['kept', 'moved', 'late', 'overdue', 'dropped', 'open'] as const).map(of),
  ]
}

function answeredColumns(title: string, found: Found, lookOf: LookOf<Answering>, hrefOf: Href): Column<Answering>[] {
  const link = (group: Answering, n: number, look: Readonly<Record<string, string>>, what: string) => (
    <Opens n={n} href={hrefOf({ ...lookOf(group), ...look })} what={what} />
  )
  const definition = t('Rated by whoever asked within {{n}} days, of all that was delivered at least that long ago or is rated.', {
    n: found.ratingDays,
  })
  return [
    named(title),
    {
      key: 'share',
      label: t('Rated in time'),
      numeric: true,
      cell: (group) => <Share found={found} group={group} definition={definition} />,
    },
    {
      key: 'late',
      label: t('Rated later'),
      numeric: true,
      cell: (group) => link(group, group.tally.ratedLate, { answer: 'rated-late' }, t('Rated later')),
    },
    {
      key: 'none',
      label: t('Not rated'),
      numeric: true,
      cell: (group) => link(group, group.tally.unrated, { answer: 'unrated' }, t('Not rated')),
    },
    {
      key: 'open',
      label: t('Too early to say'),
      numeric: true,
      cell: (group) => link(group, group.tally.open, { answer: 'open' }, t('Too early to say')),
    },
    { key: 'used', label: t('Used'), numeric: true, cell: (group) => link(group, group.tally.used, { used: 'yes' }, t('Used')) },
    { key: 'not', label: t('Not used'), numeric: true, cell: (group) => link(group, group.tally.notUsed, { used: 'no' }, t('Not used')) },
    {
      key: 'mean',
      label: t('Mean rating'),
      numeric: true,
      cell: ({ tally: { mean } }) => (mean === null ? unknown : t('{{n}} of 5', { n: decimal(mean) })),
    },
  ]
}
