import { Button } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { type FormEvent, useRef, useState } from 'react'
import type { CallOf, ResultOf } from '#kernel/endpoint'
import type { MakingEndpoints } from '#kernel/making-endpoints'
import type { Problem } from '#kernel/problem'
import { taskOwners } from '#rooms/leads/contract'
import { call } from '#web/client/call'
import { useAsk } from '#web/client/queries'
import { useReadable } from '#web/client/rights'
import { currentWorkspace } from '#web/client/workspace'
import { AppLink } from '#web/kit/link.tsx'
import { cellText, recordHref } from '#web/kit/list/cell.tsx'
import { useAllColumns } from '#web/kit/list/list-page.tsx'
import { useSettled } from '#web/kit/list/settled'
import { closeMaking, type MakingStart, newWords } from '#web/kit/making'
import { Notice } from '#web/kit/notice.tsx'
import { Failed } from '#web/kit/states.tsx'
import { said, t } from '#web/kit/text'
import { useDealPlace } from './deal-place.ts'
import { type Draft, draftFrom, emptyDraft, inputOf, isEmpty, withValue, wrongIn } from './draft.ts'
import { Fields } from './fields.tsx'
import { makingKinds } from './kinds.ts'
import { showMade } from './made.tsx'
import classes from './making.module.css'
import { Matches } from './matches.tsx'

type Sent = CallOf<MakingEndpoints['make']>
type Answer = ResultOf<MakingEndpoints['make']>

/** What was typed and not saved, by company and kind, until the page is loaded anew. */
const kept = new Map<string, Draft>()
const pauseMs = 300

/** The form of one new record. What is missing stands below its field; nothing that was typed is lost by an answer. */
export function MakingForm({ start }: { start: MakingStart }) {
  const kind = makingKinds[start.kind]
  const place = `${currentWorkspace()} ${start.kind}`
  const form = useRef<HTMLFormElement>(null)
  const router = useRouter()
  const queries = useQueryClient()
  const [before] = useState(() => (start.values === undefined ? kept.get(place) : undefined))
  const [draft, setDraft] = useState<Draft>(before ?? draftFrom(start))
  const [tried, setTried] = useState(false)
  const [all, setAll] = useState(false)
  const { list, ...deal } = useForm(start, draft)
  const type = (next: Draft) => {
    setDraft(next)
    if (isEmpty(next)) kept.delete(place)
    else kept.set(place, next)
  }
  const wrong = wrongIn(deal.whole, list, { stageKind: deal.place.stage?.kind ?? 'open' })
  const input = inputOf(deal.whole, list)
  const text = JSON.stringify(input)
  const [paused] = useDebouncedValue(text, pauseMs)
  const near = useAsk(kind.making.match, JSON.parse(paused) as typeof input, {
    enabled: paused === text && Object.keys(wrong).length === 0,
    keepPrevious: true,
  })
  const keys = useKeys()
  const make = useMutation<Answer, Problem, Sent>({
    mutationFn: (sent) => call(kind.making.make, sent, undefined, keys.of(sent)),
    onSuccess: async ({ made }) => {
      keys.forget()
      if (!made) return
      kept.delete(place)
      closeMaking()
      const go = (href: string) => router.history.push(href)
      go(recordHref(start.kind, made.id))
      showMade(kind, { ...made, name: cellText({ type: 'text' }, made.cells[list.name]) }, go)
      await queries.invalidateQueries()
    },
  })
  const refused = make.data && !make.data.made && JSON.stringify({ values: make.variables?.values, along: make.variables?.along }) === text
  const known = refused ? make.data : Object.keys(wrong).length === 0 ? near.data : undefined
  const matches = known && (known.existing || known.likely.length > 0) ? known : undefined
  const send = (others: readonly string[]) => {
    setTried(true)
    const [first] = Object.keys(wrong)
    if (first === undefined) return make.mutate({ ...input, others: [...others] })
    const field = form.current?.querySelector<HTMLElement>(`[data-field="${first}"]`)
    const target = field?.matches('input, select') ? field : field?.querySelector('input')
    target?.focus()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    send([])
  }
  return (
    <form ref={form} className={classes.form} onSubmit={submit} noValidate aria-label={newWords[start.kind]}>
      {before && !isEmpty(draft) && (
        <Notice
          title={t('What you typed before is here again.')}
          actions={
            <Button size="xs" variant="default" onClick={() => type(emptyDraft)}>
              {t('Begin anew')}
            </Button>
          }
        />
      )}
      {deal.place.none && (
        <Notice
          tone="warn"
          title={t('There is no pipeline yet')}
          actions={
            <AppLink href="/settings/pipelines" onClick={closeMaking}>
              {t('Set pipelines and stages')}
            </AppLink>
          }
        >
          {t('A deal stands in a stage of a pipeline. Make one first; what you typed is kept.')}
        </Notice>
      )}
      <div className={classes.fields}>
        <Fields
          list={list}
          columns={all ? [...deal.main, ...deal.more] : deal.main}
          draft={deal.whole}
          wrong={tried ? wrong : {}}
          place={deal.place}
          onDraft={(next) => type(withoutDefaults(next, draft, deal.whole))}
        />
      </div>
      {deal.more.length > 0 && (
        <Button className={classes.more} size="compact-sm" variant="subtle" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? t('Fewer fields') : t('More fields')}
        </Button>
      )}
      <div className={classes.ends}>
        {(matches || make.error) && (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what may scroll must be reachable by keys
          <section className={classes.said} aria-label={t('Before it is made')} tabIndex={0}>
            {matches && (
              <Matches
                existing={matches.existing}
                likely={matches.likely}
                live={refused === true}
                own={start.kind}
                saving={make.isPending}
                onTake={(along, match) => type(withValue(draft, along, match.id, match.label))}
                onAllTheSame={() => send(matches.likely.map(({ id }) => id))}
              />
            )}
            {make.error && <Failed error={make.error} what={t('make this {{one}}', { one: said(list.one) })} />}
          </section>
        )}
        <div className={classes.buttons}>
          <Button variant="default" onClick={closeMaking}>
            {t('Cancel')}
          </Button>
          <Button type="submit" loading={make.isPending}>
            {t('Save')}
          </Button>
        </div>
      </div>
    </form>
  )
}

/** The fields of the form and the draft with what it takes by itself: whoever types owns it, and a deal stands in a stage. */
function useForm(start: MakingStart, draft: Draft) {
  const { list: declared, endpoints, main: first, silent = [] } = makingKinds[start.kind]
  const list = useSettled(useReadable(declared), endpoints)
  const columns = useAllColumns(list, endpoints).filter(({ edited, made, away }) => (edited || made) && !away)
  const owners = useAsk(taskOwners, {}, { staleTime: 60_000 })
  const place = useDealPlace(draft, start.kind === 'deal')
  const has = (key: string) => columns.some((column) => column.key === key)
  const { stage, values } = { stage: place.stage, values: draft.values }
  const over = stage !== undefined && stage.kind !== 'open'
  const own = {
    ...(has('owner') && owners.data ? { owner: owners.data.me ?? 'me' } : {}),
    ...values,
    ...(start.kind === 'deal' && has('stage') && stage ? { stage: stage.id } : {}),
    ...(start.kind === 'deal' && !over ? { closed: '' } : {}),
    ...(start.kind === 'deal' && stage?.kind !== 'lost' ? { lostReason: '' } : {}),
    ...(start.kind === 'deal' && over ? { expected: '' } : {}),
  }
  return {
    list,
    place,
    whole: { ...draft, values: own } as Draft,
    main: first.flatMap((key) => columns.filter((column) => column.key === key)),
    more: columns.filter(({ key }) => !first.includes(key) && !silent.includes(key)),
  }
}

/** What somebody typed, without what the form takes by itself. */
function withoutDefaults(next: Draft, before: Draft, whole: Draft): Draft {
  const own = Object.entries(next.values).filter(([key, value]) => key in before.values || value !== whole.values[key])
  return { ...next, values: Object.fromEntries(own) }
}

/** One key for each thing that is sent, so that it is done once though its answer was lost. */
function useKeys() {
  const last = useRef({ text: '', key: '' })
  return {
    of: (sent: Sent): string => {
      const text = JSON.stringify(sent)
      if (last.current.text !== text) last.current = { text, key: randomKey() }
      return last.current.key
    },
    /** An answer came: who sends the same again wants to know what is so by now. */
    forget: () => {
      last.current = { text: '', key: '' }
    },
  }
}

/** Also where the page came without encryption, and the browser makes no ids. */
const randomKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
