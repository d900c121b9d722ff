import { Autocomplete, NativeSelect, TextInput } from '@mantine/core'
import { customField, type ListColumn } from '#kernel/list'
import { labelOf } from '#web/kit/list/cell.tsx'
import { t } from '#web/kit/text'

interface MakingFieldProps {
  column: ListColumn
  label?: string
  value: string
  onType: (value: string) => void
  error: string | undefined
  description?: string | undefined
  required?: boolean
  focused?: boolean
  /** What it is chosen from; undefined for what is typed. */
  choices?: readonly { readonly id: string; readonly label: string }[] | undefined
  /** What stands first among the choices; left out, one is always chosen. */
  unchosen?: string
  /** What is proposed while somebody types. */
  proposed?: readonly string[]
}

/** What a field that is yes or no, or one of some values, is chosen from. */
function optionsOf({ key, type, options }: ListColumn): MakingFieldProps['choices'] {
  if (type === 'flag')
    return [
      { id: 'true', label: t('Yes') },
      { id: 'false', label: t('No') },
    ]
  return customField(key) !== null && type === 'choice' ? options?.map(({ value, label }) => ({ id: value, label })) : undefined
}

/** Fields beside each other stand at one height, whatever is said of them. */
const order: ('label' | 'input' | 'description' | 'error')[] = ['label', 'input', 'description', 'error']

/** One field of a new record, as its column wants it, with what is wrong below it. */
export function MakingField({
  column,
  label,
  value,
  onType,
  error,
  description,
  required = false,
  focused = false,
  choices,
  unchosen,
  proposed,
}: MakingFieldProps) {
  const common = {
    label: label ?? labelOf(column),
    error,
    description,
    inputWrapperOrder: order,
    // The form says what is missing in its own words, below the field.
    'aria-required': required,
    withAsterisk: required,
    'data-field': column.key,
    ...(focused ? { 'data-autofocus': true } : {}),
  } as const
  const own = choices ?? optionsOf(column)
  if (own)
    return (
      <NativeSelect
        {...common}
        value={value}
        data={[
          ...(choices && unchosen === undefined ? [] : [{ value: '', label: unchosen ?? '' }]),
          ...own.map(({ id, label: said }) => ({ value: id, label: said })),
        ]}
        onChange={(event) => onType(event.currentTarget.value)}
      />
    )
  if (proposed)
    return (
      <Autocomplete
        {...common}
        value={value}
        data={[...proposed]}
        maxLength={3}
        onChange={onType}
        comboboxProps={{ withinPortal: false }}
      />
    )
  const isDay = column.type === 'day' || column.type === 'instant'
  return (
    <TextInput
      {...common}
      type={isDay ? 'date' : column.key === 'email' ? 'email' : column.key === 'phone' ? 'tel' : 'text'}
      inputMode={column.type === 'number' || column.type === 'money' ? 'decimal' : undefined}
      maxLength={4000}
      autoComplete="off"
      value={value}
      onChange={(event) => onType(event.currentTarget.value)}
    />
  )
}
