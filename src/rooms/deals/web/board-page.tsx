import { Button, Modal, NativeSelect, TextInput } from '@mantine/core'
import { IconList } from '@tabler/icons-react'
import { useRouterState } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { columnsText, readColumns, readSort } from '#kernel/list'
import type { SavedView } from '#kernel/list-endpoints'
import { useAsk } from '#web/client/queries'
import { useReadable } from '#web/client/rights'
import { tn } from '#web/kit/format'
import { AppLink } from '#web/kit/link.tsx'
import { known, Tools, useAllColumns } from '#web/kit/list/list-page.tsx'
import { useLook } from '#web/kit/list/look'
import { NothingYet } from '#web/kit/list/nothing-yet.tsx'
import { useSettled } from '#web/kit/list/settled'
import { NewButton } from '#web/kit/new-button.tsx'
import { Notice } from '#web/kit/notice.tsx'
import { Page } from '#web/kit/page.tsx'
import { Answered, Failed } from '#web/kit/states.tsx'
import { t } from '#web/kit/text'
import { dealEndpoints, dealList, readBoard } from '../contract.ts'
import classes from './board.module.css'
import { Columns } from './board-columns.tsx'
import { type Move, type Moves, useMoves, type Why } from './moves.ts'

/** Open and closed deals by stage: seen, filtered and moved. */
export default function BoardPage() {
  const views = useAsk(dealEndpoints.views, {}, { staleTime: 60_000 })
  return (
    <Answered query={views} what={t('the board')} lines={8} page={t('Board')}>
      {(found) => <Board views={found.views} />}
    </Answered>
  )
}

/** What cards show until somebody chooses columns. */
const usual = ['name', 'account', 'amount', 'owner', 'expected']

function Board({ views }: { views: SavedView[] }) {
  const list = useSettled(useReadable(dealList), dealEndpoints)
  const usually = columnsText(usual.filter((key) => list.columns.some((column) => column.key === key)))
  const { look, go } = useLook(views)
  const address = useRouterState({ select: ({ location }) => location.searchStr })
  const columns = known(
    () => readColumns(list, look.columns || usually),
    () => readColumns(list, usually),
  )
  const sort = known(
    () => readSort(list, look.sort),
    () => [...list.sort],
  )
  const all = useAllColumns(list, dealEndpoints)
  const asked = { filter: look.filter || undefined, search: look.search || undefined }
  const board = useAsk(readBoard, { ...asked, pipeline: (look.part || undefined) as never }, { keepPrevious: true })
  const moves = useMoves()
  return (
    <Page
      title={t('Board')}
      width="wide"
      lead={t('Deals by stage. Drag a card to another stage, or press the space bar on its name and choose with the arrow keys.')}
      actions={
        <>
          <NewButton start={{ kind: 'deal' }} />
          <Button variant="default" component={AppLink} href={`/deals${address}`} leftSection={<IconList size={16} aria-hidden="true" />}>
            {t('List')}
          </Button>
        </>
      }
    >
      <Tools list={list} endpoints={dealEndpoints} views={views} look={look} go={go} all={all} columns={columns} sort={sort} headless />
      <Said moves={moves} />
      {moves.asking && <WhyLost move={moves.asking} onStay={moves.stay} onGo={moves.go} />}
      <Answered query={board} what={t('the board')} lines={8}>
        {(found) =>
          found.pipeline === null ? (
            <NothingYet many="deals" kind="deal" />
          ) : (
            <>
              {found.pipelines.length > 1 && (
                <div className={classes.head}>
                  <NativeSelect
                    size="xs"
                    label={t('Pipeline')}
                    value={found.pipeline}
                    data={found.pipelines.map(({ id, name }) => ({ value: id, label: name || t('Without a name') }))}
                    onChange={(event) => go({ part: event.currentTarget.value })}
                  />
                </div>
              )}
              <Columns
                board={{ ...found, pipeline: found.pipeline }}
                look={{ ...look, columns: columnsText([...new Set([list.name, ...columns.map(({ key }) => key)])]) }}
                facts={columns.filter(({ key }) => key !== list.name && key !== 'stage')}
                moves={moves}
              />
              {found.elsewhere > 0 && <p>{tn(found.elsewhere, '{{n}} deal is in no pipeline.', '{{n}} deals are in no pipeline.')}</p>}
            </>
          )
        }
      </Answered>
    </Page>
  )
}

/** What became of the last move, with the way back. */
function Said({ moves }: { moves: Moves }) {
  const { done, error, undoError } = moves
  return (
    <>
      <p role="status" aria-live="assertive" className="visually-hidden">
        {moves.said}
      </p>
      {error && <Failed error={error} what={t('move this deal')} onRetry={moves.forget} />}
      {undoError && <Failed error={undoError} what={t('undo this')} />}
      {done && (
        <Notice
          tone="good"
          title={t('{{name}} is moved to {{stage}}.', { name: done.name, stage: done.to.name })}
          actions={
            <>
              <Button size="xs" variant="default" loading={moves.undoing} onClick={moves.undo}>
                {t('Undo')}
              </Button>
              <Button size="xs" variant="subtle" onClick={moves.forget}>
                {t('Close')}
              </Button>
            </>
          }
        />
      )}
    </>
  )
}

/** Asks why a deal is lost: nobody remembers it a month later. */
function WhyLost({ move, onStay, onGo }: { move: Move; onStay: () => void; onGo: (move: Move, why: Why) => void }) {
  const [why, setWhy] = useState<Why>({ reason: '', on: '' })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onGo(move, why)
  }
  return (
    <Modal opened onClose={onStay} title={t('Why is {{name}} lost?', { name: move.name })} closeButtonProps={{ 'aria-label': t('Close') }}>
      <form className={classes.form} onSubmit={submit}>
        <TextInput
          label={t('Reason')}
          required
          maxLength={400}
          data-autofocus
          value={why.reason}
          onChange={(event) => setWhy({ ...why, reason: event.currentTarget.value })}
        />
        <TextInput
          type="date"
          label={t('On')}
          description={t('Today when left empty')}
          value={why.on}
          onChange={(event) => setWhy({ ...why, on: event.currentTarget.value })}
        />
        <div className={classes.ends}>
          <Button variant="default" onClick={onStay}>
            {t('Leave it where it is')}
          </Button>
          <Button type="submit">{t('Close as lost')}</Button>
        </div>
      </form>
    </Modal>
  )
}
