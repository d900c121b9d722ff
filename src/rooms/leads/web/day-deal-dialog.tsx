import { NativeSelect, TextInput } from '@mantine/core'
import { useState } from 'react'
import { columnsText } from '#kernel/list'
import { sees } from '#kernel/rights'
import { dealEndpoints } from '#rooms/deals/contract'
import { useAsk } from '#web/client/queries'
import { useRights } from '#web/client/rights'
import { cellText } from '#web/kit/list/cell.tsx'
import { t } from '#web/kit/text'
import { type QueueRow, taskOwners } from '../contract.ts'
import classes from './day.module.css'
import { StepDialog } from './day-dialogs.tsx'
import type { DealWanted, Steps } from './day-steps.ts'

interface ConvertProps {
  row: QueueRow
  steps: Steps
  onClose: () => void
  onConvert: (deal: DealWanted) => void
}

/** Makes the lead a deal: a new one with a name, or one of the account that is open. */
export function ConvertDialog({ row, steps, onClose, onConvert }: ConvertProps) {
  const rights = useRights()
  const filter = JSON.stringify({
    combinator: 'and',
    rules: [
      { field: 'account', operator: 'in', value: [row.account?.id ?? ''] },
      { field: 'state', operator: 'in', value: ['open'] },
    ],
  })
  const there = useAsk(
    dealEndpoints.rows,
    { filter, columns: columnsText(['name', 'stage']), limit: 50 },
    { enabled: row.account !== null && sees(rights, 'deal') },
  )
  const [deal, setDeal] = useState('')
  const [name, setName] = useState([row.account?.name ?? row.person.name, row.response?.what].filter(Boolean).join(' – '))
  const [amount, setAmount] = useState('')
  const isNew = deal === ''
  return (
    <StepDialog
      title={t('Convert {{name}} to a deal', { name: row.person.name })}
      what={t('convert this lead')}
      action={isNew ? t('Make the deal') : t('Join this deal')}
      steps={steps}
      ready={!isNew || name.trim() !== ''}
      onClose={onClose}
      onSubmit={() => onConvert(isNew ? { name: name.trim(), ...(amount.trim() === '' ? {} : { amount: amount.trim() }) } : { id: deal })}
    >
      {(there.data?.rows.length ?? 0) > 0 && (
        <NativeSelect
          label={t('Deal')}
          value={deal}
          data={[
            { value: '', label: t('A new deal') },
            ...(there.data?.rows ?? []).map(({ id, cells }) => ({ value: id, label: cellText({ type: 'text' }, cells.name) })),
          ]}
          onChange={(event) => setDeal(event.currentTarget.value)}
        />
      )}
      {isNew && (
        <>
          <TextInput
            label={t('Name of the deal')}
            required
            withAsterisk={false}
            maxLength={400}
            data-autofocus
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <TextInput
            label={t('Amount')}
            description={t('If it is known already')}
            inputMode="decimal"
            maxLength={30}
            value={amount}
            onChange={(event) => setAmount(event.currentTarget.value)}
          />
        </>
      )}
    </StepDialog>
  )
}

interface HandProps {
  name: string
  /** Queues that there are. */
  queues: readonly string[]
  /** Who has it now; they are not offered. */
  ownerId: string | null
  steps: Steps
  onClose: () => void
  onHand: (to: { readonly member: string } | { readonly queue: string }, note: string) => void
}

/** Hands a lead to a colleague, or puts it into a queue. */
export function HandDialog({ name, queues, ownerId, steps, onClose, onHand }: HandProps) {
  const found = useAsk(taskOwners, {}, { staleTime: 60_000 })
  const [to, setTo] = useState('')
  const [note, setNote] = useState('')
  const [kind, id] = [to.slice(0, to.indexOf(':')), to.slice(to.indexOf(':') + 1)]
  return (
    <StepDialog
      title={t('Who takes {{name}} on?', { name })}
      what={t('hand this lead on')}
      action={t('Hand on')}
      steps={steps}
      ready={to !== ''}
      onClose={onClose}
      onSubmit={() => onHand(kind === 'queue' ? { queue: id } : { member: id }, note.trim())}
    >
      <NativeSelect
        label={t('To')}
        data-autofocus
        value={to}
        data={[
          { value: '', label: t('Choose a colleague or a queue') },
          {
            group: t('Colleagues'),
            items: (found.data?.owners ?? [])
              .filter((one) => one.id !== ownerId)
              .map((one) => ({ value: `member:${one.id}`, label: one.name })),
          },
          ...(queues.length > 0 ? [{ group: t('Queues'), items: queues.map((queue) => ({ value: `queue:${queue}`, label: queue })) }] : []),
        ]}
        onChange={(event) => setTo(event.currentTarget.value)}
      />
      <TextInput label={t('Note')} maxLength={2000} value={note} onChange={(event) => setNote(event.currentTarget.value)} />
      <p className={classes.quiet}>{t('The clocks go on as they are.')}</p>
    </StepDialog>
  )
}
