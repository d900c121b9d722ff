import { Kbd } from '@mantine/core'
import type { Verdict } from '#kernel/verdict'
import { ReasonButton } from '#web/kit/reason-button.tsx'
import { t } from '#web/kit/text'
import type { Verb } from '../contract.ts'
import classes from './day.module.css'
import { verbWords } from './day-words.ts'

export type Step = Verb | 'log'

/** The key of each step, as its button shows it. */
export const stepKeys: Readonly<Record<Step, string>> = {
  accept: 'a',
  log: 'l',
  convert: 'c',
  return: 'n',
  reject: 'r',
  take: 't',
  hand: 'h',
  disqualify: 'd',
  reopen: 'o',
}

const stepWords: Readonly<Record<Step, string>> = { ...verbWords, log: t('Log a contact') }

/** What stands in the bar, the next thing to do first; the rest stands smaller. */
const main: readonly Step[] = ['accept', 'log', 'convert', 'return', 'reject']

interface ActionsProps {
  can: (step: Step) => Verdict
  busy: boolean
  name: string
  onStep: (step: Step) => void
}

/** The steps that can be taken with a lead, each with its key; those that may not be taken say why. */
export function Actions({ can, busy, name, onStep }: ActionsProps) {
  const { first, shown, small } = offered(can)
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would draw a frame and needs a legend that is seen
    <div role="group" aria-label={t('Steps with {{name}}', { name })} className={`${classes.actions} screen-only`}>
      {shown.map((step) => (
        <StepButton key={step} {...{ step, can, busy, onStep }} look={step === first ? 'filled' : 'default'} />
      ))}
      {small.map((step) => (
        <StepButton key={step} {...{ step, can, busy, onStep }} look="subtle" />
      ))}
    </div>
  )
}

/** The steps that are taken seldom: on a phone they stand below the story, not at the thumb. */
export function SeldomActions({ can, busy, onStep }: Omit<ActionsProps, 'name'>) {
  return (
    <div className={`${classes.seldom} screen-only`}>
      {offered(can).small.map((step) => (
        <StepButton key={step} {...{ step, can, busy, onStep }} look="default" />
      ))}
    </div>
  )
}

function offered(can: ActionsProps['can']): { first: Step; shown: readonly Step[]; small: readonly Step[] } {
  // Whoever has accepted already goes on with the call; whoever has closed it can only open it again.
  const first: Step = can('reopen').ok ? 'reopen' : can('accept').ok ? 'accept' : 'log'
  const shown = first === 'reopen' ? (['reopen'] as const) : main
  const small = first === 'reopen' ? [] : ([can('take').ok ? 'take' : null, 'hand', 'disqualify'] as const).filter((step) => step !== null)
  return { first, shown, small }
}

interface StepButtonProps extends Pick<ActionsProps, 'can' | 'busy' | 'onStep'> {
  step: Step
  look: 'filled' | 'default' | 'subtle'
}

function StepButton({ step, can, busy, onStep, look }: StepButtonProps) {
  return (
    <ReasonButton
      allowed={can(step)}
      className={classes.step}
      data-step={step}
      data-look={look}
      size="sm"
      variant={look}
      color={look === 'subtle' ? 'gray' : undefined}
      disabled={busy}
      aria-keyshortcuts={stepKeys[step]}
      rightSection={
        <Kbd size="xs" className={classes.key} aria-hidden="true">
          {stepKeys[step]}
        </Kbd>
      }
      onClick={() => onStep(step)}
    >
      {stepWords[step]}
    </ReasonButton>
  )
}
