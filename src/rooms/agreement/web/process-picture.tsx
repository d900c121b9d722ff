import { IconAlertTriangle, IconArrowBackUp, IconClock, IconRepeat } from '@tabler/icons-react'
import { tn } from '#web/kit/format'
import { t } from '#web/kit/text'
import type { ToldStep } from '../contract.ts'
import { clockWords } from '../rules/compare.ts'
import { clockName, laneOf, lanesOf } from '../rules/process.ts'
import classes from './process.module.css'

/** Pixels of one lane, of the middle of a step from its top, and of the way back below. */
const laneHigh = 148
const middle = 26
const below = 34
/** Units across of one step; the drawing is stretched to the width that there is. */
const wide = 100

/** The way as a line through the lanes of those who answer for its steps; where it changes the lane, somebody hands over. */
export function ProcessPicture({ steps }: { steps: readonly ToldStep[] }) {
  const lanes = lanesOf(steps)
  const at = steps.map((step, place) => ({ x: place * wide + wide / 2, y: lanes.indexOf(laneOf(step)) * laneHigh + middle }))
  const high = lanes.length * laneHigh + below
  const places = new Map(steps.map(({ key, name }, place) => [key, { place, name }]))
  const [first] = at
  const last = at.at(-1)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: whoever has no mouse scrolls it by keys
    <section className={classes.picture} aria-label={t('The steps as a picture')} tabIndex={0}>
      <div
        className={classes.lanes}
        style={{ gridTemplateColumns: `112px repeat(${steps.length}, minmax(96px, 1fr))`, gridAutoRows: `${laneHigh}px` }}
      >
        {lanes.map((lane, row) => (
          <div key={lane} className={classes.lane} data-odd={row % 2 === 1 || undefined} style={{ gridRow: row + 1 }}>
            <LaneName step={steps.find((step) => laneOf(step) === lane)} />
          </div>
        ))}
        <svg
          className={classes.lines}
          style={{ height: high }}
          viewBox={`0 0 ${steps.length * wide} ${high}`}
          preserveAspectRatio="none"
          aria-hidden="true"
        >
          {at.slice(1).map((to, place) => {
            const from = at[place]
            return from && <path key={to.x} d={lineOf(from, to)} data-over={from.y !== to.y || undefined} />
          })}
          {first && last && steps.length > 1 && <path d={wayBack(last, first, steps.length * wide, high)} data-back />}
        </svg>
        {steps.map((step, place) => (
          <a
            key={step.key}
            href={`#step-${step.key}`}
            className={classes.step}
            data-flagged={step.flags.length > 0 || undefined}
            style={{ gridColumn: place + 2, gridRow: lanes.indexOf(laneOf(step)) + 1 }}
          >
            <span className={classes.node}>
              {place + 1}
              {step.flags.length > 0 && <IconAlertTriangle className={classes.mark} size={15} aria-hidden="true" />}
            </span>
            <span className={classes.stepName}>{step.name}</span>
            {step.flags.length > 0 && <span className="visually-hidden">{step.flags.map(({ why }) => why).join(' ')}</span>}
            {step.clocks.map(
              ({ clock, time }) =>
                time && (
                  <span key={clock} className={classes.clock} title={clockName(clock)}>
                    <IconClock size={12} aria-hidden="true" />
                    <span className="visually-hidden">{clockName(clock)} </span>
                    {clockWords(time)}
                  </span>
                ),
            )}
            <Back to={step.back === null ? undefined : places.get(step.back)} />
          </a>
        ))}
      </div>
      <p className={classes.again} aria-hidden="true">
        <IconRepeat size={14} /> {t('and again')}
      </p>
    </section>
  )
}

function LaneName({ step }: { step: ToldStep | undefined }) {
  const [only, second] = step?.accountable ?? []
  if (!only) return t('Nobody')
  if (second) return t('Several')
  const { name, people } = only
  return (
    <>
      {name}
      {people !== null && only.party.kind === 'role' && <span className={classes.quiet}>{tn(people, '{{n}} person', '{{n}} people')}</span>}
    </>
  )
}

function Back({ to }: { to: { place: number; name: string } | undefined }) {
  if (!to) return null
  return (
    <span className={classes.back} title={t('May lead back to “{{name}}”', { name: to.name })}>
      <IconArrowBackUp size={13} aria-hidden="true" />
      <span className="visually-hidden">{t('May lead back to “{{name}}”', { name: to.name })}</span>
      <span aria-hidden="true">{to.place + 1}</span>
    </span>
  )
}

interface Point {
  readonly x: number
  readonly y: number
}

/** Straight within a lane; from lane to lane down or up between two steps, with round corners. */
function lineOf(from: Point, to: Point): string {
  if (from.y === to.y) return `M${from.x} ${from.y}H${to.x}`
  const between = (from.x + to.x) / 2
  const down = to.y > from.y ? 10 : -10
  return `M${from.x} ${from.y}H${between - 9}Q${between} ${from.y} ${between} ${from.y + down}V${to.y - down}Q${between} ${to.y} ${between + 9} ${to.y}H${to.x}`
}

/** Around the outside, below everything. */
function wayBack(from: Point, to: Point, width: number, high: number): string {
  const floor = high - 12
  const left = 3
  const right = width - 3
  return `M${from.x} ${from.y}H${right - 9}Q${right} ${from.y} ${right} ${from.y + 10}V${floor - 10}Q${right} ${floor} ${right - 9} ${floor}H${left + 9}Q${left} ${floor} ${left} ${floor - 10}V${to.y + 10}Q${left} ${to.y} ${left + 9} ${to.y}H${to.x}`
}
