import { Button, Progress } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { keyOf, useSend } from '#web/client/queries'
import { count } from '#web/kit/format'
import { Page, Panel } from '#web/kit/page.tsx'
import { Failed } from '#web/kit/states.tsx'
import { cancelImport, type Import, type ImportTask, readImport } from '../contract.ts'
import { CheckedRows } from './checked.tsx'
import classes from './import.module.css'

const titles: Record<ImportTask, string> = {
  read: 'Reading your files',
  preview: 'Comparing with what is here',
  run: 'Importing',
  undo: 'Taking the import back',
}

/** What is under way, as a page: for the steps that leave nothing else to look at. */
export function TaskPanel({ view }: { view: Import }) {
  const task = view.task ?? 'read'
  return (
    <Page title={titles[task]} width="narrow" lead="You can leave this page; the work goes on.">
      <Panel id="progress" title={view.name}>
        <TaskProgress view={view} />
      </Panel>
      {task === 'read' && <CheckedRows view={view} />}
    </Page>
  )
}

/** Stops what is under way; nothing of it is written. */
function CancelButton({ view }: { view: Import }) {
  const queries = useQueryClient()
  const put = (next: Import) => queries.setQueryData(keyOf(readImport, { importId: next.id }), next)
  const cancel = useSend(cancelImport, { onSuccess: put })
  return (
    <>
      <Button size="xs" variant="default" loading={cancel.isPending} onClick={() => cancel.mutate({ importId: view.id })}>
        Cancel
      </Button>
      {cancel.error && <Failed error={cancel.error} what="stop" />}
    </>
  )
}

/** A bar with the step that is under way; without known ends it only says that work goes on. */
export function TaskProgress({ view }: { view: Import }) {
  const { step, done, of } = view.progress ?? { step: titles[view.task ?? 'read'], done: 0, of: 0 }
  const percent = of > 0 ? Math.min(100, Math.round((done / of) * 100)) : 100
  return (
    <div>
      <Progress.Root size="lg">
        <Progress.Section value={percent} aria-label={step} animated striped={of === 0} />
      </Progress.Root>
      <div className={classes.progressRow}>
        <p className={classes.progressText} role="status">
          {step}
          {of > 0 && `: ${count(done)} of ${count(of)} (${percent}%)`}
        </p>
        <CancelButton view={view} />
      </div>
    </div>
  )
}
