import { NativeSelect, TextInput } from '@mantine/core'
import { systemName } from '#kernel/source-system'
import { count, tn } from '#web/kit/format'
import { t } from '#web/kit/text'
import type { SetGuess } from '../shapes.ts'
import { withAsOf, withCurrency, withSystem } from './corrections.ts'
import classes from './import.module.css'
import type { StepProps } from './step.tsx'
import { currencyOptions, kindWords } from './words.ts'

/** What is guessed of all files together: the day they were made, their currency, whose records they are. */
export function SetGuesses({ guess, correction, change, busy }: StepProps) {
  const asked = guess.questions.some((question) => question.asks === 'currency' && question.file === null)
  return (
    <section className={classes.setGuesses} aria-label={t('About all files')}>
      <TextInput
        key={guess.asOf}
        type="date"
        label={t('The data is as of')}
        description={t('The last day on which something happened in it')}
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
          label={t('Currency')}
          description={t('Of amounts whose file names none')}
          size="xs"
          data={currencyOptions(t('Not known'))}
          value={guess.currency ?? ''}
          disabled={busy}
          onChange={(event) => change(withCurrency(correction, event.currentTarget.value))}
        />
      )}
      <TextInput
        key={guess.system}
        label={t('Source system')}
        description={systemHint(guess)}
        placeholder={t('The first one')}
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
  if (systems.length === 0) return t('Name it when these ids are not those of the first system.')
  return t('Name it when these ids are not those of the first system. Here: {{systems}}.', { systems: systems.join(', ') })
}

/** Which column says whose a record is, and how many of its values are people that are known. */
function Owners({ guess }: { guess: SetGuess }) {
  const owners = guess.owners ?? []
  if (owners.length === 0) return null
  return (
    <div>
      <p className={classes.label}>{t('Owners')}</p>
      {owners.map((one) => (
        <p key={`${one.file} ${one.column}`} className={classes.why}>
          {tn(
            one.values,
            '{{kind}}: “{{column}}” names {{n}} owner, {{known}} known yet.',
            '{{kind}}: “{{column}}” names {{n}} owners, {{known}} known yet.',
            { kind: kindWords[one.kind], column: one.column, known: one.known === 0 ? t('none') : count(one.known) },
          )}
          {one.values > one.known && ` ${addedByName(one)}`}
        </p>
      ))}
    </div>
  )
}

function addedByName({ values, known, unknown }: NonNullable<SetGuess['owners']>[number]): string {
  const names = unknown.join(', ')
  return values - known > unknown.length
    ? t('Added by name, nobody is invited: {{names}} and more.', { names })
    : t('Added by name, nobody is invited: {{names}}.', { names })
}
