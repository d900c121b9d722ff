import { Button, CloseButton, MultiSelect, NativeSelect, TextInput } from '@mantine/core'
import { IconFolderPlus, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { columnOf, customField, type ListColumn, type ListDeclaration } from '#kernel/list'
import type { ListEndpoints } from '#kernel/list-endpoints'
import { type Group, isGroup, type Span, type Test, type Unit, units } from '#kernel/rule'
import { useAsk } from '#web/client/queries'
import { said, t } from '../text.ts'
import { labelOf } from './cell.tsx'
import classes from './filter-builder.module.css'
import { operatorWords, unitWord } from './operator-words.ts'
import { lineFor, operatorsOf, withOperator } from './rule-draft.ts'

interface Shared {
  list: ListDeclaration
  endpoints: Pick<ListEndpoints, 'values'>
  /** All columns that can be filtered by, custom fields included. */
  columns: readonly ListColumn[]
}

interface GroupProps extends Shared {
  group: Group
  onChange: (group: Group) => void
  onRemove?: () => void
  /** What the group is called when it is read out. */
  name: string
}

const ways = [
  { value: 'and', label: t('All of these are so') },
  { value: 'or', label: t('Any of these is so') },
  { value: 'not', label: t('None of these is so') },
]

/** A group of a rule: its lines, and groups within it. */
export function FilterGroup({ group, onChange, onRemove, name, ...shared }: GroupProps) {
  const put = (index: number, rule: Test | Group | null) =>
    onChange({ ...group, rules: group.rules.flatMap((one, place) => (place === index ? (rule ?? []) : one)) })
  const add = (rule: Test | Group) => onChange({ ...group, rules: [...group.rules, rule] })
  const first = shared.columns[0]
  return (
    <fieldset className={classes.group}>
      <legend className="visually-hidden">{name}</legend>
      <div className={classes.row}>
        <NativeSelect
          size="xs"
          aria-label={t('{{name}}: how its lines count', { name })}
          data={ways}
          value={group.not ? 'not' : group.combinator}
          onChange={(event) => {
            const way = event.currentTarget.value
            onChange({ combinator: way === 'and' ? 'and' : 'or', not: way === 'not', rules: group.rules })
          }}
        />
        {onRemove && <CloseButton size="sm" aria-label={t('Remove {{name}}', { name })} onClick={onRemove} />}
      </div>
      {group.rules.map((rule, index) =>
        isGroup(rule) ? (
          <FilterGroup
            // biome-ignore lint/suspicious/noArrayIndexKey: a rule has no name of its own
            key={index}
            {...shared}
            group={rule}
            name={t('{{name}}, group {{n}}', { name, n: index + 1 })}
            onChange={(next) => put(index, next)}
            onRemove={() => put(index, null)}
          />
        ) : (
          <FilterLine
            // biome-ignore lint/suspicious/noArrayIndexKey: a rule has no name of its own
            key={index}
            {...shared}
            line={rule}
            name={t('{{name}}, line {{n}}', { name, n: index + 1 })}
            onChange={(next) => put(index, next)}
            onRemove={() => put(index, null)}
          />
        ),
      )}
      <div className={classes.row}>
        <Button
          size="compact-xs"
          variant="subtle"
          leftSection={<IconPlus size={14} aria-hidden="true" />}
          disabled={!first}
          onClick={() => first && add(lineFor(first))}
        >
          {t('Add a line')}
        </Button>
        <Button
          size="compact-xs"
          variant="subtle"
          color="gray"
          leftSection={<IconFolderPlus size={14} aria-hidden="true" />}
          disabled={!first}
          onClick={() => first && add({ combinator: 'or', rules: [lineFor(first)] })}
        >
          {t('Add a group')}
        </Button>
      </div>
    </fieldset>
  )
}

interface LineProps extends Shared {
  line: Test
  name: string
  onChange: (line: Test) => void
  onRemove: () => void
}

function FilterLine({ line, name, onChange, onRemove, ...shared }: LineProps) {
  const column = columnOf(shared.list, line.field)
  return (
    <div className={classes.line}>
      <NativeSelect
        size="xs"
        aria-label={t('{{name}}: column', { name })}
        value={column.key}
        data={shared.columns.map((one) => ({ value: one.key, label: labelOf(one) }))}
        onChange={(event) => onChange(lineFor(columnOf(shared.list, event.currentTarget.value)))}
      />
      <NativeSelect
        size="xs"
        aria-label={t('{{name}}: comparison', { name })}
        value={line.operator}
        data={operatorsOf(column).map((operator) => ({ value: operator, label: operatorWords(column.type, operator) }))}
        onChange={(event) => onChange(withOperator(column, line, event.currentTarget.value as Test['operator']))}
      />
      <Value {...shared} column={column} line={line} name={name} onChange={onChange} />
      <CloseButton size="sm" aria-label={t('Remove {{name}}', { name })} onClick={onRemove} />
    </div>
  )
}

interface ValueProps extends Omit<LineProps, 'onRemove'> {
  column: ListColumn
}

function Value({ column, line, name, onChange, ...shared }: ValueProps) {
  const { operator, value } = line
  const set = (next: Test['value']) => onChange({ ...line, value: next })
  if (operator === 'null' || operator === 'notNull') return <span />
  if (operator === 'in' || operator === 'notIn')
    return <Several {...shared} column={column} name={name} chosen={value as readonly string[]} onChoose={set} />
  if (operator === 'between' || operator === 'notBetween') {
    const [from = '', to = ''] = value as readonly string[]
    return (
      <span className={classes.row}>
        <One column={column} name={t('{{name}}: from', { name })} value={from} onSet={(next) => set([next, to])} />
        <span>{t('and')}</span>
        <One column={column} name={t('{{name}}: to', { name })} value={to} onSet={(next) => set([from, next])} />
      </span>
    )
  }
  if (operator === 'inLast' || operator === 'inNext') return <SpanFields name={name} span={value as Span} onSet={set} />
  if (operator === 'inThis' || operator === 'inPrevious') return <UnitField name={name} unit={value as Unit} many={false} onSet={set} />
  if (column.type === 'flag')
    return (
      <NativeSelect
        size="xs"
        aria-label={t('{{name}}: value', { name })}
        value={String(value)}
        data={[
          { value: 'true', label: t('yes') },
          { value: 'false', label: t('no') },
        ]}
        onChange={(event) => set(event.currentTarget.value === 'true')}
      />
    )
  return <One column={column} name={t('{{name}}: value', { name })} value={String(value ?? '')} onSet={set} />
}

function SpanFields({ name, span, onSet }: { name: string; span: Span; onSet: (span: Span) => void }) {
  return (
    <span className={classes.row}>
      <TextInput
        size="xs"
        type="number"
        min={1}
        max={3650}
        w={76}
        aria-label={t('{{name}}: how many', { name })}
        value={Number.isNaN(span.count) ? '' : span.count}
        onChange={(event) => onSet({ ...span, count: Number.parseInt(event.currentTarget.value, 10) })}
      />
      <UnitField name={name} unit={span.unit} many onSet={(unit) => onSet({ ...span, unit })} />
    </span>
  )
}

function UnitField({ name, unit, many, onSet }: { name: string; unit: Unit; many: boolean; onSet: (unit: Unit) => void }) {
  return (
    <NativeSelect
      size="xs"
      aria-label={t('{{name}}: unit', { name })}
      value={unit}
      data={units.map((one) => ({ value: one, label: unitWord(one, many) }))}
      onChange={(event) => onSet(event.currentTarget.value as Unit)}
    />
  )
}

/** One value, taken when the field is left or Enter is pressed. */
function One({ column, name, value, onSet }: { column: ListColumn; name: string; value: string; onSet: (value: string) => void }) {
  const [typed, type] = useState(value)
  const dated = column.type === 'day' || column.type === 'instant'
  return (
    <TextInput
      size="xs"
      type={dated ? 'date' : 'text'}
      inputMode={column.type === 'number' || column.type === 'money' ? 'decimal' : undefined}
      aria-label={name}
      maxLength={400}
      value={typed}
      onChange={(event) => type(event.currentTarget.value)}
      onBlur={() => typed !== value && onSet(typed.trim())}
      onKeyDown={(event) => {
        if (event.key === 'Enter') onSet(typed.trim())
      }}
    />
  )
}

interface SeveralProps extends Shared {
  column: ListColumn
  name: string
  chosen: readonly string[]
  onChoose: (values: string[]) => void
}

/** Several of the values that the column holds, the most frequent first; typing looks for others. */
function Several({ endpoints, column, name, chosen, onChoose }: SeveralProps) {
  const [search, setSearch] = useState('')
  const values = useAsk(endpoints.values, { column: column.key, search: column.options ? '' : search }, { keepPrevious: true })
  const found = column.options ?? values.data?.values ?? []
  const missing = chosen.filter((value) => !found.some((one) => one.value === value))
  return (
    <MultiSelect
      size="xs"
      aria-label={t('{{name}}: values', { name })}
      placeholder={chosen.length === 0 ? t('Choose …') : undefined}
      data={[
        ...found.map(({ value, label }) => ({ value, label: column.options && customField(column.key) === null ? said(label) : label })),
        ...missing.map((value) => ({ value, label: value })),
      ]}
      value={[...chosen]}
      onChange={onChoose}
      searchable
      onSearchChange={setSearch}
      nothingFoundMessage={t('No such value')}
      comboboxProps={{ withinPortal: false }}
    />
  )
}
