import { Button, MultiSelect, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { ResultOf } from '#kernel/endpoint'
import type { Group } from '#kernel/rule'
import { useSend } from '#web/client/queries'
import { useReadable } from '#web/client/rights'
import { tn } from '#web/kit/format'
import { FilterGroup } from '#web/kit/list/filter-builder.tsx'
import { useAllColumns } from '#web/kit/list/list-page.tsx'
import { ruleText } from '#web/kit/list/rule-draft'
import { Failed } from '#web/kit/states.tsx'
import { t } from '#web/kit/text'
import { type listTerritories, previewTerritory, type Territory, territoryFields } from '../contract/territories.ts'
import { accountEndpoints } from '../contract.ts'
import classes from './territories.module.css'

export type Listed = ResultOf<typeof listTerritories>

export interface Typed {
  readonly name: string
  readonly rule: Group
  readonly owners: Territory['owners']
}

interface Props {
  label: string
  /** The territory that is changed; without, a new one. */
  id?: Territory['id']
  listed: Pick<Listed, 'members' | 'teams'>
  start: Typed
  readOnly?: boolean
  action: string
  busy: boolean
  onSave: (typed: Typed) => void
}

/** Name, owners and rule of a territory, with a look at what they would change. */
export function TerritoryForm({ label, id, listed, start, readOnly = false, action, busy, onSave }: Props) {
  const list = useReadable(territoryFields)
  const columns = useAllColumns(list, accountEndpoints).filter((column) => !column.fixed)
  const [name, setName] = useState(start.name)
  const [draft, setDraft] = useState(start.rule)
  const [owners, setOwners] = useState(start.owners)
  const preview = useSend(previewTerritory)
  const text = ruleText(list, draft)
  const rule: Group = text === '' ? { combinator: 'and', rules: [] } : (JSON.parse(text) as Group)
  const same =
    name === start.name && JSON.stringify(owners) === JSON.stringify(start.owners) && JSON.stringify(rule) === JSON.stringify(start.rule)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onSave({ name, rule, owners })
  }
  const who = [
    { group: t('Teams'), items: listed.teams.map((team) => ({ value: `team ${team}`, label: team })) },
    { group: t('Members'), items: listed.members.map((member) => ({ value: `member ${member.id}`, label: member.name })) },
  ]
  const chosen = [...owners.teams.map((team) => `team ${team}`), ...owners.members.map((member) => `member ${member}`)]
  return (
    <form onSubmit={submit} aria-label={label}>
      <fieldset className={classes.plain} disabled={readOnly}>
        <div className={classes.fields}>
          <TextInput
            label={t('Name')}
            required
            withAsterisk={false}
            maxLength={120}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <MultiSelect
            label={t('Whose it is')}
            data={who}
            value={chosen}
            searchable
            onChange={(values) =>
              setOwners({
                teams: values.filter((value) => value.startsWith('team ')).map((value) => value.slice(5)),
                members: values
                  .filter((value) => value.startsWith('member '))
                  .map((value) => value.slice(7) as Territory['owners']['members'][number]),
              })
            }
          />
        </div>
        <FilterGroup
          list={list}
          endpoints={accountEndpoints}
          columns={columns}
          group={draft}
          onChange={setDraft}
          name={t('Its accounts')}
        />
        {rule.rules.length === 0 && <p className={classes.quiet}>{t('Without a line it has every account that none before it has.')}</p>}
        {!readOnly && (
          <div className={classes.actions}>
            <Button
              variant="default"
              loading={preview.isPending}
              onClick={() => preview.mutate({ ...(id === undefined ? {} : { id }), rule })}
            >
              {t('Preview')}
            </Button>
            <Button type="submit" loading={busy} disabled={same || name.trim() === ''}>
              {action}
            </Button>
          </div>
        )}
        {preview.error && <Failed error={preview.error} what={t('preview this rule')} />}
        {preview.data && (
          <div role="status">
            <p>
              {tn(preview.data.holds, 'The rule holds for {{n}} account.', 'The rule holds for {{n}} accounts.')}{' '}
              {tn(
                preview.data.gets,
                'The territory would have {{n}}, after those before it.',
                'The territory would have {{n}}, after those before it.',
              )}
            </p>
            <ul>
              {preview.data.moves.map(({ from, to, accounts }) => (
                <li key={`${from} ${to}`}>
                  {tn(accounts, '{{n}} account goes from {{from}} to {{to}}', '{{n}} accounts go from {{from}} to {{to}}', {
                    from: from ?? t('no territory'),
                    to: to === null ? t('no territory') : to || name || t('the new one'),
                  })}
                </li>
              ))}
            </ul>
          </div>
        )}
      </fieldset>
    </form>
  )
}
