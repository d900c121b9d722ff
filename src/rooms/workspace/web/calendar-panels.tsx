import { Button, NativeSelect } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useAsk, useSend } from '#web/client/queries'
import { LastChange } from '#web/kit/last-change.tsx'
import { Panel } from '#web/kit/page.tsx'
import { Answered } from '#web/kit/states.tsx'
import { t } from '#web/kit/text'
import { type Calendar, type CalendarSet, listCalendars, removeCalendar, setCalendar, undoCalendar } from '../contract.ts'
import { CalendarForm } from './calendar-form.tsx'
import { DuePreview } from './due-preview.tsx'
import { YearList } from './year-list.tsx'

/** Saving and removing, and the way back from what was done last. */
function useCalendarChanges() {
  const queries = useQueryClient()
  const [last, setLast] = useState<{ eventId: string; says: string } | null>(null)
  const options = { onSettled: () => queries.invalidateQueries() }
  const save = useSend(setCalendar, options)
  const remove = useSend(removeCalendar, options)
  const undo = useSend(undoCalendar, { ...options, onSuccess: () => setLast(null) })
  const all = [save, remove, undo]
  const noting = (says: string) => ({
    onSuccess: ({ eventId }: { readonly eventId: string | null }) => setLast(eventId === null ? null : { eventId, says }),
  })
  const fresh = () => {
    setLast(null)
    for (const one of all) one.reset()
  }
  return {
    last,
    error: all.find((one) => one.error)?.error ?? null,
    busy: all.some((one) => one.isPending),
    save: (team: string | null, set: CalendarSet) => {
      fresh()
      save.mutate({ team, ...set }, noting(t('The calendar is saved.')))
    },
    remove: (id: NonNullable<Calendar['id']>) => {
      fresh()
      remove.mutate({ id }, noting(t('The calendar is removed. The team has that of the company now.')))
    },
    undo: () => last && undo.mutate({ eventId: last.eventId as never }),
  }
}

/** The calendar of the company and those of teams: hours, days off, and what comes of them. */
export function CalendarPanels({ manages }: { manages: boolean }) {
  const calendars = useAsk(listCalendars, {})
  const [team, setTeam] = useState<string | null>(null)
  const changes = useCalendarChanges()
  return (
    <Answered query={calendars} what={t('the calendar')} lines={8}>
      {({ company, teams, known }) => {
        const own = teams.find((one) => one.team === team)
        const shown = own ?? company
        const names = [...new Set([...known, ...teams.map((one) => one.team ?? '')])].toSorted()
        return (
          <>
            <LastChange changes={changes} what={t('change this calendar')} />
            <Panel
              id="hours"
              title={t('Hours and days off')}
              hint={team !== null && !own ? t('This team has the calendar of the company. Save one here to give it its own.') : undefined}
              actions={
                own?.id &&
                manages && (
                  <Button size="xs" variant="default" onClick={() => own.id && changes.remove(own.id)} loading={changes.busy}>
                    {t('Remove this calendar')}
                  </Button>
                )
              }
            >
              {names.length > 0 && (
                <NativeSelect
                  label={t('Calendar of')}
                  mb="md"
                  value={team ?? ''}
                  data={[
                    { value: '', label: t('The company') },
                    ...names.map((name) => ({ value: name, label: t('Team {{name}}', { name }) })),
                  ]}
                  onChange={(event) => setTeam(event.currentTarget.value || null)}
                />
              )}
              <CalendarForm
                key={`${team} ${JSON.stringify(shown)}`}
                start={shown}
                manages={manages}
                busy={changes.busy}
                fresh={team !== null && !own}
                onSave={(set) => changes.save(team, set)}
              />
            </Panel>
            <DuePreview team={team} />
            <YearList calendar={shown} />
          </>
        )
      }}
    </Answered>
  )
}
