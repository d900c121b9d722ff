import { ActionIcon, Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { type InfiniteData, useInfiniteQuery } from '@tanstack/react-query'
import { type DragEvent, type ReactNode, useState } from 'react'
import type { ListRow } from '#kernel/list-endpoints'
import type { Problem } from '#kernel/problem'
import { call } from '#web/client/call'
import { useMayChange } from '#web/client/rights'
import { useWorkspaceId } from '#web/client/workspace'
import { count, money, tn } from '#web/kit/format'
import { openMaking } from '#web/kit/making'
import { Answered, Failed } from '#web/kit/states.tsx'
import { t } from '#web/kit/text'
import { type BoardColumn, dealEndpoints } from '../contract.ts'
import classes from './board.module.css'

export const columnId = (column: BoardColumn) => `stage-${column.stage?.id ?? 'none'}`
export const columnName = (column: BoardColumn) => column.stage?.name ?? t('In no stage')

interface ColumnProps {
  column: BoardColumn
  pipeline: string
  currency: string | null
  filter: string
  search: string
  sort: string
  columns: string
  /** A deal that is dragged or picked up would be put here. */
  target: boolean
  dropping: boolean
  onDrop: () => void
  card: (deal: ListRow) => ReactNode
}

const pageSize = 25

interface CardsPage {
  rows: ListRow[]
  cursor: string | null
}

/** One stage with its deals, page after page. */
export function StageColumn({ column, pipeline, currency, filter, search, sort, columns, target, dropping, onDrop, card }: ColumnProps) {
  const [over, setOver] = useState(false)
  const workspace = useWorkspaceId()
  const may = useMayChange('deal')
  const input = {
    filter: inColumn(filter, column, pipeline),
    search: search || undefined,
    sort: sort || undefined,
    columns,
    limit: pageSize,
  }
  const pages = useInfiniteQuery<CardsPage, Problem, InfiniteData<CardsPage>, readonly unknown[], string | null>({
    queryKey: [dealEndpoints.rows.id, workspace, input],
    queryFn: ({ pageParam, signal }) => call(dealEndpoints.rows, { ...input, cursor: pageParam ?? undefined }, signal),
    initialPageParam: null,
    getNextPageParam: (last) => last.cursor,
    placeholderData: (before) => before,
  })
  const leave = (event: DragEvent) => {
    if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false)
  }
  return (
    <section
      id={columnId(column)}
      className={classes.column}
      aria-labelledby={`${columnId(column)}-title`}
      data-target={target || (over && dropping) || undefined}
      onDragOver={(event) => {
        if (!dropping) return
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={leave}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        if (dropping) onDrop()
      }}
    >
      <header className={classes.title}>
        <h2 id={`${columnId(column)}-title`}>
          <span>{columnName(column)}</span>
          <span>{count(column.deals)}</span>
        </h2>
        {column.stage && may && (
          <ActionIcon
            className={`${classes.add} screen-only`}
            variant="subtle"
            color="gray"
            size="sm"
            aria-label={t('New deal in {{stage}}', { stage: columnName(column) })}
            onClick={() => openMaking({ kind: 'deal', values: { pipeline, stage: column.stage?.id ?? '' } })}
          >
            <IconPlus size={16} stroke={1.8} aria-hidden="true" />
          </ActionIcon>
        )}
        {column.sum !== null && <p>{money(column.sum, currency)}</p>}
        {column.withoutRate > 0 && (
          <p>{tn(column.withoutRate, '{{n}} more in a currency without a rate', '{{n}} more in currencies without a rate')}</p>
        )}
      </header>
      <Answered query={pages} what={t('the deals of {{stage}}', { stage: columnName(column) })}>
        {(found) => (
          <>
            <ol className={classes.cards}>{found.pages.flatMap((page) => page.rows).map(card)}</ol>
            {pages.error && <Failed error={pages.error} what={t('load more deals')} onRetry={() => void pages.fetchNextPage()} />}
            {pages.hasNextPage && (
              <div className={classes.more}>
                <Button
                  size="compact-xs"
                  variant="default"
                  fullWidth
                  loading={pages.isFetchingNextPage}
                  onClick={() => void pages.fetchNextPage()}
                >
                  {t('Show more')}
                  <span className="visually-hidden">: {columnName(column)}</span>
                </Button>
              </div>
            )}
          </>
        )}
      </Answered>
    </section>
  )
}

/** The filter of the board, and being in this column. */
function inColumn(filter: string, { stage }: BoardColumn, pipeline: string): string {
  const here = stage
    ? [{ field: 'stage', operator: 'in', value: [stage.id] }]
    : [
        { field: 'stage', operator: 'null' },
        { field: 'pipeline', operator: 'in', value: [pipeline] },
      ]
  const asked: unknown[] = filter === '' ? [] : [JSON.parse(filter)]
  return JSON.stringify({ combinator: 'and', rules: [...asked, ...here] })
}
