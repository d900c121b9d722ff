import { Button } from '@mantine/core'
import { places, share } from './format.ts'
import { AppLink } from './link.tsx'
import { Tag } from './notice.tsx'
import classes from './proposals.module.css'
import { t } from './text.ts'

/** Something that is likely meant, with what speaks for and against it. Weights are in bits. */
export interface Proposal {
  readonly id: string
  readonly name: string
  readonly href: string
  readonly about: string
  readonly probability: number
  readonly parts: readonly { readonly column: string; readonly words: string; readonly weight: number }[]
}

interface ProposalsProps<P extends Proposal> {
  all: readonly P[]
  /** What taking one means: "Works here". */
  take: string
  may: boolean
  busy: boolean
  onTake: (one: P) => void
  onRefuse: (one: P) => void
}

/** What is likely meant, the likeliest first, each to be taken or refused. */
export function Proposals<P extends Proposal>({ all, take, may, busy, onTake, onRefuse }: ProposalsProps<P>) {
  return (
    <ul className={classes.all}>
      {all.map((one) => (
        <li key={one.id} className={classes.one}>
          <div className={classes.body}>
            <AppLink href={one.href} className={classes.name}>
              {one.name}
            </AppLink>{' '}
            <Tag tone={one.probability >= 0.9 ? 'good' : 'plain'}>{t('{{share}} likely', { share: share(one.probability) })}</Tag>
            {one.about && <span className={classes.about}>{one.about}</span>}
            <Parts parts={one.parts} />
          </div>
          {may && (
            <div className={classes.actions}>
              <Button
                size="xs"
                variant="default"
                disabled={busy}
                aria-label={t('Not this one: {{name}}', { name: one.name })}
                onClick={() => onRefuse(one)}
              >
                {t('Not this one')}
              </Button>
              <Button size="xs" disabled={busy} aria-label={`${take}: ${one.name}`} onClick={() => onTake(one)}>
                {take}
              </Button>
            </div>
          )}
        </li>
      ))}
    </ul>
  )
}

function Parts({ parts }: Pick<Proposal, 'parts'>) {
  return (
    <ul className={classes.parts} aria-label={t('What speaks for and against')}>
      {parts.map(({ column, words, weight }) => (
        <li key={column}>
          {words}{' '}
          <span className={classes.weight}>
            {weight < 0 ? '−' : '+'}
            {places(Math.abs(weight), 1)}
          </span>
        </li>
      ))}
    </ul>
  )
}
