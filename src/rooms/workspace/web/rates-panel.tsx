import { Button, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { no, ok } from '#kernel/verdict'
import { useAsk, useSend } from '#web/client/queries'
import { Panel } from '#web/kit/page.tsx'
import { ReasonButton } from '#web/kit/reason-button.tsx'
import { RichText } from '#web/kit/rich-text.tsx'
import { Answered, Failed } from '#web/kit/states.tsx'
import { DataTable } from '#web/kit/table.tsx'
import { t } from '#web/kit/text'
import { listRates, type Rate, removeRate, saveRates } from '../contract.ts'
import classes from './rates-panel.module.css'

/** The exchange rates with which money is converted: seen by everyone, changed by owners and admins, undone like everything. */
export function RatesPanel({ currency, manages }: { currency: string | null; manages: boolean }) {
  const rates = useAsk(listRates, {})
  const queries = useQueryClient()
  const again = () => queries.invalidateQueries()
  const remove = useSend(removeRate, { onSuccess: again })
  return (
    <Panel
      id="rates"
      title={t('Exchange rates')}
      hint={t(
        'Amounts in another currency are converted with the rate of the day on which the deal closed; those of open deals with the last rate. Without a rate they are left out, never added up as they are.',
      )}
    >
      {remove.error && <Failed error={remove.error} what={t('remove this rate')} />}
      <Answered query={rates} what={t('exchange rates')}>
        {({ rates: rows }) =>
          rows.length === 0 ? (
            <p>{t('No rates yet.')}</p>
          ) : (
            <RatesTable rows={rows} manages={manages} onRemove={(id) => remove.mutate({ id })} />
          )
        }
      </Answered>
      {manages && <RateForm key={currency} into={currency ?? ''} onDone={again} />}
    </Panel>
  )
}

function RatesTable({ rows, manages, onRemove }: { rows: readonly Rate[]; manages: boolean; onRemove: (id: Rate['id']) => void }) {
  return (
    <DataTable
      caption={t('Saved rates')}
      rows={rows}
      rowKey={(row) => row.id}
      columns={[
        {
          key: 'currency',
          label: t('Currencies'),
          head: true,
          cell: (row) => t('{{currency}} into {{into}}', { currency: row.currency, into: row.into }),
        },
        { key: 'day', label: t('From'), cell: (row) => row.day },
        { key: 'rate', label: t('Rate'), cell: (row) => row.rate },
        { key: 'source', label: t('Source'), cell: (row) => row.source ?? '' },
        {
          key: 'remove',
          label: t('Remove'),
          quiet: true,
          cell: (row) => (
            <ReasonButton
              size="compact-xs"
              variant="subtle"
              color="gray"
              allowed={manages ? ok : no(t('Owners and admins change exchange rates.'))}
              onClick={() => onRemove(row.id)}
            >
              <RichText
                text="Remove<hidden> {{currency}} into {{into}} of {{day}}</hidden>"
                parts={{ hidden: <span className="visually-hidden" /> }}
                gaps={{ currency: row.currency, into: row.into, day: row.day }}
              />
            </ReasonButton>
          ),
        },
      ]}
    />
  )
}

const empty = { currency: '', day: '', rate: '', source: '' }

function RateForm({ into: usual, onDone }: { into: string; onDone: () => Promise<void> }) {
  const [typed, setTyped] = useState({ ...empty, into: usual })
  const save = useSend(saveRates, {
    onSuccess: async () => {
      setTyped({ ...typed, day: '', rate: '' })
      await onDone()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const { currency, into, day, rate, source } = typed
    save.mutate({ rates: [{ currency: currency.toUpperCase(), into: into.toUpperCase(), day, rate, source: source.trim() || null }] })
  }
  const field = (name: keyof typeof typed) => ({
    value: typed[name],
    onChange: (event: { currentTarget: { value: string } }) => setTyped({ ...typed, [name]: event.currentTarget.value }),
  })
  return (
    <form className={classes.form} onSubmit={submit}>
      <TextInput label={t('Currency')} placeholder="USD" required maxLength={3} {...field('currency')} />
      <TextInput label={t('Rate')} placeholder="0.9215" required inputMode="decimal" {...field('rate')} />
      <TextInput label={t('Into')} placeholder="EUR" required maxLength={3} {...field('into')} />
      <TextInput label={t('From')} type="date" required {...field('day')} />
      <TextInput label={t('Source')} placeholder={t('Central bank')} maxLength={200} {...field('source')} />
      <Button type="submit" variant="default" loading={save.isPending}>
        {t('Save rate')}
      </Button>
      {save.error && <Failed error={save.error} what={t('save this rate')} />}
    </form>
  )
}
