import { Button, Modal } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconArrowBackUp } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ResultOf } from '#kernel/endpoint'
import { listRepairs, undoRepair } from '#rooms/deals/contract'
import { useAsk, useSend } from '#web/client/queries'
import { moment, tn } from '#web/kit/format'
import { Notice, Tag } from '#web/kit/notice.tsx'
import { Panel } from '#web/kit/page.tsx'
import { RichText } from '#web/kit/rich-text.tsx'
import { Failed } from '#web/kit/states.tsx'
import { DataTable } from '#web/kit/table.tsx'
import { t } from '#web/kit/text'
import classes from './import.module.css'

type Repair = ResultOf<typeof listRepairs>['repairs'][number]

/** Repairs of many deals at once, and the way to take each back. Not there while there are none. */
export function RepairsPanel() {
  const repairs = useAsk(listRepairs, {})
  const all = repairs.data?.repairs ?? []
  if (all.length === 0) return null
  return (
    <Panel id="repairs" title={t('Repairs')} hint={t('Each repair is one step that can be undone.')}>
      <DataTable
        caption={t('Repairs, newest first')}
        rows={all}
        rowKey={(row) => row.eventId}
        columns={[
          { key: 'says', label: t('What was done'), head: true, cell: (row) => row.says },
          { key: 'when', label: t('When'), cell: (row) => moment(row.at) },
          { key: 'by', label: t('By'), cell: (row) => row.by },
          {
            key: 'state',
            label: t('State'),
            cell: (row) => <Tag tone={row.undone ? 'plain' : 'good'}>{row.undone ? t('Undone') : t('Done')}</Tag>,
          },
          { key: 'undo', label: t('Undo'), quiet: true, cell: (row) => (row.undone ? null : <UndoRepair repair={row} />) },
        ]}
      />
    </Panel>
  )
}

function UndoRepair({ repair }: { repair: Repair }) {
  const queries = useQueryClient()
  const [asked, setAsked] = useState(false)
  const [held, setHeld] = useState(0)
  const close = () => {
    setAsked(false)
    setHeld(0)
  }
  const undo = useSend(undoRepair, {
    onSuccess: async ({ undone, deals, conflictCount }) => {
      if (!undone) {
        setHeld(conflictCount)
        return
      }
      close()
      notifications.show({
        title: t('Repair undone'),
        message: tn(deals, '{{n}} deal put back.', '{{n}} deals put back.'),
        closeButtonProps: { 'aria-label': t('Close') },
      })
      await queries.invalidateQueries()
    },
  })
  return (
    <>
      <Button
        variant="default"
        size="compact-sm"
        leftSection={<IconArrowBackUp size={16} aria-hidden="true" />}
        onClick={() => setAsked(true)}
      >
        {t('Undo')}
        <span className="visually-hidden"> {repair.says}</span>
      </Button>
      <Modal opened={asked} onClose={close} title={t('Undo this repair?')} closeButtonProps={{ 'aria-label': t('Close') }}>
        <p>
          <RichText
            text="<strong>{{repair}}</strong>: the deals become as they were before."
            parts={{ strong: <strong /> }}
            gaps={{ repair: repair.says }}
          />
        </p>
        {held > 0 && (
          <Notice tone="warn" live title={tn(held, '{{n}} deal changed after it', '{{n}} deals changed after it')}>
            {t('Nothing was touched so far. You can keep the repair, or undo all the rest and leave these as they are.')}
          </Notice>
        )}
        {undo.error && <Failed error={undo.error} what={t('undo this repair')} />}
        <div className={classes.modalActions}>
          <Button variant="default" onClick={close}>
            {t('Keep the repair')}
          </Button>
          <Button color="ember" loading={undo.isPending} onClick={() => undo.mutate({ eventId: repair.eventId, keepChanged: held > 0 })}>
            {held > 0 ? t('Undo all the rest') : t('Undo the repair')}
          </Button>
        </div>
      </Modal>
    </>
  )
}
