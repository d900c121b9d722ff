import { Button } from '@mantine/core'
import { type AlongKind, alongKinds, type Match, type MatchReason } from '#kernel/making-endpoints'
import { day, tn } from '#web/kit/format'
import { AppLink } from '#web/kit/link.tsx'
import { recordHref } from '#web/kit/list/cell.tsx'
import { closeMaking } from '#web/kit/making'
import { Notice } from '#web/kit/notice.tsx'
import { t } from '#web/kit/text'
import classes from './making.module.css'

/** What both have in common, for people. */
const whyWords: Readonly<Record<MatchReason, string>> = {
  id: t('the same id in the CRM'),
  address: t('the same e-mail address'),
  'phone and name': t('the same telephone number and name'),
  'name and company': t('the same name in the same company'),
  name: t('the same name'),
  domain: t('the same domain'),
  'name and account': t('the same name for the same account'),
  person: t('an earlier lead of this person'),
}

interface MatchesProps {
  existing: Match | null
  likely: readonly Match[]
  /** Read out at once: the server refused because of them. */
  live: boolean
  /** Puts a record that is there in the place of one that would be made along. */
  onTake: (kind: AlongKind, match: Match) => void
  /** What the form makes, as its button says it; records of its own kind cannot be taken instead. */
  own: Match['kind']
  saving: boolean
  onAllTheSame: () => void
}

/** Who or what is there already, or may be: to be opened, taken instead, or passed over with a word. */
export function Matches({ existing, likely, live, onTake, own, saving, onAllTheSame }: MatchesProps) {
  const lines = (matches: readonly Match[]) => (
    <ul className={classes.matches}>
      {matches.map((match) => (
        <Line key={match.id} match={match} own={own} onTake={onTake} />
      ))}
    </ul>
  )
  return (
    <div role={live ? 'alert' : 'status'}>
      {existing && (
        <Notice tone="warn" title={t('{{name}} is there already', { name: existing.label })}>
          {lines([existing])}
          {existing.kind === 'account' && existing.why === 'name' && <p>{t('If it is another company, say its domain or its city.')}</p>}
        </Notice>
      )}
      {!existing && likely.length > 0 && (
        <Notice
          tone="warn"
          title={tn(likely.length, '{{n}} record may be the same', '{{n}} records may be the same')}
          actions={
            <Button size="xs" variant="default" loading={saving} onClick={onAllTheSame}>
              {t('It is another one: make it all the same')}
            </Button>
          }
        >
          {lines(likely)}
        </Notice>
      )}
    </div>
  )
}

/** What tells it apart, days as everywhere. */
const written = (word: string) => (/^\d{4}-\d{2}-\d{2}$/.test(word) ? day(word) : word)

function Line({ match, own, onTake }: Pick<MatchesProps, 'own' | 'onTake'> & { match: Match }) {
  const along = alongKinds.find((kind) => kind === match.kind && kind !== own)
  return (
    <li className={classes.match}>
      <AppLink href={recordHref(match.kind, match.id)} onClick={closeMaking}>
        {match.label}
      </AppLink>
      <span className={classes.about}>{[whyWords[match.why], ...match.about.map(written)].join(' · ')}</span>
      {along && (
        <Button size="compact-xs" variant="light" onClick={() => onTake(along, match)}>
          {t('Take this one')}
        </Button>
      )}
    </li>
  )
}
