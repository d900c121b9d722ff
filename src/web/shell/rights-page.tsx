import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ResultOf } from '#kernel/endpoint'
import { type Level, levels, type Rights, type RightsObject, rightsObjects } from '#kernel/rights'
import { listRights, setRights } from '#platform/access/contract'
import { keyOf, useAsk, useSend } from '#web/client/queries'
import { Notice } from '#web/kit/notice.tsx'
import { Page, Panel } from '#web/kit/page.tsx'
import { Answered, Failed } from '#web/kit/states.tsx'
import { said, t } from '#web/kit/text'
import classes from './rights-page.module.css'
import { roleChoices, roleName } from './role-names.ts'
import { useCompany } from './session.ts'
import settings from './settings-page.module.css'

type Listed = ResultOf<typeof listRights>
type Role = Listed['roles'][number]['role']

const objectNames: Readonly<Record<RightsObject, string>> = {
  deal: t('Deals'),
  account: t('Accounts'),
  person: t('People'),
  lead: t('Leads'),
  campaign: t('Campaigns'),
  activity: t('Activities and notes'),
}
const levelNames: Readonly<Record<Level, string>> = { none: t('Not seen'), see: t('Seen'), change: t('Seen and changed') }

/** What each role may see, change and take away; set by owners. */
export default function RightsPage() {
  const rights = useAsk(listRights, {})
  const [role, setRole] = useState<Role>('sales')
  return (
    <Page
      title={t('Rights of roles')}
      width="wide"
      lead={t('Owners see everything. What a role may do at all is fixed; here you take away from it, for people and API keys alike.')}
    >
      <Answered query={rights} what={t('the rights of roles')} lines={6}>
        {({ roles, fields }) => (
          <>
            <NativeSelect
              className={classes.role ?? ''}
              label={t('Role')}
              data={roleChoices(roles.map((one) => one.role))}
              value={role}
              onChange={(event) => setRole(event.currentTarget.value as Role)}
            />
            {roles
              .filter((one) => one.role === role)
              .map((one) => (
                <RoleForm key={one.role} role={one.role} written={one.rights} fields={fields} />
              ))}
          </>
        )}
      </Answered>
    </Page>
  )
}

function RoleForm({ role, written, fields }: { role: Role; written: Rights; fields: Listed['fields'] }) {
  const owns = useCompany()?.role === 'owner'
  const [rights, change] = useState<Rights>(written)
  const queries = useQueryClient()
  const save = useSend(setRights, { onSuccess: () => queries.invalidateQueries({ queryKey: keyOf(listRights) }) })
  const put = (next: Partial<Rights>) => {
    save.reset()
    change({ ...rights, ...next })
  }
  return (
    <form
      className={settings.stack}
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate({ role, ...rights })
      }}
    >
      <Panel id="objects" title={t('Records')} hint={t('Leads are called as their people are: without people there are no leads.')}>
        <div className={classes.objects}>
          {rightsObjects.map((object) => (
            <NativeSelect
              key={object}
              label={objectNames[object]}
              disabled={!owns}
              data={levels.map((value) => ({ value, label: levelNames[value] }))}
              value={rights.objects[object]}
              onChange={(event) => put({ objects: { ...rights.objects, [object]: event.currentTarget.value as Level } })}
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
        {rightsObjects.map((object) => (
          <HiddenOf
            key={object}
            object={object}
            fields={fields.filter((field) => field.object === object)}
            hidden={rights.hidden}
            disabled={!owns}
            onChange={(hidden) => put({ hidden: [...hidden] })}
          />
        ))}
      </Panel>
      <Panel id="export" title={t('Files')}>
        <Checkbox
          label={t('May take lists and documents away as files')}
          disabled={!owns}
          checked={rights.export}
          onChange={(event) => put({ export: event.currentTarget.checked })}
        />
      </Panel>
      {save.error && <Failed error={save.error} what={t('save these rights')} />}
      {save.isSuccess && (
        <Notice tone="good" live title={t('The rights of the role {{role}} hold from now on', { role: roleName(role) })} />
      )}
      <div>
        <Button type="submit" disabled={!owns} loading={save.isPending}>
          {t('Save the rights of the role {{role}}', { role: roleName(role) })}
        </Button>
      </div>
    </form>
  )
}

interface HiddenOfProps {
  object: RightsObject
  fields: Listed['fields']
  hidden: readonly string[]
  disabled: boolean
  onChange: (hidden: readonly string[]) => void
}

const isCustom = (field: string, object: RightsObject) => field.startsWith(`${object}.custom:`)

/** The hidden fields of one kind of record: its own, and custom fields by their names. */
function HiddenOf({ object, fields, hidden, disabled, onChange }: HiddenOfProps) {
  if (fields.length === 0) return null
  const all = `${object}.custom:*`
  const start = `${object}.custom:`
  const named = hidden.filter((field) => isCustom(field, object) && field !== all).map((field) => field.slice(start.length))
  const toggle = (field: string, on: boolean) => onChange(on ? [...hidden, field] : hidden.filter((one) => one !== field))
  return (
    <fieldset className={classes.group}>
      <legend>{objectNames[object]}</legend>
      <div className={classes.fields}>
        {fields.map(({ key, label }) => (
          <Checkbox
            key={key}
            size="xs"
            label={said(label)}
            disabled={disabled}
            checked={hidden.includes(`${object}.${key}`)}
            onChange={(event) => toggle(`${object}.${key}`, event.currentTarget.checked)}
          />
        ))}
        <Checkbox
          size="xs"
          label={t('All custom fields')}
          disabled={disabled}
          checked={hidden.includes(all)}
          onChange={(event) => toggle(all, event.currentTarget.checked)}
        />
      </div>
      <CustomNames
        label={t('Custom fields of {{records}}, separated by commas', { records: objectNames[object] })}
        names={named}
        disabled={disabled || hidden.includes(all)}
        onChange={(names) =>
          onChange([...hidden.filter((field) => !isCustom(field, object) || field === all), ...names.map((name) => start + name)])
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
