import { Bar } from '#web/kit/bars.tsx'
import { count, share, unknown } from '#web/kit/format'
import { Panel } from '#web/kit/page.tsx'
import { DataTable } from '#web/kit/table.tsx'
import { said, t } from '#web/kit/text'
import type { AccountWay } from '../contract.ts'
import { AnswerFigure, betweenText } from './answer.tsx'
import classes from './diagnosis.module.css'

/** The way from a targeted account, before any lead exists, to a contract. */
export function AccountWayPanel({ way: { steps, shares, marked } }: { way: AccountWay }) {
  const all = steps[0]?.value ?? 0
  const rows = steps.map((answer, index) => ({ answer, before: index === 0 ? null : (steps[index - 1]?.value ?? null) }))
  return (
    <Panel
      id="accounts"
      title={t('From targeted account to contract')}
      hint={
        marked
          ? t('Each step counts targeted accounts that came at least so far.')
          : t('Each step counts accounts that came at least so far. No column says which are targeted, so all in the data count.')
      }
    >
      <DataTable
        caption={t('Accounts on their way to a contract')}
        rows={rows}
        rowKey={({ answer }) => answer.name}
        columns={[
          { key: 'step', label: t('Step'), head: true, cell: ({ answer }) => said(answer.title) },
          { key: 'accounts', label: t('Accounts'), numeric: true, cell: ({ answer }) => <AnswerFigure answer={answer} /> },
          {
            key: 'of',
            label: t('Of the step before'),
            numeric: true,
            cell: ({ answer, before }) => (before ? share((answer.value ?? 0) / before) : unknown),
          },
          {
            key: 'bar',
            label: t('Of all'),
            quiet: true,
            cell: ({ answer }) => (
              <Bar
                segments={[{ label: said(answer.title), tone: 'forward', value: answer.value ?? 0 }]}
                of={Math.max(1, all)}
                label={t('{{step}}: {{n}} of {{all}} accounts', {
                  step: said(answer.title),
                  n: count(answer.value ?? 0),
                  all: count(all),
                })}
              />
            ),
          },
        ]}
      />
      <dl className={classes.others}>
        {shares.map((answer) => {
          const between = betweenText(answer)
          return (
            <div key={answer.name}>
              <dt>{said(answer.title)}</dt>
              <dd>
                <AnswerFigure answer={answer} />
                {answer.enough && between && <span className={classes.small}>{between}</span>}
              </dd>
            </div>
          )
        })}
      </dl>
    </Panel>
  )
}
