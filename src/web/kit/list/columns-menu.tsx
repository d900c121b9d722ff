import { Button, Checkbox, Popover, TextInput } from '@mantine/core'
import { IconColumns3 } from '@tabler/icons-react'
import { useState } from 'react'
import { columnsText, type ListColumn } from '#kernel/list'
import { t } from '../text.ts'
import { overMain } from '../theme.ts'
import { labelOf } from './cell.tsx'
import classes from './list-page.module.css'

interface ColumnsMenuProps {
  columns: readonly ListColumn[]
  shown: readonly ListColumn[]
  /** The column that names a record stays. */
  fixed: string
  onChange: (columns: string) => void
}

/** Which columns the list shows, custom fields included. */
export function ColumnsMenu({ columns, shown, fixed, onChange }: ColumnsMenuProps) {
  const [search, setSearch] = useState('')
  const keys = shown.map(({ key }) => key)
  const found = columns.filter((column) => labelOf(column).toLowerCase().includes(search.trim().toLowerCase()))
  return (
    <Popover position="bottom-end" shadow="md" portalProps={overMain} trapFocus>
      <Popover.Target>
        <Button size="xs" variant="default" leftSection={<IconColumns3 size={14} aria-hidden="true" />}>
          {t('Columns')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('Columns of the list')}>
        <div className={classes.choices}>
          {columns.length > 12 && (
            <TextInput
              size="xs"
              aria-label={t('Find a column')}
              placeholder={t('Find a column')}
              value={search}
              onChange={(event) => setSearch(event.currentTarget.value)}
            />
          )}
          {found.map(({ key, label }) => (
            <Checkbox
              key={key}
              size="xs"
              label={labelOf({ key, label })}
              checked={keys.includes(key)}
              disabled={key === fixed}
              onChange={(event) => onChange(columnsText(event.currentTarget.checked ? [...keys, key] : keys.filter((one) => one !== key)))}
            />
          ))}
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}
