import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { CustomKind } from '#kernel/custom-field'
import type { CallOf, ResultOf } from '#kernel/endpoint'
import { tryKind, type UsedField } from '#platform/fields/contract'
import { useSend } from '#web/client/queries'
import { count, tn } from '#web/kit/format'
import { AppLink } from '#web/kit/link.tsx'
import { recordHref } from '#web/kit/list/cell.tsx'
import { Notice } from '#web/kit/notice.tsx'
import { Failed } from '#web/kit/states.tsx'
import { t } from '#web/kit/text'
import type { FieldChanges } from './field-changes.ts'
import { kindChoices, optionsOf } from './field-kinds.ts'
import classes from './pipelines.module.css'

interface KindFormProps {
  field: UsedField
  currency: string
  changes: FieldChanges
  onEnd: () => void
}

/** Another kind for a custom field, with a look at what it makes of the values before it is set. */
export function KindForm({ field, currency, changes, onEnd }: KindFormProps) {
  const [typed, setTyped] = useState({
    kind: field.kind,
    options: (field.options ?? []).join('\n'),
    currency: field.currency ?? currency,
    decimal: '' as '' | '.' | ',',
    dateOrder: '' as '' | 'dmy' | 'mdy' | 'ymd',
  })
  const preview = useSend(tryKind)
  const put = (next: Partial<typeof typed>) => {
    preview.reset()
    setTyped({ ...typed, ...next })
  }
  const options = optionsOf(typed.options)
  const wanted: CallOf<typeof tryKind> = {
    ...{ object: field.object, key: field.key, kind: typed.kind },
    options: typed.kind === 'choice' && options.length > 0 ? options : null,
    currency: typed.kind === 'money' && typed.currency !== '' ? typed.currency.toUpperCase() : null,
    decimal: typed.decimal || null,
    dateOrder: typed.dateOrder || null,
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    preview.mutate(wanted)
  }
  const { label: name } = field
  const numeric = typed.kind === 'number' || typed.kind === 'money'
  return (
    <form className={classes.form} onSubmit={submit} aria-label={t('Kind of {{name}}', { name })}>
      <NativeSelect
        label={t('Kind')}
        data={[...kindChoices]}
        value={typed.kind}
        onChange={(event) => put({ kind: event.currentTarget.value as CustomKind })}
      />
      {typed.kind === 'choice' && (
        <Textarea
          label={t('Options, one on each line')}
          description={t('Left empty, the values that are there')}
          autosize
          maxRows={8}
          value={typed.options}
          onChange={(event) => put({ options: event.currentTarget.value })}
        />
      )}
      {typed.kind === 'money' && (
        <TextInput
          label={t('Currency')}
          required
          maxLength={3}
          value={typed.currency}
          onChange={(event) => put({ currency: event.currentTarget.value })}
        />
      )}
      {numeric && (
        <NativeSelect
          label={t('Values are written')}
          data={[
            { value: '', label: t('as most of them read') },
            { value: '.', label: '1,234.50' },
            { value: ',', label: '1.234,50' },
          ]}
          value={typed.decimal}
          onChange={(event) => put({ decimal: event.currentTarget.value as '' | '.' | ',' })}
        />
      )}
      {typed.kind === 'day' && (
        <NativeSelect
          label={t('Values are written')}
          data={[
            { value: '', label: t('as most of them read') },
            { value: 'dmy', label: t('31/12/2026: day first') },
            { value: 'mdy', label: t('12/31/2026: month first') },
          ]}
          value={typed.dateOrder}
          onChange={(event) => put({ dateOrder: event.currentTarget.value as '' | 'dmy' | 'mdy' })}
        />
      )}
      <Button type="submit" variant="default" loading={preview.isPending}>
        {t('Preview')}
      </Button>
      <Button variant="default" onClick={onEnd}>
        {t('Cancel')}
      </Button>
      {preview.error && <Failed error={preview.error} what={t('preview this kind')} />}
      {preview.data && (
        <div role="status" className={classes.stages}>
          <Shown preview={preview.data} object={field.object} />
          <Button loading={changes.busy} onClick={() => changes.setKind(field, wanted, onEnd)}>
            {t('Set the kind of {{name}}', { name })}
          </Button>
        </div>
      )}
    </form>
  )
}

/** What a kind would make of the values. */
function Shown({ preview, object }: { preview: ResultOf<typeof tryKind>; object: UsedField['object'] }) {
  const { filled, reads, rewritten, unread, examples, left, ambiguous } = preview
  return (
    <Notice
      tone={unread > 0 || ambiguous ? 'warn' : 'info'}
      title={t('{{reads}} of {{filled}} values read as this kind', { reads: count(reads), filled: count(filled) })}
    >
      {ambiguous && <p>{t('The values can be read in two ways, and none tells which is meant. Say how they are written.')}</p>}
      {rewritten > 0 && (
        <p>
          {tn(rewritten, '{{n}} is written anew: {{examples}}', '{{n}} are written anew: {{examples}}', {
            examples: examples.map(({ before, after }) => `${before} → ${after}`).join(' · '),
          })}
        </p>
      )}
      {unread > 0 && (
        <>
          <p>{tn(unread, '{{n}} does not read and stays as text:', '{{n}} do not read and stay as text:')}</p>
          <ul>
            {left.map(({ value, records, record }) => (
              <li key={value}>
                <AppLink href={recordHref(object, record)}>{value}</AppLink> ({tn(records, '{{n}} record', '{{n}} records')})
              </li>
            ))}
          </ul>
        </>
      )}
    </Notice>
  )
}
