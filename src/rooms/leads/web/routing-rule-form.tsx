import { Checkbox, MultiSelect, NativeSelect, NumberInput, TextInput } from '@mantine/core'
import type { ListDeclaration } from '#kernel/list'
import { listRoutingValues } from '#rooms/measure/contract/routing-test'
import { FilterGroup } from '#web/kit/list/filter-builder.tsx'
import { t } from '#web/kit/text'
import { type RoutedTo, type RoutingRule, type TurnsBy, turnsBy } from '../contract/routing.ts'
import type { Routing } from '../contract/routing-versions.ts'
import classes from './routing.module.css'
import { lacks } from './routing-words.ts'

const endpoints = { values: listRoutingValues }

interface Props {
  rule: RoutingRule
  list: ListDeclaration
  routing: Pick<Routing, 'members' | 'teams'>
  onChange: (rule: RoutingRule) => void
}

/** A rule as a form: its name, whom it means, where they go, and who of those may get them. */
export function RuleForm({ rule, list, routing, onChange }: Props) {
  const put = (part: Partial<RoutingRule>) => onChange({ ...rule, ...part })
  const missing = lacks(rule)
  return (
    <fieldset className={classes.edit}>
      <legend className="visually-hidden">{rule.name}</legend>
      <div className={classes.fields}>
        <TextInput label={t('Rule')} value={rule.name} maxLength={120} onChange={(event) => put({ name: event.currentTarget.value })} />
      </div>
      <FilterGroup
        list={list}
        endpoints={endpoints}
        columns={[...list.columns, ...(list.custom ?? []).filter(({ away }) => !away)]}
        group={rule.rule}
        name={t('Whom it means')}
        onChange={(next) => put({ rule: next })}
      />
      {rule.rule.rules.length === 0 && (
        <p className={classes.quiet}>{t('Without a line it means everybody whom no rule before it has placed.')}</p>
      )}
      <WhereForm to={rule.to} routing={routing} onChange={(to) => put({ to })} />
      {missing && <p className={classes.quiet}>{missing}</p>}
      {rule.to.kind !== 'queue' && (
        <div className={classes.checks}>
          <Checkbox
            label={t('Only who is at work now')}
            checked={rule.atWork}
            onChange={(event) => put({ atWork: event.currentTarget.checked })}
          />
          <Checkbox
            label={t('Only who speaks their language')}
            checked={rule.speaks}
            onChange={(event) => put({ speaks: event.currentTarget.checked })}
          />
          <NumberInput
            size="xs"
            label={t('Open leads at most')}
            placeholder={t('as many as come')}
            min={1}
            max={100_000}
            allowDecimal={false}
            value={rule.atMost ?? ''}
            onChange={(value) => put({ atMost: typeof value === 'number' && value >= 1 ? value : null })}
          />
        </div>
      )}
    </fieldset>
  )
}

interface WhereProps {
  to: RoutedTo
  routing: Props['routing']
  onChange: (to: RoutedTo) => void
}

const kinds: Record<RoutedTo['kind'], string> = {
  'account-owner': t('whoever owns the account'),
  'person-owner': t('whoever owns the person'),
  'territory-owners': t('the owners of the territory'),
  member: t('one member'),
  members: t('some members'),
  team: t('a team'),
  queue: t('a queue'),
}
const byWords: Record<TurnsBy, string> = { turn: t('each in turn'), weight: t('by weight'), fewest: t('whoever has the fewest open leads') }

/** What a kind of place begins with. */
function begun(kind: RoutedTo['kind'], { members, teams }: Props['routing']): RoutedTo {
  const first = members[0]?.id
  switch (kind) {
    case 'territory-owners':
      return { kind, by: 'turn' }
    case 'team':
      return { kind, team: teams[0] ?? '', by: 'turn' }
    case 'member':
      return { kind, member: first ?? ('' as never) }
    case 'members':
      return { kind, members: [], by: 'turn' }
    case 'queue':
      return { kind, queue: '' }
    default:
      return { kind }
  }
}

function WhereForm({ to, routing, onChange }: WhereProps) {
  const { members, teams } = routing
  const possible = (Object.keys(kinds) as RoutedTo['kind'][]).filter(
    (kind) => kind === to.kind || ((kind !== 'team' || teams.length > 0) && (!kind.startsWith('member') || members.length > 0)),
  )
  return (
    <>
      <div className={classes.fields}>
        <NativeSelect
          label={t('They go to')}
          value={to.kind}
          data={possible.map((kind) => ({ value: kind, label: kinds[kind] }))}
          onChange={(event) => onChange(begun(event.currentTarget.value as RoutedTo['kind'], routing))}
        />
        {to.kind === 'team' && (
          <NativeSelect
            label={t('Team')}
            value={to.team}
            data={[...new Set([to.team, ...teams])].filter(Boolean)}
            onChange={(event) => onChange({ ...to, team: event.currentTarget.value })}
          />
        )}
        {to.kind === 'member' && (
          <NativeSelect
            label={t('Member')}
            value={to.member}
            data={members.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={(event) => onChange({ ...to, member: event.currentTarget.value as typeof to.member })}
          />
        )}
        {to.kind === 'queue' && (
          <TextInput
            label={t('Queue')}
            value={to.queue}
            maxLength={120}
            onChange={(event) => onChange({ ...to, queue: event.currentTarget.value })}
          />
        )}
        {'by' in to && (
          <NativeSelect
            label={t('Chosen')}
            value={to.by}
            data={turnsBy.filter((by) => by !== 'weight' || to.kind === 'members').map((by) => ({ value: by, label: byWords[by] }))}
            onChange={(event) => onChange({ ...to, by: event.currentTarget.value } as RoutedTo)}
          />
        )}
      </div>
      {to.kind === 'members' && <MembersForm to={to} members={members} onChange={onChange} />}
    </>
  )
}

type Some = Extract<RoutedTo, { kind: 'members' }>

function MembersForm({ to, members, onChange }: { to: Some; members: Routing['members']; onChange: (to: RoutedTo) => void }) {
  const weightOf = (id: string) => to.members.find(({ member }) => member === id)?.weight ?? 1
  const nameOf = (id: string) => members.find((one) => one.id === id)?.name ?? t('somebody who is gone')
  return (
    <>
      <MultiSelect
        label={t('Members')}
        mb="sm"
        searchable
        data={members.map(({ id, name }) => ({ value: id, label: name }))}
        value={to.members.map(({ member }) => member)}
        onChange={(ids) =>
          onChange({ ...to, members: ids.map((id) => ({ member: id as Some['members'][number]['member'], weight: weightOf(id) })) })
        }
      />
      {to.by === 'weight' && (
        <div className={classes.weights}>
          {to.members.map(({ member, weight }) => (
            <NumberInput
              key={member}
              size="xs"
              label={t('Weight of {{name}}', { name: nameOf(member) })}
              min={1}
              max={100}
              allowDecimal={false}
              value={weight}
              onChange={(value) =>
                typeof value === 'number' &&
                value >= 1 &&
                onChange({ ...to, members: to.members.map((one) => (one.member === member ? { ...one, weight: value } : one)) })
              }
            />
          ))}
        </div>
      )}
    </>
  )
}
