import { IconAlertOctagonFilled, IconAlertTriangleFilled, IconClockHour4 } from '@tabler/icons-react'
import { t } from '#web/kit/text'
import type { QueueRow } from '../contract.ts'
import classes from './day.module.css'
import { clockNames, clockText } from './day-words.ts'

const shapes = { 'in-time': IconClockHour4, soon: IconAlertTriangleFilled, late: IconAlertOctagonFilled }

interface ClockProps {
  clock: QueueRow['clock']
  now: string
  large?: boolean
}

/** The clock that ends first: a round shape while there is time, a triangle when it ends soon, an octagon when it is late; the words say the same. */
export function ClockView({ clock, now, large = false }: ClockProps) {
  if (clock === null) return <span className={classes.noClock}>{t('No clock runs')}</span>
  const Shape = shapes[clock.standing]
  return (
    <span className={classes.clock} data-standing={clock.standing} data-large={large || undefined}>
      <Shape size={large ? 20 : 16} aria-hidden="true" />
      <span>
        <span className={classes.clockName}>{clockNames[clock.kind]}</span>{' '}
        <span className={classes.clockTime}>{clockText(clock, now)}</span>
        {clock.standing === 'soon' && <span className="visually-hidden">, {t('ends soon')}</span>}
      </span>
    </span>
  )
}
