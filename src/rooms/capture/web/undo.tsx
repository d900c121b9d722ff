import { Button, Modal } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconArrowBackUp } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ResultOf } from '#kernel/endpoint'
import { useSend } from '#web/client/queries'
import { count, counted } from '#web/kit/format'
import { Notice } from '#web/kit/notice.tsx'
import { Failed } from '#web/kit/states.tsx'
import { undoImport } from '../contract.ts'
import classes from './import.module.css'

type Undone = ResultOf<typeof undoImport>

/** Takes an import back after asking once. Rows that someone changed since are shown first, and left alone. */
export function UndoButton({ importId, name, compact = false }: { importId: string; name: string; compact?: boolean }) {
  const [asked, setAsked] = useState(false)
  const [held, setHeld] = useState<Undone | null>(null)
  const queries = useQueryClient()
  const close = () => {
    setAsked(false)
    setHeld(null)
  }
  const undo = useSend(undoImport, {
    onSuccess: async (answer) => {
      if (!answer.undone) {
        setHeld(answer)
        return
      }
      close()
      notifications.show({
        title: 'Import undone',
        message: `${counted(answer.rows, 'row')} taken back.`,
        closeButtonProps: { 'aria-label': 'Close' },
      })
      await queries.invalidateQueries()
    },
  })
  return (
    <>
      <Button
        variant="default"
        size={compact ? 'compact-sm' : 'sm'}
        leftSection={<IconArrowBackUp size={16} aria-hidden="true" />}
        onClick={() => setAsked(true)}
      >
        Undo{compact ? <span className="visually-hidden"> the import {name}</span> : ' this import'}
      </Button>
      <Modal opened={asked} onClose={close} title={held ? 'Some rows changed since' : 'Undo this import?'} size={held ? 'lg' : 'md'}>
        {held ? (
          <Conflicts held={held} />
        ) : (
          <p>
            What <strong>{name}</strong> made is removed, and what it changed becomes as it was before. If someone changed a row since,
            nothing happens until you have seen the list.
          </p>
        )}
        {undo.error && <Failed error={undo.error} what="undo this import" />}
        <div className={classes.modalActions}>
          <Button variant="default" onClick={close}>
            Keep the import
          </Button>
          <Button color="ember" loading={undo.isPending} onClick={() => undo.mutate({ importId, keepChanged: held !== null })}>
            {held ? 'Undo all the rest' : 'Undo the import'}
          </Button>
        </div>
      </Modal>
    </>
  )
}

function Conflicts({ held }: { held: Undone }) {
  return (
    <>
      <Notice tone="warn" live title={`${counted(held.conflictCount, 'row')} of this import changed after it`}>
        Nothing was touched so far. You can keep the import, or undo all the rest and leave these as they are.
      </Notice>
      <ul className={classes.reasons}>
        {held.conflicts.map((conflict) => (
          <li key={conflict.id}>
            <strong>{conflict.what}</strong>: {conflict.why}
          </li>
        ))}
      </ul>
      {held.conflictCount > held.conflicts.length && (
        <p className={classes.meta}>And {count(held.conflictCount - held.conflicts.length)} more.</p>
      )}
    </>
  )
}
