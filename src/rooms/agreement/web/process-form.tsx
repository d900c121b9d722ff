import { Button, MultiSelect, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { no, ok } from '#kernel/verdict'
import { MoveButtons } from '#web/kit/move-buttons.tsx'
import { Panel } from '#web/kit/page.tsx'
import { ReasonButton } from '#web/kit/reason-button.tsx'
import { t } from '#web/kit/text'
import { duties, type Party, partyKey, type Step, stepClocks, type ToldParty } from '../contract.ts'
import { clockName, flagsOf, maySaveSteps } from '../rules/process.ts'
import classes from './process.module.css'
import { dutyWords, type Process, rawSteps } from './process-words.ts'

interface FormProps {
  process: Process
  busy: boolean
  onSave: (steps: Step[], reason: string) => void
  onCancel: () => void
}

const none = { begins: '', ends: '', clocks: [], back: null, accountable: [], responsible: [], consulted: [], informed: [] }

/** Everybody who may be named, and those who are named and left. */
function useParties({ parties, steps }: Process): ReadonlyMap<string, ToldParty> {
  const named = steps.flatMap((step) => duties.flatMap((duty) => step[duty]))
  return new Map([...named, ...parties].map((one) => [partyKey(one.party), one]))
}

/** All steps as fields; saved at once, with why. */
export function ProcessForm({ process, busy, onSave, onCancel }: FormProps) {
  const start = rawSteps(process.steps)
  const [steps, setSteps] = useState(start)
  const [reason, setReason] = useState('')
  const parties = useParties(process)
  const put = (place: number, change: Partial<Step>) => setSteps(steps.map((step, at) => (at === place ? { ...step, ...change } : step)))
  const move = (from: number, to: number) => {
    const rest = steps.toSpliced(from, 1)
    const moved = steps[from]
    if (moved) setSteps(rest.toSpliced(to, 0, moved))
  }
  const remove = (key: string) =>
    setSteps(steps.filter((step) => step.key !== key).map((step) => (step.back === key ? { ...step, back: null } : step)))
  const add = () => {
    const taken = new Set([...steps, ...start].map(({ key }) => key))
    const key = Array.from({ length: 200 }, (_, n) => `step-${n + 1}`).find((one) => !taken.has(one)) ?? 'step'
    setSteps([...steps, { key, name: t('New step'), ...none }])
  }
  const same = process.version !== null && JSON.stringify(steps) === JSON.stringify(start)
  const unnamed = steps.some(({ name }) => name.trim() === '')
  const allowed = unnamed
    ? no(t('Each step needs a name.'))
    : same
      ? no(t('Nothing is changed yet.'))
      : reason.trim().length < 3
        ? no(t('Say why it changes, in a few words.'))
        : maySaveSteps(steps)
  return (
    <Panel id="steps" title={t('Steps')} hint={t('In the order in which people go through them. Saved together, with one reason.')}>
      {steps.map((step, place) => (
        <fieldset key={step.key} className={classes.card} aria-label={step.name}>
          <div className={classes.cardHead}>
            <span className={classes.number}>{place + 1}</span>
            <TextInput
              aria-label={t('Name of step {{n}}', { n: place + 1 })}
              value={step.name}
              maxLength={120}
              onChange={(event) => put(place, { name: event.currentTarget.value })}
            />
            <span className={classes.buttons}>
              <MoveButtons name={step.name} place={place} number={steps.length} onMove={(to) => move(place, to)} />
              <Button
                variant="subtle"
                color="gray"
                size="xs"
                aria-label={t('Remove {{name}}', { name: step.name })}
                onClick={() => remove(step.key)}
              >
                {t('Remove')}
              </Button>
            </span>
          </div>
          <StepFields step={step} before={steps.slice(0, place)} parties={parties} onChange={(change) => put(place, change)} />
        </fieldset>
      ))}
      <Button variant="default" size="xs" onClick={add}>
        {t('Add a step')}
      </Button>
      <div className={classes.save}>
        <Textarea
          label={t('Why it changes')}
          autosize
          minRows={2}
          maxLength={2000}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <div className={classes.buttons}>
          <ReasonButton allowed={allowed.ok ? ok : allowed} loading={busy} onClick={() => onSave(steps, reason)}>
            {t('Save for both teams')}
          </ReasonButton>
          <Button variant="default" onClick={onCancel}>
            {t('Cancel')}
          </Button>
        </div>
      </div>
    </Panel>
  )
}

interface FieldsProps {
  step: Step
  before: readonly Step[]
  parties: ReadonlyMap<string, ToldParty>
  onChange: (change: Partial<Step>) => void
}

function StepFields({ step, before, parties, onChange }: FieldsProps) {
  const standing = (party: Party) => parties.get(partyKey(party)) ?? { name: partyKey(party), people: null, here: false }
  const group = (label: string, ...kinds: Party['kind'][]) => ({
    group: label,
    items: [...parties].flatMap(([value, { party, name }]) => (kinds.includes(party.kind) ? [{ value, label: name }] : [])),
  })
  const choices = [group(t('Roles'), 'role'), group(t('Teams'), 'team'), group(t('People'), 'user', 'member')].filter(
    ({ items }) => items.length > 0,
  )
  return (
    <>
      <div className={classes.fields}>
        <Textarea
          label={t('What begins it')}
          autosize
          maxLength={400}
          value={step.begins}
          onChange={(event) => onChange({ begins: event.currentTarget.value })}
        />
        <Textarea
          label={t('What ends it')}
          autosize
          maxLength={400}
          value={step.ends}
          onChange={(event) => onChange({ ends: event.currentTarget.value })}
        />
        <MultiSelect
          label={t('Clocks of the lead contract')}
          data={stepClocks.map((clock) => ({ value: clock, label: clockName(clock) }))}
          value={step.clocks}
          onChange={(chosen) => onChange({ clocks: stepClocks.filter((clock) => chosen.includes(clock)) })}
        />
        <NativeSelect
          label={t('May lead back to')}
          value={step.back ?? ''}
          data={[{ value: '', label: t('no earlier step') }, ...before.map(({ key, name }) => ({ value: key, label: name }))]}
          onChange={(event) => onChange({ back: event.currentTarget.value === '' ? null : event.currentTarget.value })}
        />
      </div>
      <div className={classes.fields}>
        {duties.map((duty) => (
          <MultiSelect
            key={duty}
            label={dutyWords[duty].name}
            description={dutyWords[duty].says}
            searchable
            data={choices}
            value={step[duty].map(partyKey)}
            onChange={(chosen) => onChange({ [duty]: chosen.flatMap((key) => parties.get(key)?.party ?? []) })}
          />
        ))}
      </div>
      {flagsOf(step, standing).map(({ kind, why }) => (
        <p key={kind} className={classes.flag}>
          {why}
        </p>
      ))}
    </>
  )
}
