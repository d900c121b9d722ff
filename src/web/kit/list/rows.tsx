import { Button } from '@mantine/core'
import { type InfiniteData, useInfiniteQuery } from '@tanstack/react-query'
import { type ReactNode, useEffect, useRef } from 'react'
import type { ListColumn, ListDeclaration, SortKey } from '#kernel/list'
import type { ListEndpoints, ListRow } from '#kernel/list-endpoints'
import type { Problem } from '#kernel/problem'
import { call } from '#web/client/call'
import { useWorkspaceId } from '#web/client/workspace'
import { count } from '../format.ts'
import { Answered, Empty, Failed } from '../states.tsx'
import { type Column, DataTable } from '../table.tsx'
import { said, t } from '../text.ts'
import { CellView, cellText, labelOf, standsRight } from './cell.tsx'
import { type Chosen, Tick, TickShown } from './chosen.tsx'
import classes from './list-page.module.css'
import type { Look } from './look.ts'
import { RowKeys } from './row-keys.tsx'
import { SortedHead, sortState } from './sorted-head.tsx'

interface RowsProps {
  list: ListDeclaration
  endpoints: ListEndpoints
  columns: readonly ListColumn[]
  sort: readonly SortKey[]
  look: Look
  go: (change: Partial<Look>) => void
  total: number | undefined
  /** What is chosen, where rows can be. */
  chosen: Chosen | null
  /** Null when a filter may be the reason that nothing is there. */
  whenEmpty: ReactNode | null
}

interface RowsPage {
  rows: ListRow[]
  cursor: string | null
}

const pageSize = 50

/** The records themselves, page after page. */
export function Rows({ list, endpoints, columns, sort, look, go, total, chosen, whenEmpty }: RowsProps) {
  const workspace = useWorkspaceId()
  const input = {
    filter: look.filter || undefined,
    search: look.search || undefined,
    sort: look.sort || undefined,
    columns: look.columns || undefined,
    limit: pageSize,
  }
  const pages = useInfiniteQuery<RowsPage, Problem, InfiniteData<RowsPage>, readonly unknown[], string | null>({
    queryKey: [endpoints.rows.id, workspace, input],
    queryFn: ({ pageParam, signal }) => call(endpoints.rows, { ...input, cursor: pageParam ?? undefined }, signal),
    initialPageParam: null,
    getNextPageParam: (last) => last.cursor,
    placeholderData: (before) => before,
  })
  return (
    <Answered query={pages} what={said(list.many)} lines={8}>
      {(found) => {
        const rows = found.pages.flatMap((page) => page.rows)
        if (rows.length === 0)
          return (
            whenEmpty ?? (
              <Empty
                title={t('No {{many}} are like this', { many: said(list.many) })}
                actions={
                  <Button size="xs" variant="default" onClick={() => go({ filter: '', search: '' })}>
                    {t('Take the filter and the search away')}
                  </Button>
                }
              >
                {t('The filter and the search leave nothing.')}
              </Empty>
            )
          )
        return (
          <>
            {pages.error && (
              <Failed
                error={pages.error}
                what={t('load more {{many}}', { many: said(list.many) })}
                onRetry={() => void pages.fetchNextPage()}
              />
            )}
            <RowKeys>
              <DataTable
                caption={t('{{many}}, {{n}} shown', { many: said(list.many), n: count(rows.length) })}
                rows={rows}
                rowKey={(row) => row.id}
                dense
                columns={[
                  ...(chosen ? [tickColumn(chosen, list, rows)] : []),
                  ...columns.map((column) => ({
                    key: column.key,
                    label: labelOf(column),
                    title: <SortedHead column={column} sort={sort} onSort={(next) => go({ sort: next })} />,
                    sorted: sortState(column, sort),
                    head: column.key === list.name,
                    numeric: standsRight(column),
                    cell: (row: ListRow) => <CellView column={column} row={row} leads={column.key === list.name ? list.kind : null} />,
                  })),
                ]}
              />
            </RowKeys>
            <More
              shown={rows.length}
              total={total}
              next={pages.hasNextPage}
              loading={pages.isFetchingNextPage}
              onMore={() => void pages.fetchNextPage()}
            />
          </>
        )
      }}
    </Answered>
  )
}

/** The column of boxes that choose rows. */
function tickColumn(chosen: Chosen, list: ListDeclaration, rows: readonly ListRow[]): Column<ListRow> {
  return {
    key: 'chosen',
    label: t('Chosen'),
    title: <TickShown chosen={chosen} ids={rows.map((row) => row.id)} />,
    cell: (row) => <Tick chosen={chosen} id={row.id} name={cellText({ type: 'text' }, row.cells[list.name])} />,
  }
}

/** The end of the list: loads on when it comes into sight, or by its button. */
function More({
  shown,
  total,
  next,
  loading,
  onMore,
}: {
  shown: number
  total: number | undefined
  next: boolean
  loading: boolean
  onMore: () => void
}) {
  const end = useRef<HTMLDivElement>(null)
  const more = useRef(onMore)
  more.current = onMore
  useEffect(() => {
    const place = end.current
    if (!place || !next || loading) return
    const watch = new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && more.current(), { rootMargin: '400px' })
    watch.observe(place)
    return () => watch.disconnect()
  }, [next, loading])
  return (
    <div ref={end} className={`${classes.more} screen-only`}>
      <span role="status">
        {total === undefined
          ? t('{{n}} shown', { n: count(shown) })
          : t('{{n}} of {{all}} shown', { n: count(shown), all: count(Math.max(shown, total)) })}
      </span>
      {next && (
        <Button size="xs" variant="default" loading={loading} onClick={onMore}>
          {t('Show more')}
        </Button>
      )}
    </div>
  )
}
