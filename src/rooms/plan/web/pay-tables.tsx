import { count, exact, money, tn } from '#web/kit/format'
import { type Column, DataTable } from '#web/kit/table.tsx'
import { t } from '#web/kit/text'
import type { PayGap, PayMotion, PayOrigin, PayPast, PayRole } from '../contract/pay.ts'
import classes from './pay.module.css'

export const originNames: Readonly<Record<PayOrigin, string>> = { any: t('Any origin'), marketing: t('Marketing'), field: t('Field') }
export const roleNames: Readonly<Record<PayRole, string>> = {
  any: t('Any role'),
  seller: t('Seller'),
  developer: t('Sales development'),
  manager: t('Manager'),
}
export const motionNames: Readonly<Record<PayMotion, string>> = { any: t('New and expansion'), new: t('New'), expansion: t('Expansion') }

/** What the same sale pays by origin. */
export function GapTable({ gaps }: { gaps: readonly PayGap[] }) {
  return (
    <DataTable
      dense
      caption={t('The same sale by origin')}
      rows={gaps}
      rowKey={({ role, motion }) => `${role} ${motion}`}
      columns={[
        { key: 'what', label: t('Sale'), head: true, cell: ({ role, motion }) => `${roleNames[role]} · ${motionNames[motion]}` },
        { key: 'amount', label: t('Of'), numeric: true, cell: ({ amount }) => exact(amount) },
        { key: 'marketing', label: t('Pays, by marketing'), numeric: true, cell: ({ marketing }) => exact(marketing) },
        { key: 'field', label: t('Pays, from the field'), numeric: true, cell: ({ field }) => exact(field) },
      ]}
    />
  )
}

interface Sum {
  readonly name: string
  readonly deals: number
  readonly amount: number
  readonly paid: number
  readonly alike: number
}

/** What a plan would have paid on won deals, beside one that pays alike. */
export function PastTables({ past }: { past: PayPast }) {
  const show = (amount: number) => money(amount, past.currency)
  const columns = (label: string): Column<Sum>[] => [
    { key: 'name', label, head: true, cell: ({ name }) => name },
    { key: 'deals', label: t('Won deals'), numeric: true, cell: ({ deals }) => count(deals) },
    { key: 'amount', label: t('Won money'), numeric: true, cell: ({ amount }) => show(amount) },
    { key: 'paid', label: t('This plan'), numeric: true, cell: ({ paid }) => show(paid) },
    { key: 'alike', label: t('One that pays alike'), numeric: true, cell: ({ alike }) => show(alike) },
  ]
  if (past.deals === 0) return <p className={classes.quiet}>{t('No won deal tells its origin yet, so nothing can be told of the past.')}</p>
  const amount = past.origins.reduce((sum, one) => sum + one.amount, 0)
  const all: Sum = { name: t('All'), deals: past.deals, amount, paid: past.paid, alike: past.alike }
  return (
    <div className={classes.stack}>
      <p className={classes.quiet}>
        {tn(past.deals, 'For sellers, on {{n}} won deal.', 'For sellers, on {{n}} won deals.')}{' '}
        {past.unknown > 0 &&
          tn(past.unknown, '{{n}} is left out: nothing tells its origin.', '{{n}} are left out: nothing tells their origin.')}{' '}
        {past.currencies > 0 && tn(past.currencies, '{{n}} is in another currency.', '{{n}} are in other currencies.')}{' '}
        {t('One that pays alike pays each sale as if marketing had won it.')}
      </p>
      <DataTable
        dense
        caption={t('By origin')}
        rows={[...past.origins.map(({ origin, ...sums }) => ({ ...sums, name: originNames[origin] })), all]}
        rowKey={({ name }) => name}
        columns={columns(t('Origin'))}
      />
      <details>
        <summary>{t('By owner')}</summary>
        <DataTable
          dense
          caption={t('By owner')}
          rows={past.owners.map(({ owner, ...sums }) => ({ ...sums, name: owner }))}
          rowKey={({ name }) => name}
          columns={columns(t('Owner'))}
        />
      </details>
    </div>
  )
}
