import { Button, Modal } from '@mantine/core'
import { IconArrowBackUp, IconHistory } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { BulkEndpoints } from '#kernel/bulk-endpoints'
import type { ResultOf } from '#kernel/endpoint'
import { useAsk, useSend } from '#web/client/queries'
import { count, moment, tn } from '../format.ts'
import { Notice, Tag } from '../notice.tsx'
import { Answered, Failed } from '../states.tsx'
import { DataTable } from '../table.tsx'
import { t } from '../text.ts'
import classes from './bulk.module.css'
import type { BulkDone } from './bulk-dialog.tsx'

type Undone = ResultOf<BulkEndpoints['undo']>

interface BulkNoticeProps {
  many: BulkEndpoints
  done: BulkDone
  onClose: () => void
}

/** What became of a bulk edit, and the way to take it back. */
export function BulkNotice(props: BulkNoticeProps) {
  return (
    <div className={classes.told}>
      <Told {...props} />
    </div>
  )
}

function Told({ many, done, onClose }: BulkNoticeProps) {
  const { eventId, changed, refused, conflicts, conflictCount } = done
  const [undone, setUndone] = useState<Undone | null>(null)
  if (undone)
    return (
      <Notice
        tone="good"
        live
        title={tn(undone.records, '{{n}} record put back', '{{n}} records put back')}
        actions={<CloseNotice onClose={onClose} />}
      >
        {undone.conflictCount > 0 && <Left conflicts={undone.conflicts} number={undone.conflictCount} />}
      </Notice>
    )
  return (
    <Notice
      tone={conflictCount > 0 ? 'warn' : 'good'}
      live
      title={tn(changed, '{{n}} record changed', '{{n}} records changed')}
      actions={
        <>
          {eventId !== null && <BulkUndo many={many} eventId={eventId} onUndone={setUndone} />}
          <CloseNotice onClose={onClose} />
        </>
      }
    >
      {refused > 0 && <p>{tn(refused, '{{n}} was refused and is as it was.', '{{n}} were refused and are as they were.')}</p>}
      {conflictCount > 0 && <Left conflicts={conflicts} number={conflictCount} />}
    </Notice>
  )
}

function CloseNotice({ onClose }: { onClose: () => void }) {
  return (
    <Button size="xs" variant="subtle" onClick={onClose}>
      {t('Close')}
    </Button>
  )
}

/** Records that somebody changed in between and that were therefore left. */
function Left({ conflicts, number }: { conflicts: Undone['conflicts']; number: number }) {
  return (
    <>
      <p>{tn(number, '{{n}} was changed in between and left as it is:', '{{n}} were changed in between and left as they are:')}</p>
      <ul className={classes.reasons}>
        {conflicts.slice(0, 10).map(({ id, name, why }) => (
          <li key={id}>
            {name}: {why}
          </li>
        ))}
      </ul>
      {number > 10 && <p>{t('And {{n}} more.', { n: count(number - 10) })}</p>}
    </>
  )
}

interface BulkUndoProps {
  many: BulkEndpoints
  eventId: string
  onUndone: (undone: Undone) => void
}

/** Takes a bulk edit back. Where records changed since, they are shown first, and nothing happens until somebody says to leave them. */
function BulkUndo({ many, eventId, onUndone }: BulkUndoProps) {
  const queries = useQueryClient()
  const [held, setHeld] = useState<Undone | null>(null)
  const undo = useSend(many.undo, {
    onSuccess: async (answer) => {
      if (!answer.undone) {
        setHeld(answer)
        return
      }
      onUndone(answer)
      await queries.invalidateQueries()
    },
  })
  return (
    <>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconArrowBackUp size={14} aria-hidden="true" />}
        loading={undo.isPending && !held}
        onClick={() => undo.mutate({ eventId: eventId as never, keepChanged: false })}
      >
        {t('Undo all of it')}
      </Button>
      {undo.error && <Failed error={undo.error} what={t('undo this')} />}
      {held && (
        <Modal opened onClose={() => setHeld(null)} title={t('Some records changed since')} closeButtonProps={{ 'aria-label': t('Close') }}>
          <Left conflicts={held.conflicts} number={held.conflictCount} />
          <div className={classes.ends}>
            <Button variant="default" onClick={() => setHeld(null)}>
              {t('Undo nothing')}
            </Button>
            <Button color="ember" loading={undo.isPending} onClick={() => undo.mutate({ eventId: eventId as never, keepChanged: true })}>
              {t('Undo all the rest')}
            </Button>
          </div>
        </Modal>
      )}
    </>
  )
}

/** The bulk edits of a list that were made, each with its undo. */
export function BulkHistory({ many }: { many: BulkEndpoints }) {
  const [open, setOpen] = useState(false)
  const made = useAsk(many.made, {}, { enabled: open, staleTime: 0 })
  return (
    <>
      <Button variant="default" leftSection={<IconHistory size={16} aria-hidden="true" />} onClick={() => setOpen(true)}>
        {t('Bulk edits')}
      </Button>
      <Modal opened={open} onClose={() => setOpen(false)} title={t('Bulk edits')} size="xl" closeButtonProps={{ 'aria-label': t('Close') }}>
        <Answered query={made} what={t('the bulk edits')}>
          {({ steps }) =>
            steps.length === 0 ? (
              <p>{t('None so far. Choose rows of the list to change them together; each time is one step that can be undone.')}</p>
            ) : (
              <DataTable
                caption={t('Bulk edits, newest first')}
                rows={steps}
                rowKey={(row) => row.eventId}
                columns={[
                  { key: 'says', label: t('What was done'), head: true, cell: (row) => row.says },
                  { key: 'when', label: t('When'), cell: (row) => moment(row.at) },
                  { key: 'by', label: t('By'), cell: (row) => row.by },
                  { key: 'undo', label: t('Undo'), quiet: true, cell: (row) => <Step many={many} row={row} /> },
                ]}
              />
            )
          }
        </Answered>
      </Modal>
    </>
  )
}

function Step({ many, row }: { many: BulkEndpoints; row: ResultOf<BulkEndpoints['made']>['steps'][number] }) {
  if (row.undone) return <Tag>{t('Undone')}</Tag>
  return <BulkUndo many={many} eventId={row.eventId} onUndone={() => undefined} />
}
