import { Button, MultiSelect, NativeSelect, NumberInput, TextInput } from '@mantine/core'
import type { ListDeclaration } from '#kernel/list'
import type { ListEndpoints } from '#kernel/list-endpoints'
import { FilterGroup } from '#web/kit/list/filter-builder.tsx'
import { Panel } from '#web/kit/page.tsx'
import { said, t } from '#web/kit/text'
import { aboutKinds, type Often, recordKinds, type Step, type TriggerDocument, type When } from '../contract/triggers.ts'
import { asOptions, namedOptions } from './trigger-options.ts'
import { StepCard } from './trigger-step.tsx'
import { type Choices, decisionChoices, freshStep, freshWhen, kindWords, onWords, stateChoices } from './trigger-words.ts'
import classes from './triggers.module.css'

interface Props {
  document: TriggerDocument
  list: ListDeclaration
  endpoints: Pick<ListEndpoints, 'values'>
  choices: Choices
  onChange: (document: TriggerDocument) => void
}

/** A trigger as a form: when, for which records, what then, how often. */
export function TriggerForm({ document, list, endpoints, choices, onChange }: Props) {
  const { when, rule, steps } = document
  const put = (place: number, step: Step | null) =>
    onChange({ ...document, steps: steps.flatMap((one, index) => (index === place ? (step ?? []) : one)) })
  const setWhen = (next: When) => {
    const other = recordOf(next) !== recordOf(when)
    onChange({ ...document, when: next, ...(other ? { rule: { combinator: 'and', rules: [] } } : {}) })
  }
  return (
    <>
      <Panel id="when" title={t('When')}>
        <div className={classes.fields}>
          <NativeSelect
            label={t('It fires when')}
            value={when.on}
            data={asOptions(onWords)}
            onChange={(event) => setWhen(freshWhen(event.currentTarget.value as When['on'], choices))}
          />
          <WhenFields when={when} choices={choices} onChange={setWhen} />
        </div>
      </Panel>
      <Panel id="rule" title={t('For which records')} hint={t('Without a line it fires for all of them.')}>
        <FilterGroup
          list={list}
          endpoints={endpoints}
          columns={[...list.columns.filter((column) => !column.fixed), ...(list.custom ?? [])]}
          group={rule}
          name={t('Rule')}
          onChange={(next) => onChange({ ...document, rule: next })}
        />
      </Panel>
      <Panel id="steps" title={t('What is done then')} hint={t('{name} stands for the name of the record.')}>
        {steps.map((step, place) => (
          <StepCard
            // biome-ignore lint/suspicious/noArrayIndexKey: a step has no name of its own
            key={place}
            step={step}
            n={place + 1}
            choices={choices}
            onChange={(next) => put(place, next)}
            onRemove={steps.length > 1 ? () => put(place, null) : null}
          />
        ))}
        <Button
          variant="default"
          size="xs"
          disabled={steps.length >= 5}
          onClick={() => onChange({ ...document, steps: [...steps, freshStep('note')] })}
        >
          {t('Add a step')}
        </Button>
      </Panel>
      <Panel id="often" title={t('How often, and what it saves')}>
        <OftenFields document={document} onChange={onChange} />
      </Panel>
    </>
  )
}

const recordOf = (when: When) => (when.on === 'date' ? when.of : when.on === 'happening' ? when.about : when.on)

function WhenFields({ when, choices, onChange }: { when: When; choices: Choices; onChange: (when: When) => void }) {
  switch (when.on) {
    case 'response':
      return (
        <>
          <TextInput
            label={t('To what')}
            placeholder={t('anything')}
            description={t('Part of the name of a form or a webinar')}
            value={when.what}
            maxLength={120}
            onChange={(event) => onChange({ ...when, what: event.currentTarget.value })}
          />
          <MultiSelect
            searchable
            label={t('What became of it')}
            placeholder={when.decisions.length === 0 ? t('anything') : ''}
            data={decisionChoices}
            value={[...when.decisions]}
            onChange={(decisions) => onChange({ ...when, decisions: decisions as typeof when.decisions })}
          />
        </>
      )
    case 'lead':
      return (
        <MultiSelect
          searchable
          label={t('It became')}
          data={stateChoices}
          value={[...when.states]}
          onChange={(states) => onChange({ ...when, states: states as typeof when.states })}
        />
      )
    case 'stage':
    case 'stands':
      return (
        <>
          <MultiSelect
            searchable
            label={t('Stages')}
            data={namedOptions(choices.stages)}
            value={[...when.stages]}
            onChange={(stages) => onChange({ ...when, stages })}
          />
          {when.on === 'stands' && <Days label={t('Days')} value={when.days} min={1} onChange={(days) => onChange({ ...when, days })} />}
        </>
      )
    case 'date':
      return <DateFields when={when} choices={choices} onChange={onChange} />
    case 'happening':
      return (
        <>
          <MultiSelect
            searchable
            label={t('It tells')}
            placeholder={choices.happenings.length === 0 ? t('Nothing is declared yet') : ''}
            data={choices.happenings.map(({ name }) => name)}
            value={[...when.kinds]}
            onChange={(kinds) => onChange({ ...when, kinds })}
          />
          <NativeSelect
            label={t('About')}
            value={when.about}
            data={aboutKinds.map((value) => ({ value, label: kindWords[value] }))}
            onChange={(event) => onChange({ ...when, about: event.currentTarget.value as typeof when.about })}
          />
        </>
      )
  }
}

function DateFields({
  when,
  choices,
  onChange,
}: {
  when: Extract<When, { on: 'date' }>
  choices: Choices
  onChange: (when: When) => void
}) {
  const data = recordKinds.map((of) => ({
    group: kindWords[of],
    items: choices.dates.filter((one) => one.of === of).map(({ key, label }) => ({ value: `${of} ${key}`, label: said(label) })),
  }))
  const size = Math.abs(when.days)
  const after = when.days > 0
  return (
    <>
      <NativeSelect
        label={t('Date')}
        value={`${when.of} ${when.field}`}
        data={data.filter(({ items }) => items.length > 0)}
        onChange={(event) => {
          const [of = '', ...field] = event.currentTarget.value.split(' ')
          onChange({ ...when, of: of as typeof when.of, field: field.join(' ') })
        }}
      />
      <Days label={t('Days')} value={size} min={0} onChange={(days) => onChange({ ...when, days: after ? days : -days || 0 })} />
      <NativeSelect
        label={t('Before or after')}
        value={after ? 'after' : 'before'}
        data={[
          { value: 'before', label: t('before it') },
          { value: 'after', label: t('after it') },
        ]}
        onChange={(event) => onChange({ ...when, days: event.currentTarget.value === 'after' ? Math.max(1, size) : -size || 0 })}
      />
    </>
  )
}

function Days({ label, value, min, onChange }: { label: string; value: number; min: number; onChange: (days: number) => void }) {
  return (
    <NumberInput
      className={classes.tight}
      label={label}
      value={value}
      min={min}
      max={730}
      allowDecimal={false}
      onChange={(next) => typeof next === 'number' && next >= min && onChange(next)}
    />
  )
}

function OftenFields({ document, onChange }: Pick<Props, 'document' | 'onChange'>) {
  const { often, minutes } = document
  const set = (next: Often) => onChange({ ...document, often: next })
  return (
    <div className={classes.fields}>
      <NativeSelect
        label={t('For one record')}
        value={often.every}
        data={[
          { value: 'once', label: t('once') },
          { value: 'days', label: t('at most once in some days') },
          { value: 'time', label: t('every time') },
        ]}
        onChange={(event) => {
          const every = event.currentTarget.value as Often['every']
          set(every === 'days' ? { every, days: 30 } : { every })
        }}
      />
      {often.every === 'days' && <Days label={t('Days')} value={often.days} min={1} onChange={(days) => set({ every: 'days', days })} />}
      <NumberInput
        label={t('Minutes saved each time')}
        description={t('As you estimate; 0 leaves it out')}
        value={minutes}
        min={0}
        max={480}
        onChange={(next) => typeof next === 'number' && onChange({ ...document, minutes: next })}
      />
    </div>
  )
}
