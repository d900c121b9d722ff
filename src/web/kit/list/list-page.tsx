import { Button, TextInput } from '@mantine/core'
import { IconDownload, IconFilter, IconSearch } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import type { BulkEndpoints } from '#kernel/bulk-endpoints'
import { columnOf, customField, type ListColumn, type ListDeclaration, readColumns, readSort, type SortKey } from '#kernel/list'
import type { ListEndpoints, SavedView } from '#kernel/list-endpoints'
import { download } from '#web/client/call'
import { useAsk } from '#web/client/queries'
import { useReadable } from '#web/client/rights'
import { counted, tn } from '../format.ts'
import { Page, Panel } from '../page.tsx'
import { Answered, Failed } from '../states.tsx'
import { said, t } from '../text.ts'
import { BulkDialog, type BulkDone } from './bulk-dialog.tsx'
import { BulkHistory, BulkNotice } from './bulk-done.tsx'
import { ChosenBar, useChosen, whichOf } from './chosen.tsx'
import { ColumnsMenu } from './columns-menu.tsx'
import { FilterGroup } from './filter-builder.tsx'
import classes from './list-page.module.css'
import { type Look, useLook } from './look.ts'
import { ruleWords } from './operator-words.ts'
import { Rows } from './rows.tsx'
import { type Draft, draftOf, linesIn, ruleText } from './rule-draft.ts'
import { useSettled } from './settled.ts'
import { SortChoice } from './sorted-head.tsx'
import { ViewsMenu } from './views-menu.tsx'

interface ListPageProps {
  list: ListDeclaration
  endpoints: ListEndpoints
  /** How many records are changed at once, and the fields of which the change asks why. */
  many: BulkEndpoints
  whyOf?: readonly string[]
  title: string
  lead: ReactNode
  /** Further buttons beside the title. */
  more?: ReactNode
  /** What to do where there is nothing yet. */
  whenEmpty: ReactNode
}

/** The one list: filter, search, order, columns, saved views, and a file of what is found. */
export function ListPage(declared: ListPageProps) {
  const props = { ...declared, list: useSettled(useReadable(declared.list), declared.endpoints) }
  const views = useAsk(props.endpoints.views, {}, { staleTime: 60_000 })
  return (
    <Answered query={views} what={said(props.list.many)} lines={8} page={props.title}>
      {(found) => <Shown {...props} views={found.views} />}
    </Answered>
  )
}

/** What the address asks, as far as the list knows it: a view may name a column that was renamed since. */
export function known<T>(read: () => T, otherwise: () => T): T {
  try {
    return read()
  } catch {
    return otherwise()
  }
}

function Shown({ list, endpoints, many, whyOf = [], title, lead, more, whenEmpty, views }: ListPageProps & { views: SavedView[] }) {
  const { look, go } = useLook(views)
  const columns = known(
    () => readColumns(list, look.columns),
    () => readColumns(list, undefined),
  )
  const sort = known(
    () => readSort(list, look.sort),
    () => [...list.sort],
  )
  const rule = draftOf(list, look.filter)
  const all = useAllColumns(list, endpoints)
  const asked = { filter: look.filter || undefined, search: look.search || undefined }
  const total = useAsk(endpoints.count, asked, { keepPrevious: true })
  const chosen = useChosen(look)
  const [changing, setChanging] = useState(false)
  const [done, setDone] = useState<BulkDone | null>(null)
  const save = useMutation({
    mutationFn: () =>
      download(endpoints.download, { ...asked, sort: look.sort || undefined, columns: look.columns || undefined }, `${list.many}.csv`),
  })
  return (
    <Page
      title={title}
      width="wide"
      lead={lead}
      actions={
        <>
          {more}
          <BulkHistory many={many} />
          <Button
            variant="default"
            leftSection={<IconDownload size={16} aria-hidden="true" />}
            loading={save.isPending}
            onClick={() => save.mutate()}
          >
            {t('Download CSV')}
          </Button>
        </>
      }
    >
      {save.error && <Failed error={save.error} what={t('make the file')} />}
      <Tools list={list} endpoints={endpoints} views={views} look={look} go={go} all={all} columns={columns} sort={sort} />
      {rule.rules.length > 0 && <p className={classes.words}>{t('Only: {{rule}}', { rule: ruleWords(list, rule) })}</p>}
      <Panel id="list" title={total.data ? counted(total.data.count, list.one, list.many) : `… ${said(list.many)}`}>
        {done && <BulkNotice key={done.eventId} many={many} done={done} onClose={() => setDone(null)} />}
        <ChosenBar chosen={chosen} total={total.data?.count} onChange={() => setChanging(true)} />
        {changing && (
          <BulkDialog
            many={many}
            which={whichOf(chosen, look)}
            number={chosen.all ? (total.data?.count ?? 0) : chosen.ids.size}
            columns={all.filter((column) => column.edited && !column.single)}
            whyOf={whyOf}
            onClose={() => setChanging(false)}
            onDone={(answer) => {
              setChanging(false)
              setDone(answer)
              chosen.clear()
            }}
          />
        )}
        <Rows
          list={list}
          endpoints={endpoints}
          columns={columns}
          sort={sort}
          look={look}
          go={go}
          total={total.data?.count}
          chosen={list.columns.some((column) => column.edited) ? chosen : null}
          whenEmpty={look.filter === '' && look.search === '' ? whenEmpty : null}
        />
      </Panel>
    </Page>
  )
}

/** The columns of the list, and its custom fields once they are known. */
export function useAllColumns(list: ListDeclaration, endpoints: ListEndpoints): readonly ListColumn[] {
  const found = useAsk(endpoints.columns, {}, { staleTime: 300_000 })
  const custom = (found.data?.columns ?? []).filter(({ key, hidden }) => customField(key) !== null && !hidden)
  return [...list.columns, ...custom.map(({ key, label }) => ({ ...columnOf(list, key), label }))]
}

interface ToolsProps extends Pick<ListPageProps, 'list' | 'endpoints'> {
  views: readonly SavedView[]
  look: Look
  go: (change: Partial<Look>) => void
  all: readonly ListColumn[]
  columns: readonly ListColumn[]
  sort: readonly SortKey[]
  headless?: boolean
}

/** Views, search, filter, columns and order of a list; the order stands here where there are no heads to sort by. */
export function Tools({ list, endpoints, views, look, go, all, columns, sort, headless = false }: ToolsProps) {
  const [open, setOpen] = useState(false)
  const [draft, setDraft] = useState<{ of: string; rule: Draft } | null>(null)
  // Lines that say nothing yet are only here; a filter that comes with the address or a view begins anew.
  const rule = draft?.of === look.filter ? draft.rule : draftOf(list, look.filter)
  const lines = linesIn(draftOf(list, look.filter))
  const change = (next: Draft) => {
    const filter = ruleText(list, next)
    setDraft({ of: filter, rule: next })
    if (filter !== look.filter) go({ filter })
  }
  return (
    <section aria-label={t('What the list shows')} className={`${classes.form} screen-only`}>
      <div className={classes.tools}>
        <ViewsMenu endpoints={endpoints} views={views} look={look} many={list.many} go={go} />
        <SearchBox key={look.view} many={list.many} search={look.search} onSearch={(search) => go({ search })} />
        <Button
          size="xs"
          variant={lines > 0 ? 'light' : 'default'}
          leftSection={<IconFilter size={14} aria-hidden="true" />}
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          {lines > 0 ? tn(lines, 'Filter: {{n}} line', 'Filter: {{n}} lines') : t('Filter')}
        </Button>
        {lines > 0 && (
          <Button size="xs" variant="subtle" onClick={() => change({ combinator: 'and', rules: [] })}>
            {t('Clear')}
          </Button>
        )}
        <ColumnsMenu columns={all} shown={columns} fixed={list.name} onChange={(next) => go({ columns: next })} />
        <SortChoice columns={headless ? all : columns} sort={sort} always={headless} onSort={(next) => go({ sort: next })} />
      </div>
      {open && (
        <FilterGroup
          list={list}
          endpoints={endpoints}
          columns={all.filter((column) => !column.fixed)}
          group={rule}
          name={said('Filter', 'noun')}
          onChange={change}
        />
      )}
    </section>
  )
}

const pauseMs = 250

/** Looks for what is typed, once typing pauses. */
function SearchBox({ many, search, onSearch }: { many: string; search: string; onSearch: (search: string) => void }) {
  const [typed, type] = useState(search)
  const tell = useRef(onSearch)
  tell.current = onSearch
  useEffect(() => {
    if (typed === search) return
    const timer = setTimeout(() => tell.current(typed), pauseMs)
    return () => clearTimeout(timer)
  }, [typed, search])
  return (
    <TextInput
      className={classes.search}
      size="xs"
      type="search"
      maxLength={200}
      aria-label={t('Search {{many}}', { many: said(many) })}
      placeholder={t('Search {{many}}', { many: said(many) })}
      leftSection={<IconSearch size={14} aria-hidden="true" />}
      value={typed}
      onChange={(event) => type(event.currentTarget.value)}
    />
  )
}
