import type { ResultOf } from '#kernel/endpoint'
import { type KeptPromise, marketingPromises, type PromiseKind, readCommitments, salesPromises } from '#rooms/measure/contract/commitments'
import { useAsk } from '#web/client/queries'
import { count, tn } from '#web/kit/format'
import { Tag } from '#web/kit/notice.tsx'
import { Panel } from '#web/kit/page.tsx'
import { Answered, Empty } from '#web/kit/states.tsx'
import { DataTable } from '#web/kit/table.tsx'
import { spoken, t } from '#web/kit/text'
import classes from './kept.module.css'
import { KeptFigure, type KeptLook, Promised } from './kept-figure.tsx'
import { KeptRecords, useKeptLook } from './kept-records.tsx'
import { promiseWords } from './kept-words.ts'

type Told = ResultOf<typeof readCommitments>

/** What both sides promised in the contract that held, month by month, and what they kept. */
export function KeptPanel() {
  const found = useAsk(readCommitments, {}, { keepPrevious: true })
  const look = useKeptLook()
  return (
    <Panel
      id="kept"
      title={t('What was promised and kept')}
      hint={t('Each month by the version that held then. What is still running counts for nobody.')}
    >
      <Answered query={found} what={t('what was promised and kept')} lines={8}>
        {(told) =>
          told.pieces.length === 0 ? (
            <Empty title={t('Nothing was promised yet')}>
              {t('From the day on which a contract holds, this shows what both sides keep of it.')}
            </Empty>
          ) : (
            <>
              <Verdict told={told} />
              <h3 className={classes.sub}>{t('Marketing promised')}</h3>
              <Months told={told} which={marketingPromises} caption={t('What marketing promised, month by month')} />
              <h3 className={classes.sub}>{t('Sales promised')}</h3>
              <Months told={told} which={salesPromises} caption={t('What sales promised, month by month')} />
              <Groups told={told} by="team" />
              <Groups told={told} by="territory" />
              {look && <KeptRecords key={JSON.stringify(look)} look={look} />}
            </>
          )
        }
      </Answered>
    </Panel>
  )
}

/** Both sides in one line each, with counts and without judging between them. */
function Verdict({ told: { verdicts, whole } }: { told: Told }) {
  const kept = verdicts.reduce((sum, one) => sum + one.kept, 0)
  const judged = kept + verdicts.reduce((sum, one) => sum + one.missed, 0)
  const all = { kept: 0, late: 0, missed: 0 }
  for (const { counts } of whole.filter(({ promise }) => salesPromises.some((one) => one === promise)))
    for (const outcome of ['kept', 'late', 'missed'] as const) all[outcome] += counts[outcome]
  const owed = all.kept + all.late + all.missed
  return (
    <p className={classes.verdict}>
      {judged === 0
        ? t('For marketing it is too early or too few to say.')
        : tn(judged, 'Marketing kept {{kept}} of {{n}} promise for a month.', 'Marketing kept {{kept}} of {{n}} promises for a month.', {
            kept: count(kept),
          })}{' '}
      {owed === 0
        ? t('For sales nothing was due yet.')
        : tn(
            owed,
            'Sales kept {{kept}} of {{n}} promise for a lead in time, {{late}} late, {{missed}} not.',
            'Sales kept {{kept}} of {{n}} promises for leads in time, {{late}} late, {{missed}} not.',
            { kept: count(all.kept), late: count(all.late), missed: count(all.missed) },
          )}
    </p>
  )
}

const monthWords = (month: string) =>
  new Intl.DateTimeFormat(spoken(), { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${month}-01T00:00:00Z`))

function Months({ told, which, caption }: { told: Told; which: readonly PromiseKind[]; caption: string }) {
  const versions = new Set(told.pieces.map(({ version }) => version)).size > 1
  const saysOf = (promise: PromiseKind) => told.definitions.find((one) => one.promise === promise)?.says ?? ''
  return (
    <DataTable
      caption={caption}
      rows={told.pieces}
      rowKey={(piece) => `${piece.month} ${piece.version}`}
      columns={[
        {
          key: 'month',
          label: t('Month'),
          head: true,
          cell: ({ month, version, part, running }) => (
            <span className={classes.month}>
              {monthWords(month)} {running && <Tag tone="info">{t('running')}</Tag>}
              {(versions || part < 1) && (
                <span className={classes.quiet}>
                  {[versions ? t('Version {{n}}', { n: version }) : null, part < 1 ? t('part of the month') : null]
                    .filter(Boolean)
                    .join(' · ')}
                </span>
              )}
            </span>
          ),
        },
        ...which.map((promise) => ({
          key: promise,
          label: promiseWords[promise](),
          cell: ({ promises, month, version }: Told['pieces'][number]) => {
            const one = promises.find((each) => each.promise === promise)
            return (
              one && (
                <span className={classes.cell}>
                  <KeptFigure
                    kept={one}
                    look={{ month, version }}
                    says={saysOf(promise)}
                    currency={told.currency}
                    quiet={one.verdict === 'few'}
                  />
                  <Promised {...one} />
                </span>
              )
            )
          },
        })),
      ]}
    />
  )
}

/** The same by team or territory, for all months together; nothing where there is only one group. */
function Groups({ told, by }: { told: Told; by: 'team' | 'territory' }) {
  const groups = by === 'team' ? told.teams : told.territories
  if (groups.every(({ name }) => name === null)) return null
  const which = groups[0]?.kept.map(({ promise }) => promise) ?? []
  const none = by === 'team' ? t('Without a team') : t('In no territory')
  const lookOf = (name: string | null): Omit<KeptLook, 'kept'> => ({ by, name })
  return (
    <>
      <h3 className={classes.sub}>{by === 'team' ? t('Sales by team, all months') : t('By territory, all months')}</h3>
      <DataTable
        caption={by === 'team' ? t('What sales promised, by team') : t('What was promised, by territory')}
        rows={groups}
        rowKey={({ name }) => name ?? ''}
        columns={[
          { key: 'name', label: by === 'team' ? t('Team') : t('Territory'), head: true, cell: ({ name }) => name ?? none },
          ...which.map((promise) => ({
            key: promise,
            label: promiseWords[promise](),
            cell: ({ name, kept }: { name: string | null; kept: readonly KeptPromise[] }) => {
              const one = kept.find((each) => each.promise === promise)
              const says = told.definitions.find((each) => each.promise === promise)?.says ?? ''
              return one && <KeptFigure kept={one} look={lookOf(name)} says={says} currency={told.currency} />
            },
          })),
        ]}
      />
    </>
  )
}
