import { Checkbox, MultiSelect, NativeSelect } from '@mantine/core'
import type { Role } from '#kernel/access'
import type { ResultOf } from '#kernel/endpoint'
import { type Level, levels, type Rights, type RightsObject, rightsObjects } from '#kernel/rights'
import type { listRights } from '#platform/access/contract'
import { Panel } from '#web/kit/page.tsx'
import { said, t } from '#web/kit/text'
import classes from './rights-page.module.css'

/** The fields that rights can be about. */
export type KnownFields = Pick<ResultOf<typeof listRights>, 'fields' | 'customFields'>

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
  known: KnownFields
  disabled: boolean
  onChange: (next: Partial<Rights>) => void
}

/** What a role may do with records: kinds of record, hidden fields, fields that stay as they are, files. */
export function RightsFields({ base, rights, known, disabled, onChange }: RightsFieldsProps) {
  const { fields, customFields } = known
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
            custom={customFields.filter((field) => field.object === object)}
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
              custom={customFields.filter((field) => field.object === object)}
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
  fields: KnownFields['fields']
  custom: KnownFields['customFields']
  chosen: readonly string[]
  /** Fields that cannot be chosen, because they are hidden already. */
  without?: readonly string[]
  disabled: boolean
  onChange: (chosen: readonly string[]) => void
}

/** Fields of one kind of record to choose from: its own, and custom fields as they are called now. */
function FieldsOf({ object, fields, custom, chosen, without = [], disabled, onChange }: FieldsOfProps) {
  const all = `${object}.custom:*`
  const start = `${object}.custom:`
  const isCustom = (field: string) => field.startsWith(start) && field !== all
  const named = chosen.filter(isCustom)
  // A field that no record has any more keeps its place, so that nobody shows it by saving something else.
  const gone = named.filter((field) => custom.every(({ key }) => start + key !== field))
  const offered = [
    ...custom.map(({ key, label }) => ({ value: start + key, label, disabled: without.includes(start + key) })),
    ...gone.map((field) => ({ value: field, label: field.slice(start.length) })),
  ]
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
        {box(all, t('All custom fields, those to come included'))}
      </div>
      {offered.length > 0 && (
        <MultiSelect
          size="xs"
          label={t('Custom fields of {{records}}', { records: objectNames[object] })}
          placeholder={named.length === 0 ? t('Choose fields') : ''}
          searchable
          clearable
          limit={200}
          nothingFoundMessage={t('No custom field is called so')}
          comboboxProps={{ withinPortal: true }}
          disabled={disabled || chosen.includes(all) || without.includes(all)}
          data={offered}
          value={named}
          onChange={(names) => onChange([...chosen.filter((field) => !isCustom(field)), ...names])}
        />
      )}
    </fieldset>
  )
}
