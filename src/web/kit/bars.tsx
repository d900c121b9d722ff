import type { ReactNode } from 'react'
import classes from './bars.module.css'

export type BarTone = 'forward' | 'lost' | 'back' | 'open' | 'none'

export interface Segment {
  label: string
  value: number
  tone: BarTone
}

/**
 * One horizontal bar cut into parts. `of` is the value of the full width (by default the sum of the parts), so that
 * several bars can share one scale. Each part has its own texture, so the bar can be read without colour; the figures
 * beside it say the same in words.
 */
export function Bar({ segments, of, label }: { segments: readonly Segment[]; of?: number; label: string }) {
  const whole = of ?? segments.reduce((sum, segment) => sum + segment.value, 0)
  const parts = segments.filter((segment) => segment.value > 0)
  return (
    <div className={classes.bar} role="img" aria-label={label}>
      {parts.map((segment) => (
        <span
          key={segment.label}
          className={classes.part}
          data-tone={segment.tone}
          style={{ width: `${whole > 0 ? (segment.value / whole) * 100 : 0}%` }}
        />
      ))}
    </div>
  )
}

/** The texture of a part, to stand beside its word. */
export function Swatch({ tone }: { tone: BarTone }) {
  return <span className={classes.swatch} data-tone={tone} aria-hidden="true" />
}

/** What marks mean, one entry each. */
export function LegendList({ children }: { children: ReactNode }) {
  return <ul className={classes.legend}>{children}</ul>
}

/** What each part of the bars means. */
export function Legend({ entries }: { entries: readonly { label: string; tone: BarTone }[] }) {
  return (
    <LegendList>
      {entries.map((entry) => (
        <li key={entry.label}>
          <Swatch tone={entry.tone} />
          {entry.label}
        </li>
      ))}
    </LegendList>
  )
}

/** A point estimate with its interval on a shared scale from 0 to `of`. */
export function Range({ low, value, high, of, label }: { low: number; value: number; high: number; of: number; label: string }) {
  const at = (x: number) => `${Math.min(100, Math.max(0, (x / of) * 100))}%`
  return (
    <div className={classes.range} role="img" aria-label={label}>
      <span className={classes.span} style={{ left: at(low), width: `calc(${at(high)} - ${at(low)})` }} />
      <span className={classes.dot} style={{ left: at(value) }} />
    </div>
  )
}
