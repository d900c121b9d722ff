import { NativeSelect, SegmentedControl } from '@mantine/core'
import { useRouter, useSearch } from '@tanstack/react-router'
import type { ResultOf } from '#kernel/endpoint'
import { useAsk } from '#web/client/queries'
import { Bar, Legend } from '#web/kit/bars.tsx'
import { count, money, moneyShort, period, share, tn, unknown } from '#web/kit/format'
import { AppLink } from '#web/kit/link.tsx'
import { Page, Panel } from '#web/kit/page.tsx'
import { Answered, Empty } from '#web/kit/states.tsx'
import { type Column, DataTable } from '#web/kit/table.tsx'
import { t } from '#web/kit/text'
import { type Outcome, type OutcomeBy, outcomeBys, readOutcomes, type Tally } from '../contract.ts'
import { periodChoices, useSince } from './board-period.ts'
import { Allowed } from './day-nobody.tsx'
import classes from './mine.module.css'
import { MineList } from './mine-list.tsx'
import { type MineLook, mineHref, mineLookOf, monthEnds, outcomeWords } from './mine-look.ts'
import { reasonText } from './mine-reason.ts'

type Found = ResultOf<typeof readOutcomes>

/** What marketing sees of those whom it handed over: what became of each, and why sales gave them back. */
export default function MinePage() {
  const router = useRouter()
  const look = mineLookOf(useSearch({ strict: false }) as Readonly<Record<string, string | undefined>>)
  const since = useSince(look.days)
  const query = useAsk(readOutcomes, { ...since, by: look.by }, { keepPrevious: true, enabled: since !== undefined })
  return (
    <Page
      title={t('What became of leads')}
      width="wide"
      lead={t('Everybody whom marketing handed over: where they stand, what was won with them, and why sales gave them back.')}
      actions={
        <NativeSelect
          size="xs"
          aria-label={t('Period')}
          value={look.days}
          data={periodChoices()}
          onChange={(event) => router.history.push(mineHref(mineLookOf({ by: look.by, days: event.currentTarget.value })))}
        />
      }
    >
      <Allowed error={query.data ? null : query.error}>
        <Answered query={query} what={t('what became of leads')} lines={8}>
          {(found) =>
            found.whole.handedOver === 0 && found.responses === 0 ? (
              <Empty title={t('Nobody was handed over in this time')}>
                {t('Once a lead contract is in force, everybody who meets it is handed over, and what became of them stands here.')}
              </Empty>
            ) : (
              <Shown found={found} look={look} go={(to) => router.history.push(mineHref({ ...look, ...to }))} />
            )
          }
        </Answered>
      </Allowed>
    </Page>
  )
}

/** A look without what was chosen for the list. */
const plain = (look: MineLook): MineLook => ({ ...mineLookOf({ days: look.days, by: look.by }), list: true })

function Shown({ found, look, go }: { found: Found; look: MineLook; go: (to: Partial<MineLook>) => void }) {
  const base = plain(look)
  return (
    <>
      <Whole found={found} base={base} />
      <Panel
        id="by"
        title={t('Told apart')}
        actions={
          <SegmentedControl
            size="xs"
            aria-label={t('Told apart by')}
            value={look.by}
            data={outcomeBys.map((by) => ({ value: by, label: byWords[by] }))}
            onChange={(value) => go({ by: outcomeBys.find((by) => by === value) ?? 'campaign' })}
          />
        }
      >
        <DataTable
          caption={t('What became of leads by {{what}}', { what: byWords[look.by] })}
          rows={found.groups}
          rowKey={({ name }) => name ?? ''}
          columns={columnsOf(look.by, base)}
        />
      </Panel>
      <ReasonsPanel found={found} base={base} />
      {look.list && <MineList look={look} reasons={found.reasons} />}
    </>
  )
}

const byWords: Readonly<Record<OutcomeBy, string>> = {
  campaign: t('Campaign'),
  source: t('Source'),
  channel: t('Channel'),
  month: t('Month'),
}

type Group = Found['groups'][number]

/** A number that opens its leads. */
function Opens({ n, look, what }: { n: number | null; look: MineLook; what: string }) {
  if (n === null) return unknown
  if (n === 0) return <span className={classes.none}>{count(0)}</span>
  return (
    <AppLink href={mineHref(look)} className={classes.number}>
      {count(n)}
      <span className="visually-hidden">, {t('open them: {{what}}', { what })}</span>
    </AppLink>
  )
}

function columnsOf(by: OutcomeBy, base: MineLook): Column<Group>[] {
  const of = (name: string | null): MineLook =>
    by === 'month' ? { ...base, ...(name === null ? {} : monthEnds(name)) } : { ...base, [by]: name ?? '' }
  const named = (group: Group) => group.name ?? t('not known')
  const number = (key: Exclude<keyof Tally, 'wonMoney'>, outcome: Outcome | '', label: string): Column<Group> => ({
    key,
    label,
    numeric: true,
    cell: (group) => <Opens n={group[key]} look={{ ...of(group.name), outcome }} what={`${named(group)}, ${label}`} />,
  })
  return [
    { key: 'name', label: byWords[by], head: true, cell: named },
    number('handedOver', '', t('Handed over')),
    ...(['offered', 'accepted', 'working', 'returned', 'rejected', 'disqualified', 'converted', 'won'] as const).map((one) =>
      number(one, one, outcomeWords[one]),
    ),
    { key: 'money', label: t('Money won'), numeric: true, cell: ({ wonMoney }) => moneyText(wonMoney) },
  ]
}

function moneyText(sums: Tally['wonMoney']): string {
  if (sums === null || sums.length === 0) return unknown
  return sums.map(({ amount, currency }) => money(amount, currency)).join(' + ')
}

/** All of them in one bar, each part with its number. */
function Whole({ found: { whole, responses, contacts, from, to }, base }: { found: Found; base: MineLook }) {
  const parts = [
    { label: outcomeWords.converted, value: whole.converted, tone: 'forward' as const },
    { label: t('Open: waiting, accepted or in work'), value: whole.offered + whole.accepted + whole.working, tone: 'open' as const },
    { label: outcomeWords.returned, value: whole.returned, tone: 'back' as const },
    { label: t('Rejected or disqualified'), value: whole.rejected + whole.disqualified, tone: 'lost' as const },
  ]
  const figures: readonly (readonly [Outcome | '', number | null])[] = [
    ['', whole.handedOver],
    ['offered', whole.offered],
    ['accepted', whole.accepted],
    ['working', whole.working],
    ['returned', whole.returned],
    ['rejected', whole.rejected],
    ['disqualified', whole.disqualified],
    ['converted', whole.converted],
    ['won', whole.won],
  ]
  return (
    <Panel
      id="whole"
      title={tn(whole.handedOver, '{{n}} person handed over', '{{n}} people handed over')}
      hint={[
        period(from, to),
        tn(responses, '{{n}} person responded', '{{n}} people responded'),
        tn(contacts, '{{n}} of them is not handed over yet', '{{n}} of them are not handed over yet'),
      ].join(' · ')}
    >
      {whole.handedOver > 0 && (
        <>
          <Bar segments={parts} label={parts.map(({ label, value }) => `${label}: ${count(value)}`).join(', ')} />
          <div className={classes.legend}>
            <Legend entries={parts.map(({ label, value, tone }) => ({ label: `${label}: ${share(value / whole.handedOver)}`, tone }))} />
          </div>
        </>
      )}
      <dl className={classes.figures}>
        {figures.map(([outcome, n]) => {
          const label = outcome === '' ? t('Handed over') : outcomeWords[outcome]
          return (
            <div key={outcome}>
              <dt>{label}</dt>
              <dd>
                <Opens n={n} look={{ ...base, outcome }} what={label} />
              </dd>
            </div>
          )
        })}
        {whole.wonMoney !== null && whole.wonMoney.length > 0 && (
          <div>
            <dt>{t('Money won')}</dt>
            <dd>{whole.wonMoney.map(({ amount, currency }) => moneyShort(amount, currency)).join(' + ')}</dd>
          </div>
        )}
      </dl>
    </Panel>
  )
}

/** Why sales gave people back, the most frequent reason first. */
function ReasonsPanel({ found: { reasons }, base }: { found: Found; base: MineLook }) {
  const most = Math.max(1, ...reasons.map((reason) => reason.count))
  return (
    <Panel id="reasons" title={t('Why sales gave them back')} hint={t('In the words of the lead contract that both sides signed.')}>
      {reasons.length === 0 ? (
        <p className={classes.quiet}>{t('Nobody was given back with a reason.')}</p>
      ) : (
        <ol className={classes.reasons}>
          {reasons.map((reason) => {
            const name = reasonText(reason)
            const parts = [
              { label: outcomeWords.rejected, value: reason.rejected, tone: 'lost' as const },
              { label: outcomeWords.returned, value: reason.returned, tone: 'back' as const },
              { label: outcomeWords.disqualified, value: reason.disqualified, tone: 'lost' as const },
            ].filter(({ value }) => value > 0)
            return (
              <li key={reason.key}>
                <span className={classes.reasonName}>{name}</span>
                <span className={classes.reasonCount}>
                  <Opens n={reason.count} look={{ ...base, reason: reason.key }} what={name} />
                </span>
                <Bar segments={parts} of={most} label={parts.map(({ label, value }) => `${label}: ${count(value)}`).join(', ')} />
                <span className={classes.quiet}>{parts.map(({ label, value }) => `${label}: ${count(value)}`).join(' · ')}</span>
              </li>
            )
          })}
        </ol>
      )}
    </Panel>
  )
}
