import { CloseButton, Combobox, TextInput, useCombobox } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useEffect } from 'react'
import { columnsText } from '#kernel/list'
import type { AlongKind } from '#kernel/making-endpoints'
import { useAsk } from '#web/client/queries'
import { useReadable } from '#web/client/rights'
import { unknown } from '#web/kit/format'
import { cellText } from '#web/kit/list/cell.tsx'
import { t } from '#web/kit/text'
import { makingKinds } from './kinds.ts'
import classes from './making.module.css'

interface RecordSearchProps {
  kind: AlongKind
  label: string
  required: boolean
  error: string | undefined
  description: string | undefined
  /** The one that is chosen. */
  chosen: { readonly id: string; readonly label: string } | null
  onChoose: (id: string, label: string) => void
  /** What is looked for. */
  sought: string
  onSeek: (text: string) => void
  /** Somebody wants a new one of this name; not there where they may not make one. */
  onNew: ((name: string) => void) | null
}

const pauseMs = 200
const shownAtOnce = 7
const tells: Readonly<Record<AlongKind, readonly string[]>> = { account: ['domain', 'city'], person: ['title', 'account', 'email'] }
const makeNew = 'new'

/** Finds an account or a person while somebody types, or makes a new one of what was typed. */
export function RecordSearch({ kind, label, required, error, description, chosen, onChoose, onNew, sought, onSeek }: RecordSearchProps) {
  const [search] = useDebouncedValue(sought.trim(), pauseMs)
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() })
  const list = useReadable(makingKinds[kind].list)
  const shown = tells[kind].flatMap((key) => list.columns.filter((column) => column.key === key))
  const found = useAsk(
    makingKinds[kind].endpoints.rows,
    { search, limit: shownAtOnce, columns: columnsText([list.name, ...shown.map(({ key }) => key)]) },
    { enabled: chosen === null && search !== '', keepPrevious: true },
  )
  const name = sought.trim()
  // What is offered belongs to what is typed, so that Enter never takes what was offered for something else.
  const answered = name !== '' && search === name && found.data !== undefined && !found.isPlaceholderData
  const rows = answered ? found.data.rows : []
  const offered = answered ? rows.map(({ id }) => id).join(' ') : null
  // biome-ignore lint/correctness/useExhaustiveDependencies: what Enter does is chosen anew whenever other lines are drawn
  useEffect(() => void (offered === null ? combobox.resetSelectedOption() : combobox.selectFirstOption()), [offered])
  const submit = (value: string) => {
    combobox.closeDropdown()
    if (value === makeNew) return onNew?.(name)
    const row = rows.find(({ id }) => id === value)
    if (row) onChoose(row.id, cellText({ type: 'text' }, row.cells[list.name]))
  }
  const common = { label, required, withAsterisk: required, error, description } as const
  if (chosen)
    return (
      <TextInput
        {...common}
        readOnly
        value={chosen.label}
        rightSection={
          <CloseButton size="sm" aria-label={t('Choose another: {{field}}', { field: label })} onClick={() => onChoose('', '')} />
        }
      />
    )
  return (
    <Combobox store={combobox} onOptionSubmit={submit} withinPortal={false}>
      <Combobox.Target withExpandedAttribute>
        <TextInput
          {...common}
          required={false}
          aria-required={required}
          autoComplete="off"
          placeholder={kind === 'account' ? t('Type a name or a domain') : t('Type a name or an e-mail address')}
          maxLength={200}
          value={sought}
          onChange={(event) => {
            onSeek(event.currentTarget.value)
            combobox.openDropdown()
          }}
          onFocus={() => name !== '' && combobox.openDropdown()}
          onBlur={() => combobox.closeDropdown()}
          onKeyDown={(event) => {
            // Enter chooses here; it saves where nothing is looked for.
            if (event.key === 'Enter' && name !== '') event.preventDefault()
          }}
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={!answered}>
        <Combobox.Options aria-label={label}>
          {rows.map((row) => (
            <Combobox.Option key={row.id} value={row.id}>
              <span className={classes.found}>{cellText({ type: 'text' }, row.cells[list.name])}</span>
              <span className={classes.about}>
                {shown
                  .map((column) => cellText(column, row.cells[column.key]))
                  .filter((word) => word !== unknown)
                  .join(' · ')}
              </span>
            </Combobox.Option>
          ))}
          {onNew && answered && (
            <Combobox.Option value={makeNew}>
              {kind === 'account' ? t('New account “{{name}}”', { name }) : t('New person “{{name}}”', { name })}
            </Combobox.Option>
          )}
          {rows.length === 0 && onNew === null && <Combobox.Empty>{t('Nothing found.')}</Combobox.Empty>}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  )
}
