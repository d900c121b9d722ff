import { columnsText, type ListDeclaration, readColumns } from '#kernel/list'
import type { ListEndpoints } from '#kernel/list-endpoints'
import { sees } from '#kernel/rights'
import { useAsk } from '#web/client/queries'
import { useReadable, useRights } from '#web/client/rights'
import { count } from '#web/kit/format'
import { AppLink } from '#web/kit/link.tsx'
import { CellView, labelOf, standsRight } from '#web/kit/list/cell.tsx'
import type { MakingStart } from '#web/kit/making'
import { NewButton } from '#web/kit/new-button.tsx'
import { Panel } from '#web/kit/page.tsx'
import { Answered } from '#web/kit/states.tsx'
import { DataTable } from '#web/kit/table.tsx'
import { said, t } from '#web/kit/text'

interface RelatedProps {
  title: string
  list: ListDeclaration
  endpoints: ListEndpoints
  /** The address of the list. */
  href: string
  /** The column that names the record whose page this is. */
  field: string
  id: string
  columns: readonly string[]
  /** What a new one of these is to say of the record whose page this is. */
  start?: Omit<MakingStart, 'kind'>
}

const shownAtOnce = 10

/** Records that name this one: the first few, and the way to all of them. */
export function Related(props: RelatedProps) {
  const list = useReadable(props.list)
  const rights = useRights()
  const readable = (key: string) => list.columns.some((column) => column.key === key)
  if (!sees(rights, list.kind) || !readable(props.field)) return null
  return <Shown {...props} list={list} columns={props.columns.filter(readable)} />
}

function Shown({ title, list, endpoints, href, field, id, columns: keys, start }: RelatedProps) {
  const filter = JSON.stringify({ combinator: 'and', rules: [{ field, operator: 'in', value: [id] }] })
  const rows = useAsk(endpoints.rows, { filter, columns: columnsText(keys), limit: shownAtOnce })
  const total = useAsk(endpoints.count, { filter })
  const columns = readColumns(list, columnsText(keys))
  return (
    <Panel
      id={`related-${list.kind}`}
      title={total.data ? `${title}: ${count(total.data.count)}` : title}
      actions={
        <>
          {(total.data?.count ?? 0) > shownAtOnce && (
            <AppLink href={`${href}?${new URLSearchParams({ view: 'none', filter })}`}>
              {t('All {{n}} {{many}}', { n: count(total.data?.count ?? 0), many: said(list.many) })}
            </AppLink>
          )}
          {start && <NewButton start={{ kind: list.kind, ...start }} variant="default" size="xs" />}
        </>
      }
    >
      <Answered query={rows} what={said(list.many)}>
        {(found) =>
          found.rows.length === 0 ? (
            <p>{t('None.')}</p>
          ) : (
            <DataTable
              caption={title}
              rows={found.rows}
              rowKey={(row) => row.id}
              dense
              columns={columns.map((column) => ({
                key: column.key,
                label: labelOf(column),
                head: column.key === list.name,
                numeric: standsRight(column),
                cell: (row: (typeof found.rows)[number]) => (
                  <CellView column={column} row={row} leads={column.key === list.name ? list.kind : null} />
                ),
              }))}
            />
          )
        }
      </Answered>
    </Panel>
  )
}
