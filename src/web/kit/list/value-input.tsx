import { NativeSelect, Textarea, TextInput } from '@mantine/core'
import { customField, type ListColumn } from '#kernel/list'
import { t } from '../text.ts'
import { labelOf } from './cell.tsx'

interface ValueInputProps {
  column: ListColumn
  value: string
  /** What a field that names another record may become. */
  choices: readonly { readonly id: string; readonly label: string }[]
  onType: (value: string) => void
  /** Has the focus when it appears. */
  focused?: boolean
  /** What a field that names another record shows before anything was chosen. */
  unchosen?: { readonly value: string; readonly label: string }
  description?: string | undefined
}

/** What is chosen from a list; null for what is typed. */
function optionsOf({ key, type, options }: ListColumn): { value: string; label: string }[] | null {
  if (type === 'flag')
    return [
      { value: 'true', label: t('Yes') },
      { value: 'false', label: t('No') },
    ]
  return customField(key) !== null && type === 'choice' && options ? options.map(({ value, label }) => ({ value, label })) : null
}

/** What was typed, as it is sent: nothing is empty, and yes or no is no text. */
export function typedValue(column: ListColumn | undefined, value: string): string | boolean | null {
  if (value.trim() === '') return null
  return column?.type === 'flag' && (value === 'true' || value === 'false') ? value === 'true' : value
}

/** The input of a new value, as its column wants it. */
export function ValueInput({ column, value, choices, onType, focused = false, unchosen, description }: ValueInputProps) {
  const label = labelOf(column)
  const common = {
    size: 'xs',
    'aria-label': label,
    value,
    description,
    ...(focused ? { 'data-autofocus': true, autoFocus: true } : {}),
  } as const
  if (column.type === 'reference')
    return (
      <NativeSelect
        {...common}
        data={[
          ...(unchosen ? [unchosen] : []),
          ...(column.required ? [] : [{ value: '', label: t('Nobody and nothing') }]),
          ...choices.map((choice) => ({ value: choice.id, label: choice.label })),
        ]}
        onChange={(event) => onType(event.currentTarget.value)}
      />
    )
  const several = optionsOf(column)
  if (several !== null)
    return (
      <NativeSelect
        {...common}
        data={[
          { value: '', label: t('empty') },
          ...several,
          ...(value === '' || several.some((option) => option.value === value) ? [] : [{ value, label: value }]),
        ]}
        onChange={(event) => onType(event.currentTarget.value)}
      />
    )
  if (value.length > 80)
    return <Textarea {...common} autosize maxRows={10} maxLength={4000} onChange={(event) => onType(event.currentTarget.value)} />
  return (
    <TextInput
      {...common}
      type={column.type === 'day' ? 'date' : 'text'}
      inputMode={column.type === 'number' || column.type === 'money' ? 'decimal' : undefined}
      maxLength={4000}
      onChange={(event) => onType(event.currentTarget.value)}
    />
  )
}
