import { Checkbox, NativeSelect, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Role } from '#kernel/access'
import type { ResultOf } from '#kernel/endpoint'
import { type Level, levels, type Rights, type RightsObject, rightsObjects } from '#kernel/rights'
import type { listRights } from '#platform/access/contract'
import { Panel } from '#web/kit/page.tsx'
import { said, t } from '#web/kit/text'
import classes from './rights-page.module.css'

type Fields = ResultOf<typeof listRights>['fields']

const objectNames: Readonly<Record<RightsObject, string>> = {
  deal: t('Deals'),
  account: t('Accounts'),
  person: t('People'),
  lead: t('Leads'),
  campaign: t('Campaigns'),
  activity: t('Activities and notes'),
}
const levelNames: Readonly<Record<Level, string>> = { none: t('Not seen'), see: t('Seen'), change: t('Seen and changed') }

interface RightsFieldsProps {
  base: Role
  rights: Rights
  fields: Fields
  disabled: boolean
  onChange: (next: Partial<Rights>) => void
}

/** What a role may do with records: kinds of record, hidden fields, fields that stay as they are, files. */
export function RightsFields({ base, rights, fields, disabled, onChange }: RightsFieldsProps) {
  const offered = base === 'viewer' ? levels.filter((level) => level !== 'change') : levels
  const objects = rightsObjects.filter((object) => fields.some((field) => field.object === object))
  return (
    <>
      <Panel id="objects" title={t('Records')} hint={t('Leads are called as their people are: without people there are no leads.')}>
        <div className={classes.objects}>
          {rightsObjects.map((object) => (
            <NativeSelect
              key={object}
              label={objectNames[object]}
              disabled={disabled}
              data={offered.map((value) => ({ value, label: levelNames[value] }))}
              value={rights.objects[object]}
              onChange={(event) => onChange({ objects: { ...rights.objects, [object]: event.currentTarget.value as Level } })}
            />
          ))}
        </div>
      </Panel>
      <Panel
        id="hidden"
        title={t('Hidden fields')}
        hint={t(
          'A hidden field cannot be read, changed, filtered, sorted, searched or taken away. Numbers that rest on it are closed to the role.',
        )}
      >
        {objects.map((object) => (
          <FieldsOf
            key={object}
            object={object}
            fields={fields.filter((field) => field.object === object)}
            chosen={rights.hidden}
            disabled={disabled}
            onChange={(hidden) => onChange({ hidden: [...hidden] })}
          />
        ))}
      </Panel>
      {base !== 'viewer' && (
        <Panel
          id="locked"
          title={t('Fields that stay as they are')}
          hint={t(
            'Such a field is read, and not changed by hand. Imports and repairs of many kinds of records are closed to the role as soon as there is one.',
          )}
        >
          {objects.map((object) => (
            <FieldsOf
              key={object}
              object={object}
              fields={fields.filter((field) => field.object === object && field.edited)}
              chosen={rights.locked}
              without={rights.hidden}
              disabled={disabled || rights.objects[object] !== 'change'}
              onChange={(locked) => onChange({ locked: [...locked] })}
            />
          ))}
        </Panel>
      )}
      <Panel id="export" title={t('Files')}>
        <Checkbox
          label={t('May take lists and documents away as files')}
          disabled={disabled}
          checked={rights.export}
          onChange={(event) => onChange({ export: event.currentTarget.checked })}
        />
      </Panel>
    </>
  )
}

interface FieldsOfProps {
  object: RightsObject
  fields: Fields
  chosen: readonly string[]
  /** Fields that cannot be chosen, because they are hidden already. */
  without?: readonly string[]
  disabled: boolean
  onChange: (chosen: readonly string[]) => void
}

/** Fields of one kind of record to choose from: its own, and custom fields by their names. */
function FieldsOf({ object, fields, chosen, without = [], disabled, onChange }: FieldsOfProps) {
  const all = `${object}.custom:*`
  const start = `${object}.custom:`
  const isCustom = (field: string) => field.startsWith(start)
  const named = chosen.filter((field) => isCustom(field) && field !== all).map((field) => field.slice(start.length))
  const toggle = (field: string, on: boolean) => onChange(on ? [...chosen, field] : chosen.filter((one) => one !== field))
  const number = chosen.filter((field) => field.startsWith(`${object}.`)).length
  const box = (field: string, label: string) => (
    <Checkbox
      key={field}
      size="xs"
      label={label}
      disabled={disabled || without.includes(field)}
      checked={chosen.includes(field) && !without.includes(field)}
      onChange={(event) => toggle(field, event.currentTarget.checked)}
    />
  )
  return (
    <fieldset className={classes.group}>
      <legend>{number === 0 ? objectNames[object] : `${objectNames[object]} · ${number}`}</legend>
      <div className={classes.fields}>
        {fields.map(({ key, label }) => box(`${object}.${key}`, said(label)))}
        {box(all, t('All custom fields'))}
      </div>
      <CustomNames
        label={t('Custom fields of {{records}}, separated by commas', { records: objectNames[object] })}
        names={named}
        disabled={disabled || chosen.includes(all)}
        onChange={(names) =>
          onChange([...chosen.filter((field) => !isCustom(field) || field === all), ...names.map((name) => start + name)])
        }
      />
    </fieldset>
  )
}

interface CustomNamesProps {
  label: string
  names: readonly string[]
  disabled: boolean
  onChange: (names: readonly string[]) => void
}

function CustomNames({ label, names, disabled, onChange }: CustomNamesProps) {
  const [text, type] = useState(names.join(', '))
  return (
    <TextInput
      size="xs"
      label={label}
      disabled={disabled}
      value={text}
      onChange={(event) => {
        const typed = event.currentTarget.value
        type(typed)
        onChange([...new Set(typed.split(',').map((name) => name.trim()))].filter((name) => name !== ''))
      }}
    />
  )
}
