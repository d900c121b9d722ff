import { HoverCard } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './figure.module.css'
import { AppLink } from './link.tsx'
import { t } from './text.ts'
import { overMain } from './theme.ts'

/** What stands behind a number: its definition and what it was computed from. */
export interface Proof {
  definition: string
  /** For example "6,711 closed deals". */
  basis: string
  period?: string
  /** For example "62.0% – 64.3% (95% interval)". */
  interval?: string
  /** What the number cannot know. */
  caveat?: string
}

interface FigureProps {
  /** The formatted value. */
  children: ReactNode
  proof: Proof
  /** Where its records are. */
  href?: string
  /** What the link opens, read out after the value: "open the 4,238 won deals". */
  opens?: string
  size?: 'inline' | 'large'
}

/** A number that opens its records and, on hover or focus, says what it is. */
export function Figure({ children, proof, href, opens = t('open the records'), size = 'inline' }: FigureProps) {
  return (
    <HoverCard width={320} shadow="md" withArrow position="bottom-start" role="tooltip" interactive openDelay={180} portalProps={overMain}>
      <HoverCard.Target>
        {href ? (
          <AppLink href={href} className={classes.figure} data-size={size}>
            {children}
            <span className="visually-hidden">, {opens}</span>
          </AppLink>
        ) : (
          <button type="button" className={classes.figure} data-size={size}>
            {children}
          </button>
        )}
      </HoverCard.Target>
      <HoverCard.Dropdown className={classes.card}>
        <p className={classes.definition}>{proof.definition}</p>
        <dl className={classes.facts}>
          <dt>{t('Counted')}</dt>
          <dd>{proof.basis}</dd>
          {proof.interval && (
            <>
              <dt>{t('Range')}</dt>
              <dd>{proof.interval}</dd>
            </>
          )}
          {proof.period && (
            <>
              <dt>{t('Period')}</dt>
              <dd>{proof.period}</dd>
            </>
          )}
        </dl>
        {proof.caveat && <p className={classes.caveat}>{proof.caveat}</p>}
        {href && <p className={classes.open}>{t('Click to {{open}}.', { open: opens })}</p>}
      </HoverCard.Dropdown>
    </HoverCard>
  )
}
