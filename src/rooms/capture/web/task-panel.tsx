import { Button, Progress } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { keyOf, useSend } from '#web/client/queries'
import { count } from '#web/kit/format'
import { Page, Panel } from '#web/kit/page.tsx'
import { Failed } from '#web/kit/states.tsx'
import { said, t } from '#web/kit/text'
import { cancelImport, type Import, type ImportTask, readImport } from '../contract.ts'
import { CheckedRows } from './checked.tsx'
import classes from './import.module.css'

const titles: Record<ImportTask, string> = {
  read: t('Reading your files'),
  preview: t('Comparing with what is here'),
  run: t('Importing'),
  undo: t('Taking the import back'),
}

/** What is under way, as a page: for the steps that leave nothing else to look at. */
export function TaskPanel({ view }: { view: Import }) {
  const task = view.task ?? 'read'
  return (
    <Page title={titles[task]} width="narrow" lead={t('You can leave this page; the work goes on.')}>
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
        {t('Cancel')}
      </Button>
      {cancel.error && <Failed error={cancel.error} what={t('stop')} />}
    </>
  )
}

/** A bar with the step that is under way; without known ends it only says that work goes on. */
export function TaskProgress({ view }: { view: Import }) {
  const { done, of } = view.progress ?? { done: 0, of: 0 }
  const step = view.progress ? said(view.progress.step) : titles[view.task ?? 'read']
  const percent = of > 0 ? Math.min(100, Math.round((done / of) * 100)) : 100
  return (
    <div>
      <Progress.Root size="lg">
        <Progress.Section value={percent} aria-label={step} animated striped={of === 0} />
      </Progress.Root>
      <div className={classes.progressRow}>
        <p className={classes.progressText} role="status">
          {of > 0 ? t('{{step}}: {{done}} of {{of}} ({{percent}}%)', { step, done: count(done), of: count(of), percent }) : step}
        </p>
        <CancelButton view={view} />
      </div>
    </div>
  )
}
