import { Button, NativeSelect, SegmentedControl, Textarea, TextInput } from '@mantine/core'
import { type FormEvent, type ReactNode, useState } from 'react'
import type { ResultOf } from '#kernel/endpoint'
import type { Id } from '#kernel/id'
import type { Day } from '#kernel/time'
import { useMayCall } from '#web/client/rights'
import { t } from '#web/kit/text'
import { type RequestStep, requestSteps, type Use } from '../contract/request-words.ts'
import { promiseRequest, type readRequest } from '../contract/requests.ts'
import type { RequestChanges } from './request-changes.ts'
import { useNames } from './request-look.ts'
import classes from './requests.module.css'

interface StepProps {
  request: ResultOf<typeof readRequest>
  changes: RequestChanges
}

const stepNames: Readonly<Record<RequestStep, string>> = {
  promise: t('Promise a day'),
  deliver: t('Deliver'),
  decline: t('Decline'),
  withdraw: t('Withdraw'),
  reopen: t('Ask again'),
  rate: t('Rate it'),
  say: t('Write'),
}

/** What can be done with a request now: each step opens its own few fields. */
export function RequestSteps({ request, changes }: StepProps) {
  const [open, setOpen] = useState<RequestStep | null>(null)
  const may = useMayCall(promiseRequest).ok
  const steps = requestSteps.filter((step) => request.steps.some((one) => one.step === step && one.may))
  if (!may || steps.length === 0) return null
  const shut = () => setOpen(null)
  const first = request.state === 'promised' && steps.includes('deliver') ? 'deliver' : request.state === 'rated' ? null : steps[0]
  if (open !== null)
    return (
      <div className={classes.form}>
        <StepForm step={open} request={request} changes={changes} onClose={shut} />
      </div>
    )
  return (
    <div className={`${classes.form} screen-only`}>
      <div className={classes.actions}>
        {steps.map((step) => (
          <Button key={step} size="xs" variant={step === first ? 'filled' : 'default'} onClick={() => setOpen(step)}>
            {step === 'promise' && request.state === 'promised' ? t('Promise another day') : stepNames[step]}
          </Button>
        ))}
      </div>
    </div>
  )
}

interface FormProps extends StepProps {
  step: RequestStep
  onClose: () => void
}

function StepForm(props: FormProps) {
  if (props.step === 'promise') return <PromiseForm {...props} />
  if (props.step === 'deliver') return <DeliverForm {...props} />
  if (props.step === 'rate') return <RateForm {...props} />
  return <WordsForm {...props} />
}

interface FrameProps extends FormProps {
  ready?: boolean
  onSubmit: () => void
  children: ReactNode
}

function Frame({ step, changes, ready = true, onSubmit, onClose, children }: FrameProps) {
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (ready) onSubmit()
  }
  return (
    <form className={classes.stack} onSubmit={submit} aria-label={stepNames[step]}>
      {children}
      <div className={classes.actions}>
        <Button size="xs" type="submit" disabled={!ready} loading={changes.busy}>
          {stepNames[step]}
        </Button>
        <Button size="xs" variant="default" onClick={onClose}>
          {t('Cancel')}
        </Button>
      </div>
    </form>
  )
}

function Words({ label, text, onText }: { label: string; text: string; onText: (text: string) => void }) {
  return (
    <Textarea
      label={label}
      autosize
      minRows={2}
      maxLength={4_000}
      value={text}
      onChange={(event) => onText(event.currentTarget.value)}
      data-autofocus
    />
  )
}

function PromiseForm(props: FormProps) {
  const { request, changes, onClose } = props
  const [typed, setTyped] = useState({
    dueOn: request.dueAt?.slice(0, 10) ?? request.wantedBy ?? request.proposed ?? '',
    by: request.promisedBy?.id ?? request.me ?? 'me',
    text: '',
  })
  const put = (change: Partial<typeof typed>) => setTyped({ ...typed, ...change })
  const others = request.people.filter(({ id }) => id !== request.me)
  return (
    <Frame
      {...props}
      ready={typed.dueOn !== ''}
      onSubmit={() =>
        changes.promise(
          {
            dueOn: typed.dueOn as Day,
            by: typed.by === 'me' || typed.by === request.me ? 'me' : (typed.by as Id<'member'>),
            text: typed.text,
          },
          onClose,
        )
      }
    >
      <TextInput
        type="date"
        label={t('Promised for')}
        description={t('Due when the working hours of that day end.')}
        value={typed.dueOn}
        onChange={(event) => put({ dueOn: event.currentTarget.value })}
      />
      <NativeSelect
        label={t('Who promises it')}
        value={typed.by}
        data={[{ value: request.me ?? 'me', label: t('Me') }, ...others.map(({ id, name }) => ({ value: id, label: name }))]}
        onChange={(event) => put({ by: event.currentTarget.value })}
      />
      <Words label={t('A word to it')} text={typed.text} onText={(text) => put({ text })} />
    </Frame>
  )
}

function DeliverForm(props: FormProps) {
  const [link, setLink] = useState(props.request.link ?? '')
  const [text, setText] = useState('')
  const ready = link.trim() !== '' || text.trim() !== ''
  return (
    <Frame {...props} ready={ready} onSubmit={() => props.changes.deliver({ link: link.trim() || null, text }, props.onClose)}>
      <TextInput
        type="url"
        label={t('Link')}
        description={t('Where it lies: a file, a folder, a page.')}
        value={link}
        onChange={(event) => setLink(event.currentTarget.value)}
      />
      <Words label={t('Note')} text={text} onText={setText} />
    </Frame>
  )
}

function RateForm(props: FormProps) {
  const { request, changes } = props
  const [rating, setRating] = useState(request.rating ?? 0)
  const [used, setUsed] = useState<Use>(request.used ?? 'yes')
  const [text, setText] = useState('')
  return (
    <Frame {...props} ready={rating > 0} onSubmit={() => changes.rate({ rating, used, text }, props.onClose)}>
      <SegmentedControl
        aria-label={t('Rating, 5 is best')}
        value={String(rating)}
        data={[1, 2, 3, 4, 5].map((n) => ({ value: String(n), label: `${n} ★` }))}
        onChange={(value) => setRating(Number(value))}
      />
      <SegmentedControl
        aria-label={t('Was it used?')}
        value={used}
        data={(['yes', 'not-yet', 'no'] as const).map((value) => ({ value, label: useNames[value] }))}
        onChange={(value) => setUsed(value === 'yes' || value === 'no' ? value : 'not-yet')}
      />
      <Words label={t('What it brought')} text={text} onText={setText} />
    </Frame>
  )
}

function WordsForm(props: FormProps) {
  const { step, changes, onClose } = props
  const [text, setText] = useState('')
  const labels: Partial<Record<RequestStep, string>> = { decline: t('Why not'), withdraw: t('Why'), reopen: t('What is missing') }
  const send = () => {
    if (step === 'decline') changes.decline(text, onClose)
    if (step === 'withdraw') changes.withdraw(text, onClose)
    if (step === 'reopen') changes.reopen(text, onClose)
    if (step === 'say') changes.say(text, onClose)
  }
  return (
    <Frame {...props} ready={step === 'withdraw' || text.trim() !== ''} onSubmit={send}>
      <Words label={labels[step] ?? t('To both teams')} text={text} onText={setText} />
    </Frame>
  )
}
