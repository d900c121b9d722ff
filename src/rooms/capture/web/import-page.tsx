import { Button, Loader } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useParams, useRouter } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { upload } from '#web/client/call'
import { keyOf, useAsk, useSend } from '#web/client/queries'
import { Notice } from '#web/kit/notice.tsx'
import { Page } from '#web/kit/page.tsx'
import { Answered, Failed } from '#web/kit/states.tsx'
import { t } from '#web/kit/text'
import { addFile, correctImport, discardImport, type Import, listImports, readImport, removeFile } from '../contract.ts'
import type { Correction, SetGuess } from '../shapes.ts'
import { CheckedRows } from './checked.tsx'
import { ColumnsStep } from './columns-step.tsx'
import { withCorrection } from './corrections.ts'
import { FilesStep } from './files-step.tsx'
import classes from './import.module.css'
import { DonePanel, FailedPanel, UndonePanel } from './outcome.tsx'
import { PreviewStep } from './preview-step.tsx'
import { StagesStep } from './stages-step.tsx'
import { TaskPanel } from './task-panel.tsx'

/** One import from files to numbers, as steps on one page. */
export default function ImportPage() {
  const { importId } = useParams({ strict: false }) as { importId: string }
  const query = useAsk(
    readImport,
    { importId },
    { staleTime: 0, refetchInterval: ({ state: { data } }) => (data?.task ? askEveryMs(data) : false) },
  )
  useAfterRun(query.data)
  // While files are read again, the guesses of the last reading stay on the screen.
  const seen = useRef<Seen | null>(null)
  if (query.data?.guess) seen.current = { id: query.data.id, guess: query.data.guess }
  return (
    <Answered query={query} what={t('this import')} lines={6} page={t('Import')}>
      {(view) => <Shown view={view} seen={seen.current} />}
    </Answered>
  )
}

/** What comes back of the first rows is known in less than a second, and is to be seen then. */
const askEveryMs = ({ task, checked }: Import) => (task === 'read' && !checked ? 150 : 500)

/** Once rows were written, every number that is kept in this browser is old. The sample company goes straight on to its diagnosis. */
function useAfterRun(view: Import | undefined) {
  const queries = useQueryClient()
  const router = useRouter()
  const task = view?.task ?? null
  const goesOn = view?.state === 'done' && view.sample
  const before = useRef(task)
  useEffect(() => {
    const ended = before.current
    before.current = task
    if (task !== null || (ended !== 'run' && ended !== 'undo')) return
    void queries.invalidateQueries()
    if (goesOn && ended === 'run') router.history.replace('/diagnosis')
  }, [task, goesOn, queries, router])
}

interface Seen {
  readonly id: string
  readonly guess: SetGuess
}

function Shown({ view, seen }: { view: Import; seen: Seen | null }) {
  if (view.task === 'run') return <TaskPanel view={view} />
  switch (view.state) {
    case 'done':
      return <DonePanel view={view} />
    case 'undone':
      return <UndonePanel view={view} />
    case 'failed':
      return <FailedPanel view={view} />
    default:
      return view.guess || view.task ? <DraftOrTask view={view} seen={seen} /> : <StoppedPanel view={view} />
  }
}

function DraftOrTask({ view, seen }: { view: Import; seen: Seen | null }) {
  const guess = view.guess ?? (seen?.id === view.id ? seen.guess : null)
  return guess ? <Draft view={view} guess={guess} /> : <TaskPanel view={view} />
}

/** The reading was cancelled: nothing is known of the files yet. */
function StoppedPanel({ view }: { view: Import }) {
  const again = useSend(correctImport, { onSuccess: useKeep() })
  return (
    <Page title={t('The reading was stopped')} width="narrow" lead={view.name}>
      <Notice
        tone="info"
        live
        title={t('Nothing was written')}
        actions={
          <>
            <Button loading={again.isPending} onClick={() => again.mutate({ importId: view.id, ...view.correction })}>
              {t('Read the files again')}
            </Button>
            <DiscardButton importId={view.id} />
          </>
        }
      >
        {t('The files are still here; you can go on with them at any time.')}
      </Notice>
      {again.error && <Failed error={again.error} what={t('read the files')} />}
    </Page>
  )
}

/** Keeps an import that an answer brought. */
function useKeep(): (next: Import) => void {
  const queries = useQueryClient()
  return (next) => {
    queries.setQueryData(keyOf(readImport, { importId: next.id }), next)
    void queries.invalidateQueries({ queryKey: keyOf(listImports) })
  }
}

function Draft({ view, guess }: { view: Import; guess: SetGuess }) {
  const keep = useKeep()
  const [said, setSaid] = useState<Correction | null>(null)
  const correct = useSend(correctImport, { onSuccess: keep })
  const remove = useSend(removeFile, { onSuccess: keep })
  const add = async (files: readonly File[]) => {
    for (const file of files) keep(await upload(addFile, { importId: view.id, name: file.name }, file))
  }
  const change = (correction: Correction) => {
    setSaid(correction)
    correct.mutate({ importId: view.id, ...correction })
  }
  const correction = correct.isPending && said ? said : view.correction
  const busy = correct.isPending || remove.isPending || view.task !== null
  const step = { guess: withCorrection(guess, correction), correction: view.correction, change, busy }
  return (
    <Page
      title={t('Check the import')}
      lead={t('Every guess can be changed. Nothing is written until you press Import at the end.')}
      actions={<DiscardButton importId={view.id} />}
    >
      {view.failure && (
        <Notice tone="loss" live title={t('The last step did not work')}>
          {view.failure}
        </Notice>
      )}
      {correct.error && <Failed error={correct.error} what={t('apply this change')} />}
      {remove.error && <Failed error={remove.error} what={t('take this file out')} />}
      <FilesStep {...step} onAdd={add} onRemove={(file) => remove.mutate({ importId: view.id, file })} />
      {view.state === 'draft' && <CheckedRows view={view} />}
      <ColumnsStep {...step} />
      <StagesStep {...step} />
      <PreviewStep view={view} guess={step.guess} keep={keep} busy={busy} />
      {(correct.isPending || view.task === 'read') && (
        <p className={classes.working} role="status">
          <Loader size={14} color="currentColor" /> {t('Reading the files again…')}
        </p>
      )}
    </Page>
  )
}

function DiscardButton({ importId }: { importId: string }) {
  const router = useRouter()
  const queries = useQueryClient()
  const discard = useSend(discardImport, {
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: keyOf(listImports) })
      router.history.push('/import')
    },
  })
  return (
    <Button variant="subtle" color="gray" loading={discard.isPending} onClick={() => discard.mutate({ importId })}>
      {t('Throw this draft away')}
    </Button>
  )
}
