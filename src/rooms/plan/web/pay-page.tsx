import { Button, Textarea } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import type { ResultOf } from '#kernel/endpoint'
import { useAsk } from '#web/client/queries'
import { useMayCall } from '#web/client/rights'
import { count, exact, moment } from '#web/kit/format'
import { LastChange } from '#web/kit/last-change.tsx'
import { Notice } from '#web/kit/notice.tsx'
import { Page, Panel } from '#web/kit/page.tsx'
import { Answered, Empty } from '#web/kit/states.tsx'
import { DataTable } from '#web/kit/table.tsx'
import { t } from '#web/kit/text'
import { commentPayPlan, listPayPlans, type PayPlanShown, type PayRate } from '../contract/pay.ts'
import classes from './pay.module.css'
import { type PayChanges, usePayChanges } from './pay-changes.ts'
import { PayForm } from './pay-form.tsx'
import { GapTable, motionNames, originNames, roleNames } from './pay-tables.tsx'

/** How sales are paid, whether the same sale is paid differently by origin, and what both sides say of it. */
export default function PayPage() {
  const query = useAsk(listPayPlans, {})
  const changes = usePayChanges()
  const [edited, setEdited] = useState<PayPlanShown | 'new' | null>(null)
  const add = (found: ResultOf<typeof listPayPlans>) =>
    found.mayChange && (
      <Button leftSection={<IconPlus size={16} aria-hidden="true" />} onClick={() => setEdited('new')}>
        {t('Describe a pay plan')}
      </Button>
    )
  return (
    <Page
      title={t('Pay plans')}
      width="wide"
      lead={t(
        'How sales are paid by origin, role and motion. A plan that pays the same sale differently by origin is warned of before it is saved.',
      )}
      actions={query.data && edited === null && query.data.plans.length > 0 && add(query.data)}
    >
      <LastChange changes={changes} what={t('change pay plans')} />
      {edited !== null && <PayForm plan={edited === 'new' ? null : edited} changes={changes} onClose={() => setEdited(null)} />}
      <Answered query={query} what={t('the pay plans')} lines={6}>
        {(found) =>
          found.plans.length === 0 && edited === null ? (
            <Empty title={t('No pay plan is described')} actions={add(found)}>
              {t(
                'Where the same sale pays differently by origin, entering a customer again can pay. Describe the plan to see whether it does.',
              )}
            </Empty>
          ) : (
            <div className={classes.stack}>
              {found.plans.map((plan) => (
                <Plan key={plan.id} plan={plan} changes={changes} onEdit={found.mayChange ? () => setEdited(plan) : undefined} />
              ))}
            </div>
          )
        }
      </Answered>
    </Page>
  )
}

function Plan({ plan, changes, onEdit }: { plan: PayPlanShown; changes: PayChanges; onEdit: (() => void) | undefined }) {
  const [last, ...older] = plan.versions
  if (!last) return null
  const about = { number: count(last.number), name: last.by, when: moment(last.at) }
  return (
    <Panel
      id={`plan-${plan.id}`}
      title={plan.name}
      hint={t('Version {{number}}, {{name}}, {{when}}', about)}
      actions={
        onEdit && (
          <Button size="xs" variant="default" onClick={onEdit}>
            {t('Change')}
          </Button>
        )
      }
    >
      <div className={classes.stack}>
        <Rates rates={last.document.rates} />
        {plan.gaps.length === 0 ? (
          <Notice tone="good">{t('It pays the same sale alike, wherever the customer came from.')}</Notice>
        ) : (
          <Notice tone="warn" title={t('It pays the same sale differently by origin')}>
            <GapTable gaps={plan.gaps} />
            {last.why && <p>{t('Why it was saved all the same: {{why}}', { why: last.why })}</p>}
          </Notice>
        )}
        {older.length > 0 && (
          <details>
            <summary>{t('Earlier versions')}</summary>
            {older.map((version) => (
              <div key={version.number} className={classes.older}>
                <p className={classes.quiet}>
                  {t('Version {{number}}, {{name}}, {{when}}', {
                    number: count(version.number),
                    name: version.by,
                    when: moment(version.at),
                  })}
                </p>
                <Rates rates={version.document.rates} />
              </div>
            ))}
          </details>
        )}
        <Talk plan={plan} changes={changes} />
      </div>
    </Panel>
  )
}

function Rates({ rates }: { rates: readonly PayRate[] }) {
  return (
    <DataTable
      dense
      caption={t('Rates')}
      rows={rates.map((rate, place) => ({ ...rate, place }))}
      rowKey={({ place }) => String(place)}
      columns={[
        { key: 'origin', label: t('Origin'), head: true, cell: ({ origin }) => originNames[origin] },
        { key: 'role', label: t('Role'), cell: ({ role }) => roleNames[role] },
        { key: 'motion', label: t('Motion'), cell: ({ motion }) => motionNames[motion] },
        { key: 'above', label: t('Above'), numeric: true, cell: ({ above }) => exact(above) },
        { key: 'percent', label: t('Percent'), numeric: true, cell: ({ percent }) => t('{{n}} %', { n: exact(percent) }) },
      ]}
    />
  )
}

function Talk({ plan, changes }: { plan: PayPlanShown; changes: PayChanges }) {
  const [text, setText] = useState('')
  const may = useMayCall(commentPayPlan)
  return (
    <div className={classes.talk}>
      <ul className={classes.comments} aria-label={t('What both sides say')}>
        {plan.comments.map(({ id, by, at, text: said }) => (
          <li key={id}>
            <strong>{by}</strong> <span className={classes.quiet}>{moment(at)}</span>
            <p>{said}</p>
          </li>
        ))}
      </ul>
      {may.ok && (
        <form
          className={`${classes.form} screen-only`}
          onSubmit={(event) => {
            event.preventDefault()
            if (text.trim()) changes.say(plan.id, text.trim(), () => setText(''))
          }}
        >
          <Textarea
            label={t('What do you say of it?')}
            autosize
            minRows={1}
            maxLength={4_000}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <span>
            <Button size="xs" type="submit" variant="default" disabled={!text.trim()} loading={changes.busy}>
              {t('Write it down')}
            </Button>
          </span>
        </form>
      )}
    </div>
  )
}
