import { Button } from '@mantine/core'
import { IconReportAnalytics } from '@tabler/icons-react'
import { moment, tn } from '#web/kit/format'
import { AppLink } from '#web/kit/link.tsx'
import { Notice } from '#web/kit/notice.tsx'
import { Page, Panel } from '#web/kit/page.tsx'
import { t } from '#web/kit/text'
import type { Import } from '../contract.ts'
import { Rejected } from './rejected.tsx'
import { TallyTable, writesOf } from './tally.tsx'
import { TaskProgress } from './task-panel.tsx'
import { UndoButton } from './undo.tsx'

/** What was written, where to go on, and the way back. */
export function DonePanel({ view }: { view: Import }) {
  const { result } = view
  const rejected = result?.kinds.reduce((sum, kind) => sum + kind.reject, 0) ?? 0
  return (
    <Page title={t('Imported')} lead={whenAndWho(view)} actions={<UndoButton importId={view.id} name={view.name} />}>
      <Notice
        tone="good"
        live
        title={tn(result ? writesOf(result.kinds) : 0, '{{n}} record written', '{{n}} records written')}
        actions={
          <Button component={AppLink} href="/diagnosis" leftSection={<IconReportAnalytics size={16} aria-hidden="true" />}>
            {t('Read the diagnosis')}
          </Button>
        }
      >
        {t('Your numbers are ready.')}
      </Notice>
      {view.task === 'undo' && (
        <Panel id="undoing" title={t('Taking the import back')}>
          <TaskProgress view={view} />
        </Panel>
      )}
      {view.failure && (
        <Notice tone="loss" live title={t('The undo did not work')}>
          {view.failure}
        </Notice>
      )}
      {result && (
        <Panel id="written" title={t('What became of each row')}>
          <TallyTable outcome={result} />
        </Panel>
      )}
      {result && rejected > 0 && <Rejected outcome={result} rejected={rejected} importId={view.id} guess={view.guess} />}
    </Page>
  )
}

function whenAndWho(view: Import): string {
  return t('{{name}}. {{when}}, by {{by}}.', { name: view.name, when: moment(view.finishedAt ?? view.createdAt), by: view.by })
}

/** An import that was taken back. */
export function UndonePanel({ view }: { view: Import }) {
  const left = view.undo?.conflictCount ?? 0
  return (
    <Page title={t('Import undone')} lead={whenAndWho(view)}>
      <Notice
        tone="info"
        title={t('This import was taken back')}
        actions={
          <Button component={AppLink} href="/import">
            {t('Import again')}
          </Button>
        }
      >
        {view.undo
          ? tn(
              view.undo.rows,
              'What it had made is gone, what it had changed is as before: {{n}} row put back.',
              'What it had made is gone, what it had changed is as before: {{n}} rows put back.',
            )
          : t('What it had made is gone, what it had changed is as before.')}
        {left > 0 && ` ${tn(left, '{{n}} row changed since and was left.', '{{n}} rows changed since and were left.')}`}
      </Notice>
      {view.result && (
        <Panel id="written" title={t('What it had written')}>
          <TallyTable outcome={view.result} />
        </Panel>
      )}
    </Page>
  )
}

/** An import that broke; its one transaction wrote nothing. */
export function FailedPanel({ view }: { view: Import }) {
  return (
    <Page title={t('The import did not work')} width="narrow" lead={view.name}>
      <Notice
        tone="loss"
        live
        title={t('Nothing was written')}
        actions={
          <Button component={AppLink} href="/import">
            {t('Try again')}
          </Button>
        }
      >
        {view.failure}
      </Notice>
    </Page>
  )
}
