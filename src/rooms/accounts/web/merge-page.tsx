import { Button, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import type { ResultOf } from '#kernel/endpoint'
import { useAsk, useSend } from '#web/client/queries'
import { AppLink } from '#web/kit/link.tsx'
import { recordHref } from '#web/kit/list/cell.tsx'
import { Notice } from '#web/kit/notice.tsx'
import { Page, Panel } from '#web/kit/page.tsx'
import { Answered, Failed } from '#web/kit/states.tsx'
import { t } from '#web/kit/text'
import type { MergedKind, MergeEndpoints } from '../contract/merge.ts'
import { accountEndpoints, personEndpoints } from '../contract.ts'
import classes from './merge.module.css'
import { MergeFields } from './merge-fields.tsx'
import { Unmerge } from './merge-undo.tsx'
import { mergeHref, mergingOf, movesInWords } from './merge-words.ts'

/** Two or more records that are one: side by side, field by field, with what moves, and the way back. */
export default function MergePage() {
  const search = useSearch({ strict: false }) as { kind?: string; ids?: string }
  const kind: MergedKind = search.kind === 'account' ? 'account' : 'person'
  const ids = [...new Set((search.ids ?? '').split(',').filter((id) => id !== ''))]
  return (
    <Page
      title={kind === 'person' ? t('Merge people') : t('Merge accounts')}
      lead={t('Nothing is lost: everything that names the ones that go names the kept one then, and un-merging puts it all back.')}
      width="wide"
    >
      {ids.length < 2 ? <Another kind={kind} ids={ids} /> : <Together key={ids.join()} kind={kind} ids={ids} />}
    </Page>
  )
}

/** Looks for the record that another is to be merged with. */
function Another({ kind, ids }: { kind: MergedKind; ids: readonly string[] }) {
  const [typed, setTyped] = useState('')
  const endpoints = kind === 'person' ? personEndpoints : accountEndpoints
  const about = kind === 'person' ? 'email' : 'domain'
  const found = useAsk(
    endpoints.rows,
    { search: typed, columns: `name,${about}`, limit: 20 },
    { enabled: typed.trim().length > 1, keepPrevious: true },
  )
  const others = (found.data?.rows ?? []).filter(({ id }) => !ids.includes(id))
  return (
    <Panel id="another" title={t('With whom?')} hint={t('Look for the record that is the same.')}>
      <div className={classes.stack}>
        <TextInput label={t('Name, address or domain')} value={typed} onChange={(event) => setTyped(event.currentTarget.value)} />
        {typed.trim().length > 1 && (
          <Answered query={found} what={t('these records')}>
            {() =>
              others.length === 0 ? (
                <p className={classes.quiet}>{t('Nothing else is found.')}</p>
              ) : (
                <ul className={classes.list}>
                  {others.map(({ id, cells }) => (
                    <li key={id} className={classes.row}>
                      <span>
                        {String(cells.name ?? '')}
                        <span className={classes.why}>{String(cells[about] ?? '')}</span>
                      </span>
                      <Button size="xs" variant="default" component={AppLink} href={mergeHref(kind, [...ids, id])}>
                        {t('Take this one')}
                      </Button>
                    </li>
                  ))}
                </ul>
              )
            }
          </Answered>
        )}
      </div>
    </Panel>
  )
}

function Together({ kind, ids }: { kind: MergedKind; ids: readonly string[] }) {
  const [done, setDone] = useState<ResultOf<MergeEndpoints['merge']> | null>(null)
  const side = useAsk(mergingOf(kind).look, { ids: ids.join(',') }, { enabled: done === null, staleTime: 0 })
  if (done)
    return (
      <div className={classes.stack}>
        <Notice
          tone="good"
          live
          title={t('Merged')}
          actions={
            <Button size="xs" variant="default" component={AppLink} href={recordHref(kind, done.kept)}>
              {t('Open the kept record')}
            </Button>
          }
        >
          {done.moved.length === 0 ? t('Nothing had to move.') : t('Moved: {{what}}.', { what: movesInWords(done.moved) })}
        </Notice>
        <Unmerge kind={kind} which={{ eventId: done.eventId }} />
      </div>
    )
  return (
    <Answered query={side} what={t('these records')} lines={8}>
      {(told) => <Choosing kind={kind} side={told} onDone={setDone} />}
    </Answered>
  )
}

interface ChoosingProps {
  kind: MergedKind
  side: ResultOf<MergeEndpoints['look']>
  onDone: (done: ResultOf<MergeEndpoints['merge']>) => void
}

function Choosing({ kind, side, onDone }: ChoosingProps) {
  const queries = useQueryClient()
  const [keep, setKeep] = useState(side.keep)
  const [choices, setChoices] = useState<Record<string, string>>({})
  const merge = useSend(mergingOf(kind).merge, {
    onSuccess: async (done) => {
      onDone(done)
      await queries.invalidateQueries()
    },
  })
  const gone = side.records.filter(({ id }) => id !== keep)
  const sums = Map.groupBy(
    gone.flatMap(({ moves }) => moves),
    ({ table }) => table,
  )
  const moves = [...sums].map(([table, all]) => ({ table, rows: all.reduce((sum, { rows }) => sum + rows, 0) }))
  const name = side.records.find(({ id }) => id === keep)?.name ?? ''
  const from = Object.fromEntries(side.fields.map((field) => [field.key, choices[field.key] ?? field.from]))
  return (
    <div className={classes.stack}>
      {side.refused.map((why) => (
        <Notice key={why} tone="warn" title={t('They cannot be merged as they are')}>
          {why}
        </Notice>
      ))}
      <Panel
        id="fields"
        title={t('Field by field')}
        hint={t('A value is proposed for each; choose another where it is wrong. Rows that differ are marked.')}
      >
        <MergeFields
          side={side}
          keep={keep}
          onKeep={setKeep}
          choices={choices}
          onChoose={(key, id) => setChoices({ ...choices, [key]: id })}
        />
      </Panel>
      <Panel id="moves" title={t('What moves')}>
        <p className={classes.quiet}>
          {moves.length === 0
            ? t('Nothing names the ones that go.')
            : t('To {{name}}: {{what}}. Addresses, numbers and ids of all are known as those of {{name}}.', {
                name,
                what: movesInWords(moves),
              })}
        </p>
      </Panel>
      {merge.error && <Failed error={merge.error} what={t('merge these records')} />}
      <div className={classes.ends}>
        <Button variant="default" component={AppLink} href={recordHref(kind, keep)}>
          {t('Leave them apart')}
        </Button>
        <Button
          disabled={side.refused.length > 0}
          loading={merge.isPending}
          onClick={() => merge.mutate({ keep, gone: gone.map(({ id }) => id), choices: from })}
        >
          {t('Merge into {{name}}', { name })}
        </Button>
      </div>
    </div>
  )
}
