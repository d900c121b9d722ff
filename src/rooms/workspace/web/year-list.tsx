import { NativeSelect } from '@mantine/core'
import { useState } from 'react'
import { useAsk } from '#web/client/queries'
import { Panel } from '#web/kit/page.tsx'
import { Answered } from '#web/kit/states.tsx'
import { DataTable } from '#web/kit/table.tsx'
import { spoken, t } from '#web/kit/text'
import { type Calendar, listCalendars, listHolidays } from '../contract.ts'
import { daysOffOf } from '../rules/calendars.ts'
import { clockText } from './calendar-words.ts'

/** All days off of a year: public holidays, and those of one's own. */
export function YearList({ calendar }: { calendar: Calendar }) {
  const today = useAsk(listCalendars, {}).data?.today ?? ''
  const [year, setYear] = useState(Number(today.slice(0, 4)))
  const { country, region, daysOff } = calendar
  const holidays = useAsk(
    listHolidays,
    { country: country ?? '', ...(region === null ? {} : { region }), year, language: spoken().slice(0, 2) },
    { enabled: country !== null, keepPrevious: true },
  )
  const query = country === null ? { ...holidays, data: { holidays: [] }, isPending: false, isSuccess: true } : holidays
  const years = [-1, 0, 1, 2].map((away) => String(Number(today.slice(0, 4)) + away))
  return (
    <Panel
      id="year"
      title={t('Days off in {{year}}', { year })}
      hint={t('Public holidays of the saved place, by the tables of date-holidays, and days of your own.')}
      actions={
        <NativeSelect
          size="xs"
          aria-label={t('Year')}
          value={String(year)}
          data={years}
          onChange={(event) => setYear(Number(event.currentTarget.value))}
        />
      }
    >
      <Answered query={query} what={t('the days off')}>
        {(found) => {
          const days = [...daysOffOf(found.holidays, daysOff)].filter(([day]) => day.startsWith(String(year))).toSorted()
          return days.length === 0 ? (
            <p>{t('None. Choose a country above, or note days off of your own.')}</p>
          ) : (
            <DataTable
              caption={t('Days off by their date')}
              rows={days}
              rowKey={([day]) => day}
              columns={[
                { key: 'day', label: t('Day'), head: true, cell: ([day]) => clockText(day) },
                { key: 'name', label: t('What'), cell: ([, name]) => name },
              ]}
            />
          )
        }}
      </Answered>
    </Panel>
  )
}
