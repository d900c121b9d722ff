import { NativeSelect, NumberInput } from '@mantine/core'
import { t } from '#web/kit/text'
import type { ClockTime } from '../contract.ts'
import classes from './contract.module.css'

/** A time of a clock: how many hours, of which kind. */
export function ClockInput({ label, value, onChange }: { label: string; value: ClockTime; onChange: (value: ClockTime) => void }) {
  return (
    <div className={classes.fields}>
      <NumberInput
        label={label}
        value={value.hours}
        min={0.25}
        max={8760}
        decimalScale={2}
        onChange={(hours) => typeof hours === 'number' && hours >= 0.25 && onChange({ ...value, hours })}
      />
      <NativeSelect
        aria-label={t('{{label}}: which hours count', { label })}
        value={value.of}
        data={[
          { value: 'working', label: t('hours of work') },
          { value: 'all', label: t('hours, day and night') },
        ]}
        onChange={(event) => onChange({ ...value, of: event.currentTarget.value === 'all' ? 'all' : 'working' })}
      />
    </div>
  )
}
