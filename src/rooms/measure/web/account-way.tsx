import { Bar } from '#web/kit/bars.tsx'
import { count, share, unknown } from '#web/kit/format'
import { Panel } from '#web/kit/page.tsx'
import { DataTable } from '#web/kit/table.tsx'
import type { AccountWay } from '../contract.ts'
import { AnswerFigure, rangeText } from './answer.tsx'
import classes from './diagnosis.module.css'

/** The way from a targeted account, before any lead exists, to a contract. */
export function AccountWayPanel({ way: { steps, shares, marked } }: { way: AccountWay }) {
  const all = steps[0]?.value ?? 0
  const rows = steps.map((answer, index) => ({ answer, before: index === 0 ? null : (steps[index - 1]?.value ?? null) }))
  return (
    <Panel
      id="accounts"
      title="From targeted account to contract"
      hint={
        marked
          ? 'Each step counts targeted accounts that came at least so far.'
          : 'Each step counts accounts that came at least so far. No column says which are targeted, so all in the data count.'
      }
    >
      <DataTable
        caption="Accounts on their way to a contract"
        rows={rows}
        rowKey={({ answer }) => answer.name}
        columns={[
          { key: 'step', label: 'Step', head: true, cell: ({ answer }) => answer.title },
          { key: 'accounts', label: 'Accounts', numeric: true, cell: ({ answer }) => <AnswerFigure answer={answer} /> },
          {
            key: 'of',
            label: 'Of the step before',
            numeric: true,
            cell: ({ answer, before }) => (before ? share((answer.value ?? 0) / before) : unknown),
          },
          {
            key: 'bar',
            label: 'Of all',
            quiet: true,
            cell: ({ answer }) => (
              <Bar
                segments={[{ label: answer.title, tone: 'forward', value: answer.value ?? 0 }]}
                of={Math.max(1, all)}
                label={`${answer.title}: ${count(answer.value ?? 0)} of ${count(all)} accounts`}
              />
            ),
          },
        ]}
      />
      <dl className={classes.others}>
        {shares.map((answer) => {
          const range = rangeText(answer)
          return (
            <div key={answer.name}>
              <dt>{answer.title}</dt>
              <dd>
                <AnswerFigure answer={answer} />
                {answer.enough && range && <span className={classes.small}>between {range.replace(' to ', ' and ')}</span>}
              </dd>
            </div>
          )
        })}
      </dl>
    </Panel>
  )
}
