import { Button, Checkbox } from '@mantine/core'
import { moment, places, share, tn } from '#web/kit/format'
import { AppLink } from '#web/kit/link.tsx'
import { Tag } from '#web/kit/notice.tsx'
import { t } from '#web/kit/text'
import type { LikelyKind, LikelyPairShown } from '../contract/likely.ts'
import classes from './likely.module.css'

interface LikelyListProps {
  pairs: readonly LikelyPairShown[]
  kind: LikelyKind
  picked: readonly string[]
  busy: boolean
  onPick: (id: string, on: boolean) => void
  onDifferent: (ids: LikelyPairShown['id'][]) => void
}

/** Pairs that are likely one, each with both records, what says so, and what can be done. */
export function LikelyList({ pairs, ...rest }: LikelyListProps) {
  return (
    <ul className={classes.pairs}>
      {pairs.map((pair) => (
        <LikelyPair key={pair.id} pair={pair} {...rest} />
      ))}
    </ul>
  )
}

function LikelyPair({ pair, kind, picked, busy, onPick, onDifferent }: Omit<LikelyListProps, 'pairs'> & { pair: LikelyPairShown }) {
  const { id, first, second, probability, parts, hangs, state, decidedBy, decidedAt } = pair
  const names = { first: first.name, second: second.name }
  const path = kind === 'person' ? '/people' : '/accounts'
  return (
    <li className={classes.pair}>
      {state === 'open' ? (
        <Checkbox
          size="xs"
          checked={picked.includes(id)}
          aria-label={t('Choose {{first}} and {{second}}', names)}
          onChange={(event) => onPick(id, event.currentTarget.checked)}
        />
      ) : (
        <span />
      )}
      <div className={classes.body}>
        <div className={classes.sides}>
          {[first, second].map((side) => (
            <div key={side.id} className={classes.side}>
              <AppLink href={`${path}/${side.id}`} className={classes.name}>
                {side.name}
              </AppLink>
              <span className={classes.about}>{side.about}</span>
            </div>
          ))}
        </div>
        <ul className={classes.parts} aria-label={t('What speaks for and against')}>
          <li>
            <Tag tone={probability >= 0.9 ? 'warn' : 'plain'}>{t('{{share}} likely one', { share: share(probability) })}</Tag>
          </li>
          {parts.map(({ column, words, weight }) => (
            <li key={column}>
              {words} <span className={classes.weight}>{signed(weight)}</span>
            </li>
          ))}
          {hangs > 0 && <li>{tn(hangs, '{{n}} row names one of them', '{{n}} rows name one of them')}</li>}
        </ul>
      </div>
      <div className={classes.actions}>
        {state === 'different' ? (
          <span className={classes.about}>{decidedAt && t('{{name}}, {{when}}', { name: decidedBy ?? '', when: moment(decidedAt) })}</span>
        ) : (
          <>
            <Button
              size="xs"
              variant="default"
              disabled={busy}
              aria-label={t('{{first}} and {{second}} are not the same', names)}
              onClick={() => onDifferent([id])}
            >
              {t('Not the same')}
            </Button>
            <Button
              size="xs"
              component={AppLink}
              href={`/merge?${new URLSearchParams({ kind, ids: `${first.id},${second.id}` })}`}
              aria-label={t('Merge {{first}} and {{second}}', names)}
            >
              {t('Merge …')}
            </Button>
          </>
        )}
      </div>
    </li>
  )
}

/** A weight with its sign: +8.2, −1.4. */
function signed(weight: number): string {
  return `${weight < 0 ? '−' : '+'}${places(Math.abs(weight), 1)}`
}
