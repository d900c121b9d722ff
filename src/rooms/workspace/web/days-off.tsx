import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Day } from '#kernel/time'
import { period, day as written } from '#web/kit/format'
import { t } from '#web/kit/text'
import type { DayOff } from '../contract.ts'
import classes from './calendar.module.css'

interface Props {
  days: readonly DayOff[]
  manages: boolean
  onChange: (days: readonly DayOff[]) => void
}

const empty = { day: '', until: '', name: '' }

/** Days off of one's own, besides public holidays; saved with the calendar. */
export function DaysOff({ days, manages, onChange }: Props) {
  const [typed, setTyped] = useState(empty)
  const field = (name: keyof typeof typed) => ({
    value: typed[name],
    onChange: (event: { currentTarget: { value: string } }) => setTyped({ ...typed, [name]: event.currentTarget.value }),
  })
  const add = () => {
    const { day, until, name } = typed
    const next: DayOff = { day: day as Day, until: until === '' || until === day ? null : (until as Day), name: name.trim() }
    onChange([...days, next].toSorted((a, b) => (a.day < b.day ? -1 : 1)))
    setTyped(empty)
  }
  const ready = typed.day !== '' && typed.name.trim() !== '' && (typed.until === '' || typed.until >= typed.day)
  return (
    <fieldset className={classes.group}>
      <legend>{t('Days off of your own')}</legend>
      {days.length > 0 && (
        <ul className={classes.days}>
          {days.map((one, at) => (
            <li key={`${one.day} ${one.until} ${one.name}`}>
              <span className={classes.when}>{one.until === null ? written(one.day) : period(one.day, one.until)}</span>
              <span>{one.name}</span>
              {manages && (
                <Button
                  size="compact-xs"
                  variant="subtle"
                  color="gray"
                  aria-label={t('Remove {{name}}', { name: one.name })}
                  onClick={() => onChange(days.toSpliced(at, 1))}
                >
                  {t('Remove')}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {manages && (
        <div className={classes.fields}>
          <TextInput label={t('Day off')} type="date" {...field('day')} />
          <TextInput label={t('Last day, of several')} type="date" {...field('until')} />
          <TextInput label={t('Why')} placeholder={t('Company holidays')} maxLength={120} {...field('name')} />
          <Button variant="default" onClick={add} disabled={!ready}>
            {t('Add day off')}
          </Button>
        </div>
      )}
    </fieldset>
  )
}
