import { Button, Kbd, Modal, Radio, SegmentedControl, Stack, Textarea, TextInput } from '@mantine/core'
import { type FormEvent, type KeyboardEvent, type ReactNode, useState } from 'react'
import { tn } from '#web/kit/format'
import { Failed } from '#web/kit/states.tsx'
import { t } from '#web/kit/text'
import { loggedKinds, otherReason } from '../contract.ts'
import classes from './day.module.css'
import type { Given, Logged, Steps } from './day-steps.ts'
import { loggedWords } from './day-words.ts'

interface FrameProps {
  title: string
  steps: Steps
  /** What is tried, for an error: "reject this lead". */
  what: string
  action: string
  ready?: boolean
  danger?: boolean
  onClose: () => void
  onSubmit: () => void
  children: ReactNode
}

/** A dialog of one step: Enter sends it, Ctrl Enter also out of a note, Escape leaves everything as it is. */
export function StepDialog({ title, steps, what, action, ready = true, danger = false, onClose, onSubmit, children }: FrameProps) {
  const submit = (event?: FormEvent) => {
    event?.preventDefault()
    if (ready && !steps.busy) onSubmit()
  }
  const keys = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit()
  }
  return (
    <Modal opened onClose={onClose} title={title} size="md">
      <form onSubmit={submit} onKeyDown={keys}>
        <Stack gap="sm">
          {steps.error && <Failed error={steps.error} what={what} />}
          {children}
          <div className={classes.ends}>
            <Button variant="default" onClick={onClose}>
              {t('Cancel')}
            </Button>
            <Button type="submit" color={danger ? 'ember' : undefined} disabled={!ready} loading={steps.busy}>
              {action}
            </Button>
          </div>
        </Stack>
      </form>
    </Modal>
  )
}

export interface Reason {
  readonly key: string
  readonly name: string
  readonly returns: boolean
}

interface ReasonProps {
  title: string
  what: string
  action: string
  steps: Steps
  /** The reasons that were agreed; a digit chooses one. */
  reasons: readonly Reason[]
  /** Whether one has to be chosen. */
  needed: boolean
  /** What follows from a reason; left out where it is always the same. */
  follows?: (reason: Reason | null) => string
  onClose: () => void
  onGive: (given: Given) => void
}

/** Asks for an agreed reason, or another one with a note. */
export function ReasonDialog({ title, what, action, steps, reasons, needed, follows, onClose, onGive }: ReasonProps) {
  const [reason, setReason] = useState<string | null>(needed && reasons.length === 0 ? otherReason : null)
  const [note, setNote] = useState('')
  const keys = [...reasons.map(({ key }) => key), otherReason]
  const ready = reason === null ? !needed : reason !== otherReason || note.trim() !== ''
  const digits = (event: KeyboardEvent) => {
    const chosen = keys[Number(event.key) - 1]
    const typing = event.target instanceof HTMLTextAreaElement
    if (chosen === undefined || typing || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    setReason(chosen)
  }
  return (
    <StepDialog
      {...{ title, what, action, steps, ready, onClose }}
      danger={needed}
      onSubmit={() => onGive({ reason, note: note.trim() === '' ? null : note.trim() })}
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: digits are a short cut to the radio buttons in it */}
      <div onKeyDown={digits}>
        <Radio.Group label={t('Reason')} value={reason} onChange={setReason} withAsterisk={false} required={needed}>
          <div className={classes.reasons}>
            {reasons.map((one, index) => (
              <Radio
                key={one.key}
                value={one.key}
                data-autofocus={index === 0 || undefined}
                label={<ReasonLabel name={one.name} digit={index + 1} follows={follows?.(one)} />}
              />
            ))}
            <Radio
              value={otherReason}
              data-autofocus={reasons.length === 0 || undefined}
              label={<ReasonLabel name={t('Another reason')} digit={keys.length} follows={t('say it in the note')} />}
            />
          </div>
        </Radio.Group>
      </div>
      <Textarea
        label={t('Note')}
        description={reason === otherReason ? t('Marketing reads it. It is needed with another reason.') : t('Marketing reads it.')}
        autosize
        minRows={2}
        maxRows={8}
        maxLength={2000}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
    </StepDialog>
  )
}

const ReasonLabel = ({ name, digit, follows }: { name: string; digit: number; follows?: string | undefined }) => (
  <span className={classes.reason}>
    <span>
      {name} {follows && <span className={classes.quiet}>{follows}</span>}
    </span>
    {digit < 10 && (
      <Kbd size="xs" aria-hidden="true">
        {digit}
      </Kbd>
    )}
  </span>
)

interface LogProps {
  name: string
  steps: Steps
  tries: number
  mostTries: number | null
  onClose: () => void
  onLog: (what: Logged) => void
}

/** Asks what was done: the first call, mail or meeting stops the clock. */
export function LogDialog({ name, steps, tries, mostTries, onClose, onLog }: LogProps) {
  const [kind, setKind] = useState<Logged['kind']>('call')
  const [outcome, setOutcome] = useState<'reached' | 'not reached'>('reached')
  const [at, setAt] = useState('')
  const [note, setNote] = useState('')
  const spoken = kind === 'call' || kind === 'meeting'
  const left = mostTries === null ? null : mostTries - tries
  return (
    <StepDialog
      title={t('What did you do with {{name}}?', { name })}
      what={t('log this')}
      action={t('Log it')}
      steps={steps}
      onClose={onClose}
      onSubmit={() =>
        onLog({
          kind,
          outcome: spoken ? outcome : null,
          ...(at === '' ? {} : { at: new Date(at).toISOString() }),
          note: note.trim() === '' ? null : note.trim(),
        })
      }
    >
      <SegmentedControl
        fullWidth
        aria-label={t('What it was')}
        value={kind}
        data={loggedKinds.map((one) => ({ value: one, label: loggedWords[one] }))}
        onChange={(value) => setKind(loggedKinds.find((one) => one === value) ?? 'call')}
      />
      {spoken && (
        <SegmentedControl
          fullWidth
          aria-label={t('What came of it')}
          value={outcome}
          data={[
            { value: 'reached', label: t('Reached') },
            { value: 'not reached', label: t('Not reached') },
          ]}
          onChange={(value) => setOutcome(value === 'reached' ? 'reached' : 'not reached')}
        />
      )}
      <Textarea
        label={t('Note')}
        data-autofocus
        autosize
        minRows={2}
        maxRows={8}
        maxLength={2000}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <TextInput
        type="datetime-local"
        label={t('When')}
        description={t('Now when left empty')}
        value={at}
        onChange={(event) => setAt(event.currentTarget.value)}
      />
      {outcome === 'not reached' && spoken && left !== null && (
        <p className={classes.quiet}>
          {left <= 1
            ? t('It is the last try that was agreed on.')
            : tn(left - 1, 'After it {{n}} try is left.', 'After it {{n}} tries are left.')}
        </p>
      )}
    </StepDialog>
  )
}
