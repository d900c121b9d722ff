import { Button, NumberInput, TagsInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useAsk } from '#web/client/queries'
import { count, day } from '#web/kit/format'
import { LastChange } from '#web/kit/last-change.tsx'
import { AppLink } from '#web/kit/link.tsx'
import { Tag } from '#web/kit/notice.tsx'
import { Panel } from '#web/kit/page.tsx'
import { Answered, Empty } from '#web/kit/states.tsx'
import { t } from '#web/kit/text'
import * as contract from '../contract.ts'
import { AbsencePanel } from './absence-panel.tsx'
import classes from './working.module.css'
import { useWorkingChanges, type WorkingProps } from './working-changes.ts'

/** Who is at work, who is away and who stands in; languages, and how many open leads each has at most. */
export function WorkingPanels({ manages }: { manages: boolean }) {
  const found = useAsk(contract.whoWorksWhen, {})
  const changes = useWorkingChanges()
  return (
    <>
      <LastChange changes={changes} what={t('change who works when')} />
      <Answered query={found} what={t('who works when')} lines={8}>
        {(listed) =>
          listed.members.length === 0 ? (
            <Empty title={t('Nobody works here yet')}>
              {t('Members come with the users of your CRM, and with the owners of deals and leads. Import those first.')}
            </Empty>
          ) : (
            <>
              <AbsencePanel {...{ listed, changes, manages }} />
              <Members {...{ listed, changes, manages }} />
            </>
          )
        }
      </Answered>
    </>
  )
}

function Members({ listed, changes, manages }: WorkingProps) {
  return (
    <Panel
      id="members"
      title={t('Members')}
      hint={
        <>
          {t('Hours are those of their team.')} <AppLink href="/settings/calendar">{t('Set the calendar')}</AppLink>
        </>
      }
    >
      <ul className={classes.list}>
        {listed.members.map((one) => (
          <MemberLine key={`${one.id} ${one.languages.join()} ${one.capacity}`} one={one} {...{ listed, changes, manages }} />
        ))}
      </ul>
    </Panel>
  )
}

const stands = ({ atWork, awayUntil }: contract.MemberAtWork) => {
  if (awayUntil !== null) return { tone: 'warn' as const, says: t('away until {{day}}', { day: day(awayUntil) }) }
  return atWork ? { tone: 'good' as const, says: t('at work now') } : { tone: 'plain' as const, says: t('not at work now') }
}

function MemberLine({ one, changes, manages }: WorkingProps & { one: contract.MemberAtWork }) {
  const [open, setOpen] = useState(false)
  const [languages, setLanguages] = useState<string[]>(one.languages)
  const [capacity, setCapacity] = useState<number | null>(one.capacity)
  const { tone, says } = stands(one)
  const facts = [
    one.team === null ? t('in no team') : one.hours === 'own' ? t('team {{team}}, with hours of its own', { team: one.team }) : one.team,
    one.languages.length === 0 ? t('languages not said') : one.languages.join(', '),
    one.capacity === null ? t('as many open leads as come') : t('{{n}} open leads at most', { n: count(one.capacity) }),
  ]
  const submit = (event: FormEvent) => {
    event.preventDefault()
    changes.works(one.name, { id: one.id, languages, capacity }, () => setOpen(false))
  }
  return (
    <li className={classes.line}>
      <div className={classes.says}>
        <span className={classes.name}>{one.name}</span> <Tag tone={tone}>{says}</Tag>
        <br />
        <span className={classes.quiet}>{facts.join(' · ')}</span>
      </div>
      {manages && (
        <div className={classes.buttons}>
          <Button
            size="compact-sm"
            variant="default"
            aria-expanded={open}
            aria-label={t('Change how {{name}} works', { name: one.name })}
            onClick={() => setOpen(!open)}
          >
            {open ? t('Close') : t('Change')}
          </Button>
        </div>
      )}
      {open && (
        <form className={`${classes.edit} ${classes.fields}`} onSubmit={submit}>
          <TagsInput
            label={t('Languages')}
            description={t('As codes, such as de, fr')}
            maxTags={20}
            value={languages}
            onChange={(all) => setLanguages([...new Set(all.map(contract.languageCode).filter((code) => /^[a-z]{2,3}$/.test(code)))])}
          />
          <NumberInput
            label={t('Open leads at most')}
            description={t('Left empty, as many as come')}
            min={0}
            max={100_000}
            allowDecimal={false}
            value={capacity ?? ''}
            onChange={(value) => setCapacity(typeof value === 'number' ? value : null)}
          />
          <Button type="submit" loading={changes.busy}>
            {t('Save')}
          </Button>
        </form>
      )}
    </li>
  )
}
