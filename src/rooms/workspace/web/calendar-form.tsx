import { Button, NativeSelect, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useAsk } from '#web/client/queries'
import { spoken, t } from '#web/kit/text'
import { type Calendar, type CalendarSet, type DayOff, holidayPlaces, type Weekday, weekdays } from '../contract.ts'
import { readSpans, spansText } from '../rules/calendars.ts'
import classes from './calendar.module.css'
import { weekdayNames } from './calendar-words.ts'
import { DaysOff } from './days-off.tsx'

const zones = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')]
const language = () => spoken().slice(0, 2)

interface Props {
  start: Calendar
  manages: boolean
  busy: boolean
  /** Not saved yet for whom it is shown. */
  fresh: boolean
  onSave: (set: CalendarSet) => void
}

/** Zone, hours, holidays and days off of one calendar, saved together. */
export function CalendarForm({ start, manages, busy, fresh, onSave }: Props) {
  const [zone, setZone] = useState(start.zone)
  const [hours, setHours] = useState(() => weekdays.map((weekday) => spansText(start.week[weekday])))
  const [place, setPlace] = useState({ country: start.country, region: start.region })
  const [daysOff, setDaysOff] = useState<readonly DayOff[]>(start.daysOff)
  const read = hours.map(readSpans)
  const set: CalendarSet = {
    zone,
    week: Object.fromEntries(weekdays.map((weekday, at) => [weekday, read[at] ?? []])) as Record<
      Weekday,
      NonNullable<(typeof read)[number]>
    >,
    ...place,
    daysOff: [...daysOff],
  }
  const { zone: z, week, country, region, daysOff: off } = start
  const same = !fresh && JSON.stringify(set) === JSON.stringify({ zone: z, week, country, region, daysOff: off })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onSave(set)
  }
  return (
    <form onSubmit={submit} aria-label={t('Hours and days off')}>
      <fieldset className={classes.plain} disabled={!manages}>
        <div className={classes.fields}>
          <NativeSelect
            label={t('Time zone')}
            value={zone}
            data={zones.includes(zone) ? zones : [zone, ...zones]}
            onChange={(event) => setZone(event.currentTarget.value)}
          />
          <Places {...place} onChange={setPlace} />
        </div>
        <div className={classes.week}>
          {weekdays.map((weekday, at) => (
            <TextInput
              key={weekday}
              label={weekdayNames[weekday]}
              placeholder={t('Off')}
              value={hours[at] ?? ''}
              error={read[at] === null ? t('Write hours as 09:00–12:30, 13:30–17:00.') : undefined}
              onChange={(event) => setHours(hours.with(at, event.currentTarget.value))}
            />
          ))}
        </div>
        <DaysOff days={daysOff} manages={manages} onChange={setDaysOff} />
        {manages && (
          <Button type="submit" mt="md" loading={busy} disabled={same || read.includes(null)}>
            {t('Save calendar')}
          </Button>
        )}
      </fieldset>
    </form>
  )
}

interface Place {
  country: string | null
  region: string | null
}

/** Whose public holidays are off. */
function Places({ country, region, onChange }: Place & { onChange: (place: Place) => void }) {
  const countries = useAsk(holidayPlaces, { language: language() }, { staleTime: Number.POSITIVE_INFINITY })
  const regions = useAsk(
    holidayPlaces,
    { language: language(), country: country ?? undefined },
    { staleTime: Number.POSITIVE_INFINITY, enabled: country !== null },
  )
  const listed = (places: readonly { code: string; name: string }[] | undefined, chosen: string | null) => [
    ...(places ?? (chosen === null ? [] : [{ code: chosen, name: chosen }])).map(({ code, name }) => ({ value: code, label: name })),
  ]
  const parts = country === null ? [] : listed(regions.data?.places, region)
  return (
    <>
      <NativeSelect
        label={t('Public holidays of')}
        value={country ?? ''}
        data={[{ value: '', label: t('No country') }, ...listed(countries.data?.places, country)]}
        onChange={(event) => onChange({ country: event.currentTarget.value || null, region: null })}
      />
      {parts.length > 0 && (
        <NativeSelect
          label={t('Part of the country')}
          value={region ?? ''}
          data={[{ value: '', label: t('Those of the whole country') }, ...parts]}
          onChange={(event) => onChange({ country, region: event.currentTarget.value || null })}
        />
      )}
    </>
  )
}
