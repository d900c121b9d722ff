import type { ReactNode } from 'react'
import type { Correction, SetGuess } from '../shapes.ts'
import classes from './import.module.css'

/** What each step of the check is given. */
export interface StepProps {
  guess: SetGuess
  correction: Correction
  /** Says the whole correction; the server guesses the rest again. */
  change: (correction: Correction) => void
  busy: boolean
}

/** One numbered step of the import page. */
export function Step({
  number,
  id,
  title,
  state,
  children,
}: {
  number: number
  id: string
  title: string
  state?: ReactNode
  children: ReactNode
}) {
  return (
    <section id={id} className={classes.step} aria-labelledby={`${id}-title`}>
      <header className={classes.stepHeader}>
        <span className={classes.stepNumber} aria-hidden="true">
          {number}
        </span>
        <h2 id={`${id}-title`} className={classes.stepTitle}>
          {title}
        </h2>
        {state && <div className={classes.stepState}>{state}</div>}
      </header>
      {children}
    </section>
  )
}
