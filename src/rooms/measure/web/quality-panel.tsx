import type { Diagnosis } from '#rooms/plan/contract'
import { Figure } from '#web/kit/figure.tsx'
import { count, moneyShort, share, tn, unknown } from '#web/kit/format'
import { Panel } from '#web/kit/page.tsx'
import { Empty } from '#web/kit/states.tsx'
import { DataTable } from '#web/kit/table.tsx'
import { said, t } from '#web/kit/text'
import type { Limit } from '../contract.ts'
import classes from './diagnosis.module.css'
import type { Openable } from './openable.ts'

/** What in the data costs trust, with counts and money instead of a grade. */
export function QualityPanel({ diagnosis, openable }: { diagnosis: Diagnosis; openable: Openable }) {
  const { quality, currency } = diagnosis
  const found = quality.items.filter((item) => item.count > 0)
  return (
    <Panel
      id="quality"
      title={t('How far the data can be trusted')}
      hint={
        quality.score === null
          ? quality.formula
          : t('{{score}} of 100. {{formula}}', { score: count(quality.score), formula: quality.formula })
      }
    >
      {found.length === 0 ? (
        <Empty title={t('Nothing found')}>{t('None of the checks that could be asked found a record to complain about.')}</Empty>
      ) : (
        <DataTable
          caption={t('Findings about the data')}
          rows={found}
          rowKey={(row) => row.key}
          columns={[
            { key: 'title', label: t('Finding'), head: true, cell: (row) => said(row.title) },
            {
              key: 'count',
              label: t('Records'),
              numeric: true,
              cell: (row) => (
                <Figure
                  href={openable(`quality_${row.key}`)}
                  opens={tn(row.count, 'open the {{n}} record', 'open the {{n}} records')}
                  proof={{
                    definition: said(row.title),
                    basis: t('{{n}} of {{all}}', { n: count(row.count), all: count(row.of) }),
                    caveat: row.examples.length > 0 ? t('For example {{names}}', { names: row.examples.join(', ') }) : undefined,
                  }}
                >
                  {count(row.count)}
                </Figure>
              ),
            },
            { key: 'share', label: t('Share'), numeric: true, cell: (row) => (row.of > 0 ? share(row.count / row.of) : unknown) },
            {
              key: 'money',
              label: t('Money concerned'),
              numeric: true,
              cell: (row) => (row.money === null ? unknown : moneyShort(row.money, currency)),
            },
            { key: 'next', label: t('What to do'), cell: (row) => said(row.next) },
          ]}
        />
      )}
    </Panel>
  )
}

/** What cannot be said from this data, and what would make it sayable. */
export function LimitsPanel({ limits }: { limits: readonly Limit[] }) {
  return (
    <Panel id="limits" title={t('What the data cannot tell')}>
      {limits.length === 0 ? (
        <p>{t('Nothing is missing for the numbers on this page.')}</p>
      ) : (
        <ul className={classes.limits}>
          {limits.map((limit) => (
            <li key={limit.key}>
              <p>{said(limit.says)}</p>
              {limit.remedy && <p className={classes.remedy}>{said(limit.remedy)}</p>}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}
