import { Button, NativeSelect, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { Day } from '#kernel/time'
import { day, period } from '#web/kit/format'
import { Tag } from '#web/kit/notice.tsx'
import { Panel } from '#web/kit/page.tsx'
import { t } from '#web/kit/text'
import type { Absence } from '../contract.ts'
import classes from './working.module.css'
import type { WorkingProps } from './working-changes.ts'

const nameIn = ({ members }: WorkingProps['listed'], id: string | null) => members.find((one) => one.id === id)?.name ?? ''

/** Who is away, from when to when, and who stands in. */
export function AbsencePanel({ listed, changes, manages }: WorkingProps) {
  const [made, setMade] = useState(0)
  const { absences, today, members } = listed
  const first = members[0]
  return (
    <Panel
      id="absences"
      title={t('Away')}
      hint={t('Who is away gets no lead. Whoever stands in gets what would have come to them alone. Why somebody is away is not kept.')}
    >
      {absences.length === 0 && <p className={classes.quiet}>{t('Nobody is away from today on.')}</p>}
      <ul className={classes.list}>
        {absences.map((one) => (
          <AbsenceLine key={`${one.id} ${one.from} ${one.until} ${one.standIn}`} one={one} {...{ listed, changes, manages }} />
        ))}
      </ul>
      {manages && first && (
        <>
          <h3 className={classes.sub}>{t('Note an absence')}</h3>
          <AbsenceForm
            key={made}
            start={{ member: first.id, from: today, until: today, standIn: null }}
            listed={listed}
            busy={changes.busy}
            action={t('Note it')}
            onSave={(sent) => changes.away(nameIn(listed, sent.member), sent, () => setMade(made + 1))}
          />
        </>
      )}
    </Panel>
  )
}

function AbsenceLine({ one, listed, changes, manages }: WorkingProps & { one: Absence }) {
  const [open, setOpen] = useState(false)
  const name = nameIn(listed, one.member)
  return (
    <li className={classes.line}>
      <div className={classes.says}>
        <span className={classes.name}>{name}</span> {one.from <= listed.today && <Tag tone="warn">{t('away now')}</Tag>}
        <br />
        <span className={classes.quiet}>
          {one.from === one.until ? day(one.from) : period(one.from, one.until)}
          {' · '}
          {one.standIn === null ? t('nobody stands in') : t('{{name}} stands in', { name: nameIn(listed, one.standIn) })}
        </span>
      </div>
      {manages && (
        <div className={classes.buttons}>
          <Button
            size="compact-sm"
            variant="default"
            aria-expanded={open}
            aria-label={t('Change the absence of {{name}}', { name })}
            onClick={() => setOpen(!open)}
          >
            {open ? t('Close') : t('Change')}
          </Button>
          <Button
            size="compact-sm"
            variant="subtle"
            color="gray"
            disabled={changes.busy}
            aria-label={t('Take the absence of {{name}} away', { name })}
            onClick={() => changes.back(name, one.id)}
          >
            {t('Remove')}
          </Button>
        </div>
      )}
      {open && (
        <div className={classes.edit}>
          <AbsenceForm
            start={one}
            fixed
            listed={listed}
            busy={changes.busy}
            action={t('Save')}
            onSave={({ from, until, standIn }) => changes.moved(name, { id: one.id, from, until, standIn }, () => setOpen(false))}
          />
        </div>
      )}
    </li>
  )
}

type Typed = Omit<Absence, 'id'>

interface AbsenceFormProps {
  start: Typed
  /** Whose it is does not change. */
  fixed?: boolean
  listed: WorkingProps['listed']
  busy: boolean
  action: string
  onSave: (typed: Typed) => void
}

function AbsenceForm({ start, fixed = false, listed, busy, action, onSave }: AbsenceFormProps) {
  const [typed, setTyped] = useState<Typed>(start)
  const put = (part: Partial<Typed>) => setTyped({ ...typed, ...part })
  const choices = listed.members.map(({ id, name }) => ({ value: id as string, label: name }))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onSave(typed)
  }
  const wrong = typed.until < typed.from
  return (
    <form onSubmit={submit} className={classes.fields}>
      {!fixed && (
        <NativeSelect
          label={t('Who')}
          data={choices}
          value={typed.member}
          onChange={(event) => put({ member: event.currentTarget.value as Typed['member'], standIn: null })}
        />
      )}
      <TextInput
        type="date"
        label={t('From')}
        required
        withAsterisk={false}
        value={typed.from}
        onChange={(event) => put({ from: event.currentTarget.value as Day })}
      />
      <TextInput
        type="date"
        label={t('Last day')}
        required
        withAsterisk={false}
        min={typed.from}
        value={typed.until}
        error={wrong ? t('The last day away is not before the first.') : undefined}
        onChange={(event) => put({ until: event.currentTarget.value as Day })}
      />
      <NativeSelect
        label={t('Stands in')}
        data={[{ value: '', label: t('nobody') }, ...choices.filter(({ value }) => value !== typed.member)]}
        value={typed.standIn ?? ''}
        onChange={(event) => put({ standIn: (event.currentTarget.value || null) as Typed['standIn'] })}
      />
      <Button type="submit" loading={busy} disabled={wrong || typed.from === '' || typed.until === ''}>
        {action}
      </Button>
    </form>
  )
}
