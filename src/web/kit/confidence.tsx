import classes from './confidence.module.css'
import { t } from './text.ts'

export type Confidence = 'sure' | 'likely' | 'check'

const words: Record<Confidence, string> = { sure: t('Sure'), likely: t('Likely'), check: t('Please check') }

/** How sure a guess is: a word with one to three marks. */
export function ConfidenceMark({ level }: { level: Confidence }) {
  const marks = { sure: 3, likely: 2, check: 1 }[level]
  return (
    <span className={classes.mark} data-level={level}>
      <span className={classes.dots} aria-hidden="true">
        {[1, 2, 3].map((n) => (
          <i key={n} data-on={n <= marks || undefined} />
        ))}
      </span>
      {words[level]}
    </span>
  )
}
