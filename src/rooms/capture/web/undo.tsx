import { Button, Modal } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconArrowBackUp } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { keyOf, useAsk, useSend } from '#web/client/queries'
import { count, moment, tn } from '#web/kit/format'
import { AppLink } from '#web/kit/link.tsx'
import { recordHref } from '#web/kit/list/cell.tsx'
import { Notice } from '#web/kit/notice.tsx'
import { RichText } from '#web/kit/rich-text.tsx'
import { Failed } from '#web/kit/states.tsx'
import { said, t } from '#web/kit/text'
import { readImport, undoImport } from '../contract.ts'
import type { Undone } from '../shapes.ts'
import classes from './import.module.css'
import { TaskProgress } from './task-panel.tsx'

/** Takes an import back after asking once, and shows how far that is. Rows that someone changed since are shown first, and left alone. */
export function UndoButton({ importId, name, compact = false }: { importId: string; name: string; compact?: boolean }) {
  const [asked, setAsked] = useState(false)
  const { undo, running, held, failure } = useUndo(importId, () => setAsked(false))
  const close = () => setAsked(false)
  return (
    <>
      <Button
        variant="default"
        size={compact ? 'compact-sm' : 'sm'}
        leftSection={<IconArrowBackUp size={16} aria-hidden="true" />}
        onClick={() => setAsked(true)}
      >
        {compact ? (
          <RichText
            text="Undo<hidden> the import {{name}}</hidden>"
            parts={{ hidden: <span className="visually-hidden" /> }}
            gaps={{ name }}
          />
        ) : (
          t('Undo this import')
        )}
      </Button>
      <Modal
        opened={asked}
        onClose={close}
        title={held ? t('Some rows changed since') : t('Undo this import?')}
        size={held ? 'lg' : 'md'}
        closeButtonProps={{ 'aria-label': t('Close') }}
      >
        {held ? (
          <Conflicts held={held} />
        ) : (
          <p>
            <RichText
              text="What <strong>{{name}}</strong> made is removed, and what it changed becomes as it was before. If someone changed a row since, nothing happens until you have seen the list."
              parts={{ strong: <strong /> }}
              gaps={{ name }}
            />
          </p>
        )}
        {running && <TaskProgress view={running} />}
        {failure !== null && (
          <Notice tone="loss" live title={t('The undo did not work')}>
            {failure}
          </Notice>
        )}
        {undo.error && <Failed error={undo.error} what={t('undo this import')} />}
        <div className={classes.modalActions}>
          <Button variant="default" onClick={close}>
            {running ? t('Close; the work goes on') : t('Keep the import')}
          </Button>
          <Button
            color="ember"
            loading={undo.isPending || running !== null}
            onClick={() => undo.mutate({ importId, keepChanged: held !== null })}
          >
            {held ? t('Undo all the rest') : t('Undo the import')}
          </Button>
        </div>
      </Modal>
    </>
  )
}

const askEveryMs = 500

/** Asks for the undo and then, again and again, how far it is: an answer that gets lost on the way loses nothing. */
function useUndo(importId: string, onUndone: () => void) {
  const queries = useQueryClient()
  const [watched, setWatched] = useState(false)
  const undo = useSend(undoImport, {
    onSuccess: (next) => {
      queries.setQueryData(keyOf(readImport, { importId }), next)
      // A list that knew of it would ask for itself, and take this button away before it could say how it ended.
      setWatched(true)
    },
  })
  const { data } = useAsk(
    readImport,
    { importId },
    { enabled: watched, staleTime: 0, refetchInterval: ({ state }) => (state.data?.task ? askEveryMs : false) },
  )
  const ended = watched && data?.task === null ? data : null
  const rows = ended?.state === 'undone' ? (ended.undo?.rows ?? 0) : null
  const told = useRef(onUndone)
  told.current = onUndone
  useEffect(() => {
    if (rows === null) return
    told.current()
    notifications.show({
      title: t('Import undone'),
      message: tn(rows, '{{n}} row taken back.', '{{n}} rows taken back.'),
      closeButtonProps: { 'aria-label': t('Close') },
    })
    void queries.invalidateQueries()
  }, [rows, queries])
  return {
    undo,
    running: data?.task === 'undo' ? data : null,
    held: ended?.undo && !ended.undo.undone ? ended.undo : null,
    failure: ended?.failure ?? null,
  }
}

/** The rows for which an undo stopped, and which it would leave: those that somebody changed, and behind them those that they still need. */
function Conflicts({ held }: { held: Undone }) {
  const changed = held.conflicts.filter(({ why }) => why !== 'still referred to')
  const also = held.conflicts.filter(({ why }) => why === 'still referred to')
  return (
    <>
      <Notice
        tone="warn"
        live
        title={tn(held.conflictCount, '{{n}} row of this import would stay', '{{n}} rows of this import would stay')}
      >
        {t(
          'Something changed since. Nothing was touched so far. You can keep the import, or undo all the rest and leave these as they are.',
        )}
      </Notice>
      <ul className={classes.reasons}>
        {changed.map((row) => (
          <li key={row.id}>
            <LeftRow row={row} />
          </li>
        ))}
      </ul>
      {also.length > 0 && <p className={classes.meta}>{t('What these still need stays too: {{list}}.', { list: inShort(also) })}</p>}
      {held.conflictCount > held.conflicts.length && (
        <p className={classes.meta}>{t('And {{n}} more.', { n: count(held.conflictCount - held.conflicts.length) })}</p>
      )}
    </>
  )
}

/** Names where there are some, and of the rest how many of a kind. */
function inShort(rows: Undone['conflicts']): string {
  const names = rows.flatMap(({ name }) => name || [])
  const kinds = Map.groupBy(
    rows.filter(({ name }) => !name),
    ({ what }) => what,
  )
  return [...names, ...[...kinds].map(([what, all]) => `${said(what)} (${count(all.length)})`)].join(', ')
}

const withPage = ['deal', 'account', 'person', 'lead'] as const

/** One of them: which record, why it is left, and who changed it. */
function LeftRow({ row }: { row: Undone['conflicts'][number] }) {
  const kind = withPage.find((each) => each === row.what)
  const name = row.name ?? null
  return (
    <>
      <strong>
        {kind && name !== null ? (
          <AppLink href={recordHref(kind, row.id)} target="_blank">
            {name || t('Without a name')}
          </AppLink>
        ) : (
          said(row.what)
        )}
      </strong>
      {': '}
      {row.by === undefined || row.at === undefined
        ? said(row.why)
        : t('{{why}} by {{name}}, {{when}}', { why: said(row.why), name: row.by, when: moment(row.at) })}
    </>
  )
}
