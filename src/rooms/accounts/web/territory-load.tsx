import type { ResultOf } from '#kernel/endpoint'
import { type PatchLoad, readTerritoryLoad } from '#rooms/measure/contract/territory-load'
import { useAsk } from '#web/client/queries'
import { count, moneyShort, tn } from '#web/kit/format'
import { AppLink } from '#web/kit/link.tsx'
import { Panel } from '#web/kit/page.tsx'
import { Answered } from '#web/kit/states.tsx'
import { type Column, DataTable } from '#web/kit/table.tsx'
import { t } from '#web/kit/text'
import classes from './territories.module.css'
import { filterFor } from './territory-links.ts'

type Told = ResultOf<typeof readTerritoryLoad>
type Patch = Told['territories'][number]

/** What lies in each territory and with each owner of accounts: what there is to win, and what there is to do. */
export function TerritoryLoadPanel() {
  const found = useAsk(readTerritoryLoad, {}, { keepPrevious: true })
  return (
    <Panel
      id="load"
      title={t('What lies in each territory')}
      hint={t('Accounts and open deals are what there is to win, leads what there is to do. White accounts never had a deal.')}
    >
      <Answered query={found} what={t('what lies in each territory')} lines={6}>
        {(told) =>
          told.owners.length === 0 ? (
            <p>{t('There are no accounts yet. Import some, and they appear here.')}</p>
          ) : (
            <>
              <Differences {...told} />
              <DataTable
                caption={t('Territories with what lies in them')}
                rows={told.territories}
                rowKey={({ id }) => id ?? ''}
                columns={[
                  {
                    key: 'name',
                    label: t('Territory'),
                    head: true,
                    cell: ({ name, owners }) => (
                      <>
                        {name ?? t('In no territory')}
                        {owners.length > 0 && <div className={classes.whose}>{owners.join(', ')}</div>}
                      </>
                    ),
                  },
                  ...countColumns<Patch>(told, ({ id }) => filterFor(id)),
                ]}
              />
              <details className={classes.more}>
                <summary>
                  {tn(
                    new Set(told.owners.map(({ id }) => id)).size,
                    'By owner of the account: {{n}} owner',
                    'By owner of the account: {{n}} owners',
                  )}
                </summary>
                <DataTable
                  caption={t('What lies with each owner of accounts')}
                  rows={told.owners}
                  rowKey={({ id, territory }) => `${id} ${territory}`}
                  columns={[
                    {
                      key: 'name',
                      label: t('Owner'),
                      head: true,
                      cell: ({ name, territory }) => (
                        <>
                          {name ?? t('Without an owner')}
                          <div className={classes.whose}>{territory ?? t('In no territory')}</div>
                        </>
                      ),
                    },
                    ...countColumns<Told['owners'][number]>(told, ({ id, territory }) =>
                      filterFor(told.territories.find(({ name }) => name === territory)?.id ?? null, { id }),
                    ),
                  ]}
                />
              </details>
              <Without {...told} />
            </>
          )
        }
      </Answered>
    </Panel>
  )
}

function countColumns<Row extends PatchLoad>({ currency, days }: Told, filterOf: (row: Row) => string): Column<Row>[] {
  const of = (key: keyof PatchLoad, label: string): Column<Row> => ({ key, label, numeric: true, cell: (row) => count(row[key]) })
  return [
    {
      key: 'accounts',
      label: t('Accounts'),
      numeric: true,
      cell: (row) => (row.accounts === 0 ? count(0) : <AppLink href={`/accounts?${filterOf(row)}`}>{count(row.accounts)}</AppLink>),
    },
    of('working', t('With open deals')),
    of('openDeals', t('Open deals')),
    {
      key: 'openMoney',
      label: t('Open money'),
      numeric: true,
      cell: ({ openMoney, withoutAmount }) => (
        <span className={classes.stack}>
          {moneyShort(openMoney, currency)}
          {withoutAmount > 0 && (
            <span className={classes.whose}>{tn(withoutAmount, '{{n}} deal without an amount', '{{n}} deals without an amount')}</span>
          )}
        </span>
      ),
    },
    of('recentLeads', tn(days, 'Leads, {{n}} day', 'Leads, {{n}} days')),
    of('openLeads', t('Open leads')),
    of('nurtured', t('People in nurture')),
    of('white', t('White accounts')),
  ]
}

/** How far territories lie apart, in counts; nothing where there are fewer than two. */
function Differences({ territories, currency }: Told) {
  const named = territories.filter(({ id }) => id !== null)
  if (named.length < 2) return null
  const ends = (key: keyof PatchLoad) => {
    const sorted = named.toSorted((a, b) => a[key] - b[key])
    const [least, most] = [sorted[0], sorted.at(-1)]
    const write = (one: Patch | undefined) => (key === 'openMoney' ? moneyShort(one?.[key] ?? 0, currency) : count(one?.[key] ?? 0))
    return { least: write(least), most: write(most), small: least?.name ?? '', large: most?.name ?? '' }
  }
  return (
    <ul className={classes.ends}>
      <li>{t('Accounts: from {{least}} in {{small}} to {{most}} in {{large}}', ends('accounts'))}</li>
      <li>{t('Open money: from {{least}} in {{small}} to {{most}} in {{large}}', ends('openMoney'))}</li>
      <li>{t('Open leads: from {{least}} in {{small}} to {{most}} in {{large}}', ends('openLeads'))}</li>
    </ul>
  )
}

/** What belongs to no account and so to nobody's patch. */
function Without({ without: { openDeals, recentLeads, openLeads, nurtured } }: Told) {
  if (openDeals + recentLeads + openLeads + nurtured === 0) return null
  return (
    <p className={classes.quiet}>
      {t(
        'Without a company, so in no row: {{deals}} open deals, {{recent}} recent leads, {{open}} open leads, {{people}} people in nurture.',
        {
          deals: count(openDeals),
          recent: count(recentLeads),
          open: count(openLeads),
          people: count(nurtured),
        },
      )}
    </p>
  )
}
