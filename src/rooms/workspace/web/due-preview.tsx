import { NumberInput, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useAsk } from '#web/client/queries'
import { day, tn } from '#web/kit/format'
import { Panel } from '#web/kit/page.tsx'
import { RichText } from '#web/kit/rich-text.tsx'
import { Answered } from '#web/kit/states.tsx'
import { t } from '#web/kit/text'
import { workingDue } from '../contract.ts'
import classes from './calendar.module.css'
import { clockText } from './calendar-words.ts'

/** What the saved hours come to: when something is due that arrives now or then. */
export function DuePreview({ team }: { team: string | null }) {
  const [arrives, setArrives] = useState('')
  const [hours, setHours] = useState(12)
  const due = useAsk(
    workingDue,
    { hours, ...(team === null ? {} : { team }), ...(arrives === '' ? {} : { arrives }) },
    { keepPrevious: true },
  )
  return (
    <Panel id="due" title={t('What it comes to')} hint={t('By the hours that are saved.')}>
      <div className={classes.fields}>
        <TextInput
          label={t('A lead arrives')}
          type="datetime-local"
          value={arrives || due.data?.arrives || ''}
          onChange={(event) => setArrives(event.currentTarget.value)}
        />
        <NumberInput
          label={t('Working hours to answer it')}
          min={0}
          max={1000}
          value={hours}
          onChange={(value) => setHours(Number(value) || 0)}
        />
      </div>
      <Answered query={due} what={t('when it is due')} lines={2}>
        {(answer) => (
          <>
            <p role="status">
              {answer.due === null ? (
                t('There are not that many working hours within two years.')
              ) : (
                <RichText
                  text="A lead that arrives on {{arrives}} is due on <strong>{{due}}</strong> ({{zone}})."
                  parts={{ strong: <strong /> }}
                  gaps={{ arrives: clockText(answer.arrives), due: clockText(answer.due), zone: answer.zone }}
                />
              )}
            </p>
            {answer.off.length > 0 && (
              <p className={classes.quiet}>
                {tn(answer.off.length, 'A day off lies between: {{days}}.', 'Days off lie between: {{days}}.', {
                  days: answer.off.map((one) => `${one.name} (${day(one.day)})`).join(', '),
                })}
              </p>
            )}
          </>
        )}
      </Answered>
    </Panel>
  )
}
