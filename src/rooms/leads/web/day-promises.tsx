import { IconAlertOctagonFilled, IconCircleCheckFilled, IconClockHour4, IconMinus } from '@tabler/icons-react'
import { minutes, shortly } from '#web/kit/format'
import { t } from '#web/kit/text'
import type { BreachKind } from '../contract.ts'
import classes from './day.module.css'
import type { HandOver } from './day-look.ts'
import { breachWords, clockNames } from './day-words.ts'

type How = 'kept' | 'broken' | 'running' | 'over'

const shapes = { kept: IconCircleCheckFilled, broken: IconAlertOctagonFilled, running: IconClockHour4, over: IconMinus }

interface Promised {
  readonly kind: BreachKind
  readonly dueAt: string | null
  readonly how: How
  readonly says: string
  readonly cause: string | null
}

/** By when each thing was promised, and what became of it. */
export function Promises({ handOver, now }: { handOver: HandOver; now: string }) {
  const promised = promisesOf(handOver, now)
  if (promised.length === 0) return <p className={classes.quiet}>{t('Nothing is owed for this lead.')}</p>
  return (
    <ul className={classes.promises}>
      {promised.map(({ kind, how, says, cause }) => {
        const Shape = shapes[how]
        return (
          <li key={kind} data-how={how}>
            <Shape size={16} aria-hidden="true" />
            <span>
              <strong>{how === 'broken' ? breachWords[kind] : clockNames[kind]}</strong> <span>{says}</span>
              {cause && <span className={classes.cause}>{cause}</span>}
            </span>
          </li>
        )
      })}
    </ul>
  )
}

function promisesOf({ row, open, broken }: HandOver, now: string): Promised[] {
  const done: Readonly<Record<BreachKind, { readonly at: string | null; readonly took: number | null }>> = {
    place: { at: row.queue === null && row.owner !== null ? row.offeredAt : null, took: null },
    accept: { at: row.acceptedAt, took: row.acceptMinutes },
    contact: { at: row.firstContactAt, took: row.contactMinutes },
    failed: { at: row.firstContactAt, took: null },
    cold: { at: row.firstContactAt, took: null },
  }
  const due = { place: row.placeBy, accept: row.acceptBy, contact: row.contactBy, failed: row.failsAt, cold: row.coldAt }
  return (['place', 'accept', 'contact', 'failed', 'cold'] as const).flatMap((kind): Promised[] => {
    const dueAt = due[kind]
    const found = broken.find((one) => one.kind === kind)
    if (dueAt === null && !found) return []
    const by = dueAt === null ? '' : shortly(dueAt, now)
    const { at, took } = done[kind]
    if (found) return [{ kind, dueAt, how: 'broken', says: brokenText(by, at, now), cause: found.cause }]
    // What a first contact made needless is not worth a line.
    if (at !== null && (kind === 'failed' || kind === 'cold')) return []
    if (at !== null) return [{ kind, dueAt, how: 'kept', says: keptText(kind, at, took, now), cause: null }]
    if (!open) return [{ kind, dueAt, how: 'over', says: t('not needed any more'), cause: null }]
    return [{ kind, dueAt, how: dueAt !== null && dueAt < now ? 'broken' : 'running', says: t('by {{time}}', { time: by }), cause: null }]
  })
}

function keptText(kind: BreachKind, at: string, took: number | null, now: string): string {
  if (kind === 'place') return t('found')
  return took === null ? shortly(at, now) : t('{{time}}, after {{took}} of work', { time: shortly(at, now), took: minutes(took) })
}

function brokenText(by: string, at: string | null, now: string): string {
  return at === null ? t('was due {{time}}', { time: by }) : t('was due {{time}}, done {{done}}', { time: by, done: shortly(at, now) })
}
