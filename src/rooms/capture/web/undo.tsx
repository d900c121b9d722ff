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
import classes from './import.module.css'
import { undoImport } from './provisional.ts'

/** Takes an import back after asking once; says what could not be taken back because someone changed it since. */
export function UndoButton({ importId, name, compact = false }: { importId: string; name: string; compact?: boolean }) {
  const [asked, setAsked] = useState(false)
  const [kept, setKept] = useState<ResultOf<typeof undoImport>['conflicts']>([])
  const queries = useQueryClient()
  const undo = useSend(undoImport, {
    onSuccess: async ({ undone, conflicts }) => {
      setAsked(false)
      setKept(conflicts)
      notifications.show({ title: 'Import undone', message: `${counted(undone, 'change')} taken back.`, closeButtonProps: { 'aria-label': 'Close' } })
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
        Undo this import
        {compact && <span className="visually-hidden"> ({name})</span>}
      </Button>
      <Modal opened={asked} onClose={() => setAsked(false)} title="Undo this import?">
        <p>What “{name}” made is removed, and what it changed becomes as it was before. Records that someone changed since are left alone and listed.</p>
        {undo.error && <Failed error={undo.error} what="undo this import" />}
        <div className={classes.modalActions}>
          <Button variant="default" onClick={() => setAsked(false)}>
            Keep it
          </Button>
          <Button color="ember" loading={undo.isPending} onClick={() => undo.mutate({ importId })}>
            Undo the import
          </Button>
        </div>
      </Modal>
      <Modal opened={kept.length > 0} onClose={() => setKept([])} title="Some records were left alone" size="lg">
        <Notice tone="warn">
          {counted(kept.length, 'record')} changed after the import, so undo did not touch {kept.length === 1 ? 'it' : 'them'}.
        </Notice>
        <ul className={classes.reasons}>
          {kept.slice(0, 100).map((conflict) => (
            <li key={`${conflict.what} ${conflict.why}`}>
              <strong>{conflict.what}</strong>: {conflict.why}
            </li>
          ))}
        </ul>
        {kept.length > 100 && <p>And {count(kept.length - 100)} more.</p>}
      </Modal>
    </>
  )
}
