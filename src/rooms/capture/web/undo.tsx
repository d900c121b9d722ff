import { Button, Modal } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconArrowBackUp } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { keyOf, useAsk, useSend } from '#web/client/queries'
import { tn } from '#web/kit/format'
import { Notice } from '#web/kit/notice.tsx'
import { RichText } from '#web/kit/rich-text.tsx'
import { Failed } from '#web/kit/states.tsx'
import { t } from '#web/kit/text'
import { readImport, undoImport } from '../contract.ts'
import { Conflicts } from './conflicts.tsx'
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
          <Conflicts
            held={held}
            title={tn(held.conflictCount, '{{n}} row of this import would stay', '{{n}} rows of this import would stay')}
          />
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
