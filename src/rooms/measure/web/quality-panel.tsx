import type { Diagnosis } from '#rooms/plan/contract'
import { Figure } from '#web/kit/figure.tsx'
import { count, moneyShort, share, unknown } from '#web/kit/format'
import { Panel } from '#web/kit/page.tsx'
import { Empty } from '#web/kit/states.tsx'
import { DataTable } from '#web/kit/table.tsx'
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
      title="How far the data can be trusted"
      hint={quality.score === null ? quality.formula : `${count(quality.score)} of 100. ${quality.formula}`}
    >
      {found.length === 0 ? (
        <Empty title="Nothing found">None of the checks that could be asked found a record to complain about.</Empty>
      ) : (
        <DataTable
          caption="Findings about the data"
          rows={found}
          rowKey={(row) => row.key}
          columns={[
            { key: 'title', label: 'Finding', head: true, cell: (row) => row.title },
            {
              key: 'count',
              label: 'Records',
              numeric: true,
              cell: (row) => (
                <Figure
                  href={openable(`quality_${row.key}`)}
                  opens={`open the ${count(row.count)} records`}
                  proof={{
                    definition: row.title,
                    basis: `${count(row.count)} of ${count(row.of)}`,
                    caveat: row.examples.length > 0 ? `For example ${row.examples.join(', ')}` : undefined,
                  }}
                >
                  {count(row.count)}
                </Figure>
              ),
            },
            { key: 'share', label: 'Share', numeric: true, cell: (row) => (row.of > 0 ? share(row.count / row.of) : unknown) },
            {
              key: 'money',
              label: 'Money concerned',
              numeric: true,
              cell: (row) => (row.money === null ? unknown : moneyShort(row.money, currency)),
            },
            { key: 'next', label: 'What to do', cell: (row) => row.next },
          ]}
        />
      )}
    </Panel>
  )
}

/** What cannot be said from this data, and what would make it sayable. */
export function LimitsPanel({ limits }: { limits: readonly Limit[] }) {
  return (
    <Panel id="limits" title="What the data cannot tell">
      {limits.length === 0 ? (
        <p>Nothing is missing for the numbers on this page.</p>
      ) : (
        <ul className={classes.limits}>
          {limits.map((limit) => (
            <li key={limit.key}>
              <p>{limit.says}</p>
              {limit.remedy && <p className={classes.remedy}>{limit.remedy}</p>}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}
