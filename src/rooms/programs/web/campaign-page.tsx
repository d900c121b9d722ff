import { useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import type { ResultOf } from '#kernel/endpoint'
import type { EventId, Id } from '#kernel/id'
import { useAsk, useSend } from '#web/client/queries'
import { count, day, money, moneyShort, period, share } from '#web/kit/format'
import { LastChange } from '#web/kit/last-change.tsx'
import { AppLink } from '#web/kit/link.tsx'
import { Tag } from '#web/kit/notice.tsx'
import { Page, Panel } from '#web/kit/page.tsx'
import { Answered } from '#web/kit/states.tsx'
import { DataTable } from '#web/kit/table.tsx'
import { t } from '#web/kit/text'
import { readCampaign, setCampaignGoal, undoCampaignGoal } from '../contract/campaign-goals.ts'
import classes from './campaign.module.css'
import { CampaignGoalForm } from './campaign-goal-form.tsx'
import { CampaignPeople } from './campaign-people.tsx'
import { baseWords, conversionWords, rateWords } from './campaign-words.ts'

type Campaign = ResultOf<typeof readCampaign>

function useGoalChanges() {
  const queries = useQueryClient()
  const [last, setLast] = useState<{ eventId: EventId; says: string } | null>(null)
  const options = { onSettled: () => queries.invalidateQueries() }
  const set = useSend(setCampaignGoal, options)
  const undo = useSend(undoCampaignGoal, { ...options, onSuccess: () => setLast(null) })
  return {
    last,
    error: set.error ?? undo.error ?? null,
    busy: set.isPending || undo.isPending,
    undo: () => last && undo.mutate({ eventId: last.eventId }),
    set: (sent: Parameters<typeof set.mutate>[0]) =>
      set.mutate(sent, { onSuccess: ({ eventId }) => setLast({ eventId, says: t('The target is set.') }) }),
  }
}

/** One campaign: what it calls a conversion, the target set before it began, whom it reached and what became of them. */
export function CampaignPage({ beside }: { beside?: (id: string) => ReactNode }) {
  const { id } = useParams({ strict: false }) as { id: Id<'campaign'> }
  const found = useAsk(readCampaign, { id })
  const changes = useGoalChanges()
  const { type, channel, status, startsOn, endsOn } = found.data ?? {}
  const about = [type, channel, status, startsOn && endsOn ? period(startsOn, endsOn) : startsOn && day(startsOn)]
    .filter(Boolean)
    .join(' · ')
  return (
    <Page title={found.data?.name ?? t('Campaign')} width="wide" lead={about || undefined}>
      <LastChange changes={changes} what={t('set the target')} />
      <Answered query={found} what={t('this campaign')} lines={8}>
        {(campaign) => (
          <div className={classes.stack}>
            <RatePanel campaign={campaign} />
            <PeoplePanel campaign={campaign} />
            {beside?.(id)}
            <GoalPanel campaign={campaign}>
              {campaign.mayWrite && (
                <CampaignGoalForm key={campaign.goal?.number ?? 0} campaign={campaign} busy={changes.busy} onSet={changes.set} />
              )}
            </GoalPanel>
          </div>
        )}
      </Answered>
    </Page>
  )
}

const verdicts = {
  above: { tone: 'good', says: () => t('above the target') },
  below: { tone: 'loss', says: () => t('below the target') },
  open: { tone: 'plain', says: () => t('no clear difference from the target') },
  few: { tone: 'plain', says: () => t('too few to say') },
} as const

function RatePanel({ campaign: { goal, rate, verdict, past, pastRate, begun } }: { campaign: Campaign }) {
  if (!goal || !rate)
    return (
      <Panel id="rate" title={t('Conversion')}>
        <p className={classes.quiet}>
          {begun
            ? t('Nobody said what counts as a conversion here. It began without a target; what is set now is marked as late.')
            : t('Say below what counts as a conversion, and which share is the target, before it begins.')}
        </p>
      </Panel>
    )
  return (
    <Panel id="rate" title={t('Conversion')} hint={`${conversionWords(goal.conversion)}, ${baseWords(goal.of)}`}>
      <p className={classes.headline}>
        {rateWords(rate)} {verdict && <Tag tone={verdicts[verdict].tone}>{verdicts[verdict].says()}</Tag>}
      </p>
      <p className={classes.quiet}>
        {t('Target {{target}}', { target: share(goal.target) })}
        {pastRate && ` · ${t('earlier ones of its type: {{rate}}', { rate: rateWords(pastRate) })}`}
      </p>
      {past.length > 0 && (
        <DataTable
          caption={t('Earlier campaigns of its type, by the same definition')}
          dense
          rows={past}
          rowKey={(row) => row.id}
          columns={[
            {
              key: 'name',
              label: t('Earlier campaign'),
              head: true,
              cell: (row) => <AppLink href={`/campaigns/${row.id}`}>{row.name}</AppLink>,
            },
            { key: 'from', label: t('Began'), cell: (row) => (row.startsOn ? day(row.startsOn) : '–') },
            { key: 'rate', label: t('Conversion'), numeric: true, cell: (row) => rateWords(row.rate) },
          ]}
        />
      )}
    </Panel>
  )
}

function PeoplePanel({ campaign }: { campaign: Campaign }) {
  const { counts, cost, goal, became, id } = campaign
  const each = (n: number) => (cost && n > 0 ? t('{{money}} each', { money: money(cost.amount / n, cost.currency) }) : null)
  const figures = [
    { key: 'reached', label: t('Reached'), n: counts.reached },
    { key: 'responded', label: t('Responded'), n: counts.responded },
    ...(goal ? [{ key: 'converted', label: t('Converted'), n: counts.converted }] : []),
    { key: 'leads', label: t('Leads'), n: counts.leads },
    { key: 'won', label: t('Won'), n: counts.won },
  ]
  return (
    <Panel id="people" title={t('Whom it reached, and what became of them')}>
      <dl className={classes.figures}>
        {figures.map(({ key, label, n }) => (
          <div key={key}>
            <dt>{label}</dt>
            <dd>
              {count(n)}
              <small>{each(n)}</small>
            </dd>
          </div>
        ))}
        <div>
          <dt>{t('Cost')}</dt>
          <dd>
            {cost ? moneyShort(cost.amount, cost.currency) : '–'}
            <small>{cost === null ? t('not recorded') : cost.from === 'rows' ? t('sum of its rows') : null}</small>
          </dd>
        </div>
      </dl>
      {became.length > 0 && <CampaignPeople id={id} became={became} goal={goal !== null} />}
    </Panel>
  )
}

function GoalPanel({ campaign: { goal, history, begun, startsOn }, children }: { campaign: Campaign; children: React.ReactNode }) {
  const hint = begun
    ? t('It has begun, so the target is locked: a change needs a reason and stays visible.')
    : startsOn
      ? t('Free until it begins on {{day}}; from then on a change needs a reason.', { day: day(startsOn) })
      : t('It has no first day yet, so nothing is locked.')
  return (
    <Panel id="goal" title={t('Definition and target')} hint={hint}>
      {children}
      {goal && (
        <ul className={classes.list}>
          {history.map((one) => (
            <li key={one.number}>
              {conversionWords(one.conversion)}, {baseWords(one.of)}: {share(one.target)}{' '}
              <span className={classes.quiet}>
                {t('{{name}}, {{day}}', { name: one.by, day: day(one.at) })}
                {one.reason && ` · ${one.reason}`}
              </span>{' '}
              {one.late && <Tag tone="warn">{t('after it had begun')}</Tag>}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}
