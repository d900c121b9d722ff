import { Button } from '@mantine/core'
import { IconArrowMerge } from '@tabler/icons-react'
import { useParams } from '@tanstack/react-router'
import { useAsk } from '#web/client/queries'
import { day, moment } from '#web/kit/format'
import { AppLink } from '#web/kit/link.tsx'
import { Notice } from '#web/kit/notice.tsx'
import { Panel } from '#web/kit/page.tsx'
import { t } from '#web/kit/text'
import type { MergedKind } from '../contract/merge.ts'
import classes from './merge.module.css'
import { Unmerge } from './merge-undo.tsx'
import { mergeHref, mergingOf } from './merge-words.ts'

/** Leads to the choice of another record that is the same. */
export function MergeButton({ kind, id }: { kind: MergedKind; id: string }) {
  return (
    <Button
      variant="default"
      component={AppLink}
      href={mergeHref(kind, [id])}
      leftSection={<IconArrowMerge size={16} aria-hidden="true" />}
    >
      {t('Merge with another …')}
    </Button>
  )
}

/** On the page of a record: that its address was that of one that was merged, and what was merged into it. */
export function MergedHere({ kind, id }: { kind: MergedKind; id: string }) {
  const { id: asked } = useParams({ strict: false }) as { id?: string }
  return (
    <>
      {asked !== undefined && asked !== id && (
        <Notice tone="info" title={t('The record that you asked for was merged into this one')}>
          {t('Old links, imports and calls by its id lead here.')}
        </Notice>
      )}
      <MergedPanel kind={kind} id={id} />
    </>
  )
}

/** What was merged into a record, with how each was won, and the way back. Nothing where nothing was. */
function MergedPanel({ kind, id }: { kind: MergedKind; id: string }) {
  const found = useAsk(mergingOf(kind).made, { id })
  const merges = found.data?.merges ?? []
  if (merges.length === 0) return null
  return (
    <Panel
      id="merged"
      title={t('Merged into this one')}
      hint={t('Their rows are here now. Un-merging puts every field and link back where it was.')}
    >
      <ul className={classes.list}>
        {merges.map(({ id: gone, name, by, at, origin, originAt }) => (
          <li key={gone} className={classes.row}>
            <span>
              <strong>{name}</strong>
              <span className={classes.why}>
                {t('by {{by}} on {{when}}', { by, when: moment(at) })}
                {origin !== null &&
                  ` · ${originAt === null ? t('further origin: {{origin}}', { origin }) : t('further origin: {{origin}}, {{day}}', { origin, day: day(originAt) })}`}
              </span>
            </span>
            <Unmerge kind={kind} which={{ id: gone }} />
          </li>
        ))}
      </ul>
    </Panel>
  )
}
