import { Button } from '@mantine/core'
import { useState } from 'react'
import { useAsk } from '#web/client/queries'
import { count, day } from '#web/kit/format'
import { Tag } from '#web/kit/notice.tsx'
import { Panel } from '#web/kit/page.tsx'
import { t } from '#web/kit/text'
import type { Routing } from '../contract/routing-versions.ts'
import { type RoutingVersion, readRoutingVersion } from '../contract/routing-versions.ts'
import classes from './routing.module.css'
import type { RoutingChanges } from './routing-changes.ts'
import { RoutingText } from './routing-text.tsx'
import { useRoutingFacts } from './routing-words.ts'

const stateWords: Record<RoutingVersion['state'], () => string> = {
  draft: () => t('draft'),
  published: () => t('holds'),
  superseded: () => t('superseded'),
}

interface Props {
  routing: Routing
  changes: RoutingChanges
}

/** All versions with why each was published; an older one is read here, and becomes a draft again. */
export function RoutingVersions({ routing, changes }: Props) {
  const [open, setOpen] = useState<RoutingVersion['id'] | null>(null)
  const { versions, draft, manages } = routing
  return (
    <Panel id="versions" title={t('Versions')} hint={t('What was published does not change any more. Each version says why it was made.')}>
      <ul className={classes.rules}>
        {versions.map(({ id, number, state, reason, by, at, publishedBy, publishedAt, basedOn }) => (
          <li key={id} className={classes.rule}>
            <span className={classes.place}>{count(number)}</span>
            <div className={classes.says}>
              <p className={classes.name}>
                <Tag tone={state === 'published' ? 'good' : state === 'draft' ? 'warn' : 'plain'}>{stateWords[state]()}</Tag>{' '}
                {reason ?? t('Not published yet')}
              </p>
              <p className={classes.quiet}>
                {[
                  publishedBy ?? by,
                  day(publishedAt ?? at),
                  ...(basedOn === null ? [] : [t('began as version {{n}}', { n: basedOn })]),
                ].join(' · ')}
              </p>
            </div>
            {state !== 'draft' && (
              <div className={classes.buttons}>
                <Button
                  size="compact-sm"
                  variant="default"
                  aria-expanded={open === id}
                  aria-label={t('Read version {{n}}', { n: number })}
                  onClick={() => setOpen(open === id ? null : id)}
                >
                  {open === id ? t('Close') : t('Read')}
                </Button>
              </div>
            )}
            {open === id && <OneVersion id={id} routing={routing} changes={changes} drafts={manages && draft === null} />}
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function OneVersion({ id, routing, changes, drafts }: Props & { id: RoutingVersion['id']; drafts: boolean }) {
  const found = useAsk(readRoutingVersion, { id })
  const list = useRoutingFacts(routing.columns)
  if (!found.data) return null
  const { document, number } = found.data
  return (
    <div className={classes.edit}>
      <RoutingText document={document} list={list} routing={routing} />
      {drafts && (
        <div className={classes.actions}>
          <Button size="xs" loading={changes.busy} onClick={() => changes.draft({ document, basedOn: number })}>
            {t('Make it a draft again')}
          </Button>
        </div>
      )}
    </div>
  )
}
