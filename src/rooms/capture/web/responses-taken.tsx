import { Button, Modal } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ResultOf } from '#kernel/endpoint'
import { useAsk, useSend } from '#web/client/queries'
import { useMayCall } from '#web/client/rights'
import { moment, tn } from '#web/kit/format'
import { Notice, Tag } from '#web/kit/notice.tsx'
import { Panel } from '#web/kit/page.tsx'
import { ReasonButton } from '#web/kit/reason-button.tsx'
import { Answered, Failed } from '#web/kit/states.tsx'
import { DataTable } from '#web/kit/table.tsx'
import { t } from '#web/kit/text'
import { listTaken, undoTaken } from '../contract/responses-taken.ts'
import { Conflicts } from './conflicts.tsx'
import classes from './import.module.css'

const shownFirst = 10

type Step = ResultOf<typeof listTaken>['steps'][number]

/** The deliveries, each with the way back. */
export function TakenPanel() {
  const [asked, setAsked] = useState<Step | null>(null)
  const [all, setAll] = useState(false)
  const query = useAsk(listTaken, {})
  const may = useMayCall(undoTaken)
  return (
    <Panel
      id="taken"
      title={t('Deliveries')}
      hint={t('What came together was taken together. Taking it back removes the responses, and the people and leads that they made.')}
    >
      <Answered query={query} what={t('the deliveries')}>
        {({ steps }) =>
          steps.length === 0 ? (
            <p className={classes.meta}>{t('None came by a form, a program or a webhook yet.')}</p>
          ) : (
            <>
              <DataTable
                caption={t('Deliveries, the last first')}
                rows={all ? steps : steps.slice(0, shownFirst)}
                rowKey={({ eventId }) => eventId}
                columns={[
                  { key: 'what', label: t('Delivery'), head: true, cell: whatCame },
                  { key: 'by', label: t('By'), cell: ({ by }) => by },
                  { key: 'at', label: t('When'), cell: ({ at }) => moment(at) },
                  {
                    key: 'undo',
                    label: t('Undo'),
                    quiet: true,
                    cell: (step) =>
                      step.undone ? (
                        <Tag>{t('Taken back')}</Tag>
                      ) : (
                        <ReasonButton size="compact-sm" variant="default" allowed={may} onClick={() => setAsked(step)}>
                          {t('Take back')}
                          <span className="visually-hidden"> {whatCame(step)}</span>
                        </ReasonButton>
                      ),
                  },
                ]}
              />
              {!all && steps.length > shownFirst && (
                <span>
                  <Button size="xs" variant="default" mt="sm" onClick={() => setAll(true)}>
                    {t('Show more')}
                  </Button>
                </span>
              )}
            </>
          )
        }
      </Answered>
      {asked && <TakeBack step={asked} onClose={() => setAsked(null)} />}
    </Panel>
  )
}

function whatCame({ responses, people, leads }: Step): string {
  return [
    tn(responses, '{{n}} response', '{{n}} responses'),
    ...(people === 0 ? [] : [tn(people, '{{n}} new person', '{{n}} new people')]),
    ...(leads === 0 ? [] : [tn(leads, '{{n}} handed over', '{{n}} handed over')]),
  ].join(', ')
}

/** Asks once; what somebody changed since is shown before anything is touched. */
function TakeBack({ step, onClose }: { step: Step; onClose: () => void }) {
  const queries = useQueryClient()
  const undo = useSend(undoTaken, { onSuccess: ({ undone }) => undone && queries.invalidateQueries() })
  const held = undo.data && !undo.data.undone ? undo.data : null
  const done = undo.data?.undone ? undo.data : null
  return (
    <Modal
      opened
      onClose={onClose}
      title={held ? t('Something changed since') : t('Take this delivery back?')}
      size={held ? 'lg' : 'md'}
      closeButtonProps={{ 'aria-label': t('Close') }}
    >
      {held && <Conflicts held={held} title={tn(held.conflictCount, '{{n}} row of it would stay', '{{n}} rows of it would stay')} />}
      {done && (
        <Notice tone="good" live title={tn(done.rows, 'It is taken back, {{n}} row in all.', 'It is taken back, {{n}} rows in all.')} />
      )}
      {!held && !done && (
        <p>{t('{{what}}, taken {{at}}. Whoever sends it again has it taken again.', { what: whatCame(step), at: moment(step.at) })}</p>
      )}
      {undo.error && <Failed error={undo.error} what={t('take this delivery back')} />}
      <div className={classes.modalActions}>
        <Button variant="default" onClick={onClose}>
          {done ? t('Close') : t('Keep it')}
        </Button>
        {!done && (
          <Button color="ember" loading={undo.isPending} onClick={() => undo.mutate({ eventId: step.eventId, keepChanged: held !== null })}>
            {held ? t('Take all the rest back') : t('Take it back')}
          </Button>
        )}
      </div>
    </Modal>
  )
}
