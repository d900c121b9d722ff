import { Button, Textarea } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import type { ResultOf } from '#kernel/endpoint'
import type { RecordKind } from '#kernel/list'
import type { RecordEndpoints } from '#kernel/list-endpoints'
import { sees } from '#kernel/rights'
import { requestsOfRecord } from '#rooms/cadence/contract/requests'
import { talkTitle } from '#rooms/cadence/web/talk-title'
import { addNote, readTimeline, removeNote, type TimelineEntry } from '#rooms/leads/contract'
import { useAsk, useSend } from '#web/client/queries'
import { useRights } from '#web/client/rights'
import { day, moment } from '#web/kit/format'
import { AppLink } from '#web/kit/link.tsx'
import { recordHref, shownValue } from '#web/kit/list/cell.tsx'
import { Panel } from '#web/kit/page.tsx'
import { Answered, Empty, Failed } from '#web/kit/states.tsx'
import { said, t } from '#web/kit/text'
import { askOthersAnew } from './making/made.tsx'
import classes from './records.module.css'

type Change = ResultOf<RecordEndpoints['history']>['events'][number]
type Asked = ResultOf<typeof requestsOfRecord>['requests'][number]
type Item = { key: string; at: string | null } & (
  | { from: 'timeline'; entry: TimelineEntry }
  | { from: 'history'; change: Change }
  | { from: 'request'; request: Asked; step: Asked['talk'][number] }
)

interface TimelineProps {
  kind: RecordKind
  id: string
  records: RecordEndpoints
  /** The address of the list, for when the record is taken away. */
  home: string
}

/** What both teams did about a record and what was changed about it, in one line of time, with the notes. */
export function Timeline({ kind, id, records, home }: TimelineProps) {
  const timeline = useAsk(readTimeline, { kind, id })
  const history = useAsk(records.history, { id })
  const mayAsk = sees(useRights(), 'activity') && kind !== 'person'
  const asked = useAsk(requestsOfRecord, { kind: kind === 'person' ? 'lead' : kind, id }, { enabled: mayAsk })
  return (
    <Panel id="timeline" title={t('Timeline')} hint={t('Activities, stages, hand-offs and notes of both teams, and every change.')}>
      <NoteForm kind={kind} id={id} />
      <Answered query={timeline} what={t('the timeline')}>
        {({ entries, more }) => (
          <>
            {history.error && <Failed error={history.error} what={t('load the changes')} onRetry={() => void history.refetch()} />}
            <Items items={merged(entries, history.data?.events ?? [], asked.data?.requests ?? [])} id={id} records={records} home={home} />
            {more && <p className={classes.when}>{t('Older entries are not shown here.')}</p>}
          </>
        )}
      </Answered>
    </Panel>
  )
}

/** Newest first; what has no time stands last. */
function merged(entries: readonly TimelineEntry[], changes: readonly Change[], asked: readonly Asked[]): Item[] {
  const items: Item[] = [
    ...entries.map((entry): Item => ({ key: `${entry.what} ${entry.title} ${entry.id}`, at: entry.at, from: 'timeline', entry })),
    ...changes.map((change): Item => ({ key: change.eventId, at: change.at, from: 'history', change })),
    ...asked.flatMap((request) => request.talk.map((step): Item => ({ key: step.id, at: step.at, from: 'request', request, step }))),
  ]
  return items.toSorted((a, b) =>
    (b.at === null ? '' : new Date(b.at).toISOString()).localeCompare(a.at === null ? '' : new Date(a.at).toISOString()),
  )
}

function Items({ items, id, records, home }: { items: readonly Item[] } & Pick<TimelineProps, 'id' | 'records' | 'home'>) {
  if (items.length === 0)
    return <Empty title={t('Nothing happened yet')}>{t('Activities come with an import; notes are written here.')}</Empty>
  return (
    <ol className={classes.entries}>
      {items.map((item) => (
        <li key={item.key} className={classes.entry} data-team={item.from === 'history' ? 'hand' : undefined}>
          {item.from === 'timeline' && <Entry entry={item.entry} />}
          {item.from === 'history' && <Changed change={item.change} id={id} records={records} home={home} />}
          {item.from === 'request' && <AskedStep request={item.request} step={item.step} />}
        </li>
      ))}
    </ol>
  )
}

/** Entries whose title is a word of ours; those of stages and activities name things of the company. */
const fixed: readonly TimelineEntry['what'][] = ['note', 'lead', 'deal']

function Entry({ entry }: { entry: TimelineEntry }) {
  const queries = useQueryClient()
  const remove = useSend(removeNote, { onSuccess: () => queries.invalidateQueries() })
  return (
    <>
      <div className={classes.head}>
        <span className={classes.title}>
          {fixed.includes(entry.what) ? said(entry.title, 'timeline') : entry.title}
          {entry.about && (
            <>
              {' · '}
              <AppLink href={recordHref(entry.about.kind, entry.about.id)}>{entry.about.label}</AppLink>
            </>
          )}
        </span>
        <span className={classes.when}>
          {[entry.by, entry.at === null ? t('time unknown') : whenText(entry.at)].filter(Boolean).join(' · ')}
        </span>
      </div>
      {entry.text && <p className={classes.text}>{entry.text}</p>}
      {entry.what === 'note' && (
        <Button
          className="screen-only"
          size="compact-xs"
          variant="subtle"
          color="gray"
          loading={remove.isPending}
          onClick={() => remove.mutate({ noteId: entry.id as never })}
        >
          {t('Remove this note')}
        </Button>
      )}
      {remove.error && <Failed error={remove.error} what={t('remove this note')} />}
    </>
  )
}

const told: Record<string, string> = {
  'import.done': t('an import'),
  'record.changed': t('hand'),
  'record.made': t('hand'),
  'event.undone': t('an undo'),
  'person.erased': t('an erasure'),
  'people.erased': t('an erasure'),
  'deals.repaired': t('a repair of many deals'),
  'records.changed': t('a bulk edit'),
  'records.merged': t('a merge'),
  'records.unmerged': t('un-merging'),
  'responses.received': t('a response'),
}

/** A step of what one team asked of the other. */
function AskedStep({ request, step }: Pick<Item & { from: 'request' }, 'request' | 'step'>) {
  return (
    <>
      <div className={classes.head}>
        <span className={classes.title}>
          {t('Request')} · <AppLink href={`/requests/${request.id}`}>{request.title}</AppLink>
        </span>
        <span className={classes.when}>{moment(step.at)}</span>
      </div>
      <p className={classes.text}>{[talkTitle(step), step.text].filter(Boolean).join(': ')}</p>
    </>
  )
}

/** A moment, or its day where only that is known. */
const whenText = (at: string) => (at.endsWith('T00:00:00.000Z') ? day(at) : moment(at))

function Changed({ change, id, records, home }: { change: Change } & Pick<TimelineProps, 'id' | 'records' | 'home'>) {
  const queries = useQueryClient()
  const router = useRouter()
  const undo = useSend(records.undo, {
    onSuccess: async () => {
      // Who takes back the making of a record has no page of it any more.
      if (change.made) router.history.push(home)
      await (change.made ? askOthersAnew(queries, id) : queries.invalidateQueries())
    },
  })
  const by = told[change.kind] ?? change.kind
  const title = change.made
    ? change.kind === 'record.made'
      ? t('Made by hand')
      : t('Came with {{step}}', { step: by })
    : change.undone
      ? t('Changed by {{step}}, undone since', { step: by })
      : t('Changed by {{step}}', { step: by })
  return (
    <>
      <div className={classes.head}>
        <span className={classes.title}>{title}</span>
        <span className={classes.when}>{[change.by, moment(change.at)].join(' · ')}</span>
      </div>
      {change.fields.map((field) => (
        <p key={field.label} className={classes.text}>
          {said(field.label)}: {shownValue(field, field.before)} → {shownValue(field, field.after)}
        </p>
      ))}
      {change.undoable && (
        <Button
          className="screen-only"
          size="compact-xs"
          variant="subtle"
          loading={undo.isPending}
          onClick={() => undo.mutate({ id, eventId: change.eventId as never })}
          aria-label={
            change.made
              ? t('Undo: take this record away again')
              : t('Undo the change of {{fields}}', { fields: change.fields.map((field) => said(field.label)).join(', ') })
          }
        >
          {t('Undo')}
        </Button>
      )}
      {undo.error && <Failed error={undo.error} what={t('undo this')} />}
    </>
  )
}

function NoteForm({ kind, id }: { kind: RecordKind; id: string }) {
  const queries = useQueryClient()
  const [text, setText] = useState('')
  const add = useSend(addNote, {
    onSuccess: async () => {
      setText('')
      await queries.invalidateQueries()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    add.mutate({ kind, id, text })
  }
  return (
    <form className={`${classes.note} screen-only`} onSubmit={submit}>
      <Textarea
        aria-label={t('A note')}
        data-note
        placeholder={t('A note for both teams')}
        autosize
        minRows={2}
        maxRows={10}
        maxLength={10_000}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {add.error && <Failed error={add.error} what={t('keep this note')} />}
      <Button type="submit" size="xs" variant="default" disabled={text.trim() === ''} loading={add.isPending}>
        {t('Write the note')}
      </Button>
    </form>
  )
}
