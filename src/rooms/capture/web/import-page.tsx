import { useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { ResultOf } from '#kernel/endpoint'
import { upload } from '#web/client/call'
import { keyOf, useAsk, useSend } from '#web/client/queries'
import { Page } from '#web/kit/page.tsx'
import { Answered, Failed } from '#web/kit/states.tsx'
import type { Correction } from '../shapes.ts'
import { ColumnsStep } from './columns-step.tsx'
import { FilesStep } from './files-step.tsx'
import { DonePanel, FailedPanel, RunningPanel, UndonePanel } from './outcome.tsx'
import { PreviewStep } from './preview-step.tsx'
import { addFile, correctImport, listImports, readImport } from './provisional.ts'
import { StagesStep } from './stages-step.tsx'

export type ImportView = ResultOf<typeof readImport>

/** One import from files to numbers, as steps on one page. */
export default function ImportPage() {
  const { importId } = useParams({ strict: false }) as { importId: string }
  const query = useAsk(readImport, { importId }, { staleTime: 0, refetchInterval: 1000 })
  return (
    <Answered query={query} what="this import" lines={6}>
      {(view) => <Shown view={view} />}
    </Answered>
  )
}

function Shown({ view }: { view: ImportView }) {
  switch (view.state) {
    case 'running':
      return <RunningPanel view={view} />
    case 'done':
      return <DonePanel view={view} />
    case 'undone':
      return <UndonePanel view={view} />
    case 'failed':
      return <FailedPanel view={view} />
    default:
      return <Draft view={view} />
  }
}

function Draft({ view }: { view: ImportView }) {
  const queries = useQueryClient()
  const keep = (next: ImportView) => {
    queries.setQueryData(keyOf(readImport, { importId: view.id }), next)
    void queries.invalidateQueries({ queryKey: keyOf(listImports) })
  }
  const correct = useSend(correctImport, { onSuccess: keep })
  const add = async (files: readonly File[]) => {
    for (const file of files) keep(await upload(addFile, { importId: view.id, name: file.name }, file))
  }
  const guess = view.guess
  if (!guess) return <Page title="Import">…</Page>
  const change = (correction: Correction) => correct.mutate({ importId: view.id, ...correction })
  const step = { guess, correction: view.correction, change, busy: correct.isPending }
  return (
    <Page title="Check the import" lead="Every guess can be changed. Nothing is written until you press Import at the end.">
      {correct.error && <Failed error={correct.error} what="apply this change" />}
      <FilesStep {...step} onAdd={add} />
      <ColumnsStep {...step} />
      <StagesStep {...step} />
      <PreviewStep view={view} keep={keep} busy={correct.isPending} />
    </Page>
  )
}
