import { Button, NativeSelect, NumberInput, Textarea, TextInput } from '@mantine/core'
import { t } from '#web/kit/text'
import type { Step } from '../contract/triggers.ts'
import { asOptions, namedOptions } from './trigger-options.ts'
import { type Choices, freshStep, stepWords } from './trigger-words.ts'
import classes from './triggers.module.css'

interface StepProps {
  step: Step
  n: number
  choices: Choices
  onChange: (step: Step) => void
  onRemove: (() => void) | null
}

/** One step: what is done, for whom, and in which words. */
export function StepCard({ step, n, choices, onChange, onRemove }: StepProps) {
  return (
    <fieldset className={classes.card}>
      <legend className="visually-hidden">{t('Step {{n}}', { n })}</legend>
      <div className={classes.fields}>
        <NativeSelect
          label={t('Step {{n}}', { n })}
          value={step.do}
          data={asOptions(stepWords)}
          onChange={(event) => onChange(freshStep(event.currentTarget.value as Step['do']))}
        />
        {(step.do === 'task' || step.do === 'mail') && <Who step={step} choices={choices} onChange={onChange} />}
        {step.do === 'task' && (
          <NumberInput
            className={classes.tight}
            label={t('Due in days')}
            value={step.days}
            min={0}
            max={365}
            allowDecimal={false}
            onChange={(days) => typeof days === 'number' && onChange({ ...step, days })}
          />
        )}
        {onRemove && (
          <Button variant="subtle" color="gray" aria-label={t('Remove step {{n}}', { n })} onClick={onRemove}>
            {t('Remove')}
          </Button>
        )}
      </div>
      <StepTexts step={step} onChange={onChange} />
    </fieldset>
  )
}

function Who({
  step,
  choices,
  onChange,
}: {
  step: Extract<Step, { do: 'task' | 'mail' }>
  choices: Choices
  onChange: (step: Step) => void
}) {
  const value = step.who.to === 'member' ? step.who.member : step.who.to
  const data = [
    { value: 'owner', label: t('the owner of the record') },
    ...(step.do === 'task' ? [{ value: 'routing', label: t('the next by the routing') }] : []),
    ...namedOptions(choices.members),
  ]
  const who = (next: string) => (next === 'owner' ? { to: 'owner' as const } : { to: 'member' as const, member: next })
  return (
    <NativeSelect
      label={t('For whom')}
      value={value}
      data={data}
      onChange={(event) => {
        const next = event.currentTarget.value
        onChange(step.do === 'task' ? { ...step, who: next === 'routing' ? { to: 'routing' } : who(next) } : { ...step, who: who(next) })
      }}
    />
  )
}

function StepTexts({ step, onChange }: { step: Step; onChange: (step: Step) => void }) {
  if (step.do === 'task')
    return (
      <TextInput
        label={t('Task')}
        value={step.title}
        maxLength={200}
        onChange={(event) => onChange({ ...step, title: event.currentTarget.value })}
      />
    )
  if (step.do === 'handOver' || step.do === 'nurture')
    return (
      <TextInput
        label={t('Reason')}
        description={
          step.do === 'handOver' ? t('Sales read it with the person. It goes to the owner of the account, else by the routing.') : undefined
        }
        value={step.reason}
        maxLength={400}
        onChange={(event) => onChange({ ...step, reason: event.currentTarget.value })}
      />
    )
  return (
    <div className={classes.column}>
      {step.do === 'mail' && (
        <TextInput
          label={t('Subject')}
          value={step.subject}
          maxLength={150}
          onChange={(event) => onChange({ ...step, subject: event.currentTarget.value })}
        />
      )}
      <Textarea
        label={t('Text')}
        autosize
        minRows={2}
        value={step.text}
        maxLength={step.do === 'mail' ? 4_000 : 2_000}
        onChange={(event) => onChange({ ...step, text: event.currentTarget.value })}
      />
    </div>
  )
}
