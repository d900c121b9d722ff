import { ActionIcon, Autocomplete, Button, Checkbox, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { listCustomFields } from '#platform/fields/contract'
import { useAsk } from '#web/client/queries'
import { MoveButtons } from '#web/kit/move-buttons.tsx'
import { t } from '#web/kit/text'
import { type FieldTarget, type FormDocument, type FormField, fieldTargets } from '../contract.ts'
import classes from './forms.module.css'

const targetWords: Readonly<Record<FieldTarget, string>> = {
  email: t('E-mail address'),
  firstName: t('First name'),
  lastName: t('Last name'),
  fullName: t('Whole name'),
  phone: t('Telephone number'),
  title: t('Job title'),
  company: t('Company'),
  domain: t('Website of the company'),
  country: t('Country'),
  message: t('Message'),
  custom: t('A custom field'),
  question: t('Only with the response'),
}

const typeWords: Readonly<Record<FormField['type'], string>> = {
  text: t('One line'),
  long: t('Several lines'),
  choice: t('One of these answers'),
  several: t('A checklist'),
  yesno: t('Yes or no'),
}

const options = <K extends string>(words: Readonly<Record<K, string>>, keys: readonly K[]) =>
  keys.map((value) => ({ value, label: words[value] }))

/** A key that none of them has; what is asked once of everybody is named after it. */
export function freshKey(all: readonly { readonly key: string }[], stem: string): string {
  const taken = new Set(all.map(({ key }) => key))
  const plain = stem.toLowerCase()
  if (!taken.has(plain)) return plain
  for (let n = 2; ; n++) if (!taken.has(`${plain}-${n}`)) return `${plain}-${n}`
}

interface FieldsProps {
  document: FormDocument
  onChange: (document: FormDocument) => void
}

/** The questions of a form in their order. */
export function FieldsForm({ document, onChange }: FieldsProps) {
  const { fields } = document
  const custom = useAsk(listCustomFields, {}, { staleTime: 60_000 })
  const names = (custom.data?.fields ?? []).filter(({ object, hidden }) => object === 'person' && !hidden).map(({ label }) => label)
  const put = (next: readonly FormField[]) => onChange({ ...document, fields: [...next] })
  const move = (from: number, to: number) => {
    const [moved] = fields.slice(from, from + 1)
    if (moved)
      put([...fields.filter((_, place) => place !== from).slice(0, to), moved, ...fields.filter((_, place) => place !== from).slice(to)])
  }
  const add = (field: Omit<FormField, 'key' | 'hint' | 'required' | 'label'> & { label?: string }) =>
    put([...fields, { label: '', hint: '', required: false, ...field, key: freshKey(fields, field.about) }])
  const left = fieldTargets.filter((about) => about !== 'custom' && about !== 'question' && fields.every((one) => one.about !== about))
  return (
    <>
      {fields.map((field, place) => (
        <FieldCard
          key={field.key}
          {...{ field, place, names, number: fields.length }}
          onChange={(next) => put(fields.map((one, n) => (n === place ? next : one)))}
          onMove={(to) => move(place, to)}
          onRemove={() => put(fields.filter((_, n) => n !== place))}
        />
      ))}
      <div className={classes.row}>
        {left.length > 0 && (
          <NativeSelect
            size="xs"
            aria-label={t('Add what is known of everybody')}
            value=""
            data={[{ value: '', label: t('Add what is known of everybody …') }, ...options(targetWords, left)]}
            onChange={(event) => {
              const about = left.find((one) => one === event.currentTarget.value)
              if (about) add({ about, custom: '', type: 'text', options: [], label: targetWords[about] })
            }}
          />
        )}
        <Button size="xs" variant="default" onClick={() => add({ about: 'custom', custom: '', type: 'several', options: ['', ''] })}>
          {t('Add a checklist')}
        </Button>
        <Button size="xs" variant="default" onClick={() => add({ about: 'question', custom: '', type: 'text', options: [] })}>
          {t('Add a question')}
        </Button>
      </div>
    </>
  )
}

interface CardProps {
  field: FormField
  place: number
  number: number
  /** Custom fields that there are. */
  names: readonly string[]
  onChange: (field: FormField) => void
  onMove: (to: number) => void
  onRemove: () => void
}

function FieldCard({ field, place, number, names, onChange, onMove, onRemove }: CardProps) {
  const { about, custom, type, label, hint, required } = field
  const name = label.trim() === '' ? t('Question {{n}}', { n: place + 1 }) : label
  const own = about === 'custom' || about === 'question'
  return (
    <fieldset className={classes.card}>
      <legend className="visually-hidden">{name}</legend>
      <div className={classes.cardHead}>
        <span className={classes.kind}>{targetWords[about]}</span>
        <Checkbox
          size="xs"
          label={t('Required')}
          checked={required}
          onChange={(event) => onChange({ ...field, required: event.currentTarget.checked })}
        />
        <span className={classes.buttons}>
          <MoveButtons name={name} place={place} number={number} onMove={onMove} />
          <ActionIcon variant="subtle" color="gray" aria-label={t('Remove {{name}}', { name })} onClick={onRemove}>
            <IconTrash size={16} aria-hidden="true" />
          </ActionIcon>
        </span>
      </div>
      <div className={classes.fields}>
        <TextInput
          label={t('Text')}
          maxLength={300}
          value={label}
          onChange={(event) => onChange({ ...field, label: event.currentTarget.value })}
        />
        <TextInput
          label={t('Hint below it')}
          maxLength={500}
          value={hint}
          onChange={(event) => onChange({ ...field, hint: event.currentTarget.value })}
        />
        {own && (
          <NativeSelect
            label={t('Answered by')}
            value={type}
            data={options(typeWords, ['text', 'long', 'choice', 'several', 'yesno'])}
            onChange={(event) => onChange({ ...field, type: event.currentTarget.value as FormField['type'] })}
          />
        )}
        {own && (
          <NativeSelect
            label={t('Kept as')}
            value={about}
            data={options(targetWords, ['custom', 'question'])}
            onChange={(event) => onChange({ ...field, about: event.currentTarget.value === 'custom' ? 'custom' : 'question' })}
          />
        )}
        {about === 'custom' && (
          <Autocomplete
            label={t('Custom field')}
            description={t('The lead contract can score it.')}
            inputWrapperOrder={['label', 'input', 'description']}
            data={[...new Set(names)]}
            maxLength={200}
            value={custom}
            onChange={(next) => onChange({ ...field, custom: next })}
          />
        )}
      </div>
      {own && (type === 'choice' || type === 'several') && (
        <Textarea
          label={t('Answers, one on each line')}
          autosize
          minRows={2}
          maxRows={12}
          value={field.options.join('\n')}
          onChange={(event) => onChange({ ...field, options: event.currentTarget.value.split('\n').slice(0, 60) })}
        />
      )}
    </fieldset>
  )
}
