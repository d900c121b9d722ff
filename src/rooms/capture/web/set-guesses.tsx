import { NativeSelect, TextInput } from '@mantine/core'
import { systemName } from '#kernel/source-system'
import { count, counted } from '#web/kit/format'
import type { SetGuess } from '../shapes.ts'
import { withAsOf, withCurrency, withSystem } from './corrections.ts'
import classes from './import.module.css'
import type { StepProps } from './step.tsx'
import { currencyOptions, kindWords } from './words.ts'

/** What is guessed of all files together: the day they were made, their currency, whose records they are. */
export function SetGuesses({ guess, correction, change, busy }: StepProps) {
  const asked = guess.questions.some((question) => question.asks === 'currency' && question.file === null)
  return (
    <section className={classes.setGuesses} aria-label="About all files">
      <TextInput
        key={guess.asOf}
        type="date"
        label="The data is as of"
        description="The last day on which something happened in it"
        size="xs"
        defaultValue={guess.asOf ?? ''}
        disabled={busy}
        onBlur={(event) => {
          const said = event.currentTarget.value
          if (said !== (guess.asOf ?? '')) change(withAsOf(correction, said))
        }}
      />
      {!asked && (
        <NativeSelect
          label="Currency"
          description="Of amounts whose file names none"
          size="xs"
          data={currencyOptions('Not known')}
          value={guess.currency ?? ''}
          disabled={busy}
          onChange={(event) => change(withCurrency(correction, event.currentTarget.value))}
        />
      )}
      <TextInput
        key={guess.system}
        label="Source system"
        description={systemHint(guess)}
        placeholder="The first one"
        size="xs"
        defaultValue={guess.system ?? ''}
        disabled={busy}
        onBlur={(event) => {
          const said = systemName(event.currentTarget.value)
          if (said !== (guess.system ?? '')) change(withSystem(correction, said))
        }}
      />
      <Owners guess={guess} />
    </section>
  )
}

/** Ids of a second system mean other records; people and companies are still known by their address or name. */
function systemHint({ systems = [] }: SetGuess): string {
  const known = systems.length > 0 ? ` Here: ${systems.join(', ')}.` : ''
  return `Name it when these ids are not those of the first system.${known}`
}

/** Which column says whose a record is, and how many of its values are people that are known. */
function Owners({ guess }: { guess: SetGuess }) {
  const owners = guess.owners ?? []
  if (owners.length === 0) return null
  return (
    <div>
      <p className={classes.label}>Owners</p>
      {owners.map((one) => (
        <p key={`${one.file} ${one.column}`} className={classes.why}>
          {kindWords[one.kind]}: “{one.column}” names {counted(one.values, 'owner')}, {one.known === 0 ? 'none' : count(one.known)} known
          yet
          {one.values > one.known &&
            `. Added by name, nobody is invited: ${one.unknown.join(', ')}${one.values - one.known > one.unknown.length ? ' and more' : ''}`}
          .
        </p>
      ))}
    </div>
  )
}
