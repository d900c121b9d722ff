import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useSend } from '#web/client/queries'
import { day, moment } from '#web/kit/format'
import { Tag } from '#web/kit/notice.tsx'
import { Failed } from '#web/kit/states.tsx'
import { t } from '#web/kit/text'
import { type Consent, undoConsent } from '../contract/consents.ts'
import { basisWords, statusWords } from './consent-words.ts'
import classes from './privacy.module.css'

interface ConsentListProps {
  id: string
  consents: readonly Consent[]
  mayUndo: boolean
}

/** Entries of consent, newest first; those that a later word on the same purpose replaced are marked as earlier. */
export function ConsentList({ id, consents, mayUndo }: ConsentListProps) {
  const queries = useQueryClient()
  const undo = useSend(undoConsent, { onSuccess: () => queries.invalidateQueries() })
  if (consents.length === 0) return <p className={classes.facts}>{t('Nothing is noted of what they agreed or objected to.')}</p>
  return (
    <div>
      <ol className={classes.entries}>
        {consents.map((entry) => (
          <li key={entry.id} className={classes.entry} data-past={entry.inForce ? undefined : true}>
            <span className={classes.purpose}>{entry.purpose}</span>
            <Tag tone={!entry.inForce ? 'plain' : entry.status === 'given' ? 'good' : 'warn'}>{statusWords[entry.status]}</Tag>
            <span>{day(entry.at)}</span>
            {!entry.inForce && <span>{t('earlier')}</span>}
            <span className={classes.facts}>{factsOf(entry)}</span>
            {mayUndo && (
              <Button
                className="screen-only"
                size="compact-xs"
                variant="subtle"
                color="gray"
                loading={undo.isPending && undo.variables.consentId === entry.id}
                onClick={() => undo.mutate({ id, consentId: entry.id })}
              >
                {t('Take this entry back')}
              </Button>
            )}
          </li>
        ))}
      </ol>
      {undo.error && <Failed error={undo.error} what={t('take this entry back')} />}
    </div>
  )
}

function factsOf({ basis, source, version, by, notedAt }: Consent): string {
  return [
    t('Lawful basis: {{basis}}', { basis: basisWords[basis] }),
    ...(source === null ? [] : [t('Source: {{source}}', { source })]),
    ...(version === null ? [] : [t('Version of the text: {{version}}', { version })]),
    t('noted by {{name}} on {{when}}', { name: by, when: moment(notedAt) }),
  ].join(' · ')
}
