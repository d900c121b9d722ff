import { Button } from '@mantine/core'
import { IconHistory } from '@tabler/icons-react'
import type { ResultOf } from '#kernel/endpoint'
import { useAsk } from '#web/client/queries'
import { count, moment, unknown } from '#web/kit/format'
import { AppLink } from '#web/kit/link.tsx'
import { Tag, type Tone } from '#web/kit/notice.tsx'
import { Page, Panel } from '#web/kit/page.tsx'
import { Answered, Empty } from '#web/kit/states.tsx'
import { DataTable } from '#web/kit/table.tsx'
import { t } from '#web/kit/text'
import { listImports } from '../contract.ts'
import { RepairsPanel } from './repairs-panel.tsx'
import { UndoButton } from './undo.tsx'

type Entry = ResultOf<typeof listImports>['imports'][number]

const stateWords: Record<Entry['state'], { says: string; tone: Tone | 'plain' }> = {
  draft: { says: t('Not finished'), tone: 'warn' },
  previewed: { says: t('Not finished'), tone: 'warn' },
  done: { says: t('Imported'), tone: 'good' },
  failed: { says: t('Did not work'), tone: 'loss' },
  undone: { says: t('Undone'), tone: 'plain' },
}

/** Everything that was brought in, and the way to take it back. */
export default function HistoryPage() {
  const imports = useAsk(
    listImports,
    {},
    { refetchInterval: (asked) => (asked.state.data?.imports.some((one) => one.task) ? 1000 : false) },
  )
  return (
    <Page
      title={t('Import history')}
      lead={t('Each import is one step that can be undone, with everything it wrote.')}
      actions={
        <Button component={AppLink} href="/import">
          {t('New import')}
        </Button>
      }
    >
      <Answered query={imports} what={t('the import history')}>
        {({ imports: all }) => (all.length === 0 ? <NoImports /> : <ImportTable imports={all} />)}
      </Answered>
      <RepairsPanel />
    </Page>
  )
}

function NoImports() {
  return (
    <Empty
      icon={<IconHistory size={24} />}
      title={t('Nothing was imported yet')}
      actions={
        <Button component={AppLink} href="/import">
          {t('Import your first files')}
        </Button>
      }
    >
      {t('Imports appear here with what they made and changed.')}
    </Empty>
  )
}

function StateTag({ entry }: { entry: Entry }) {
  if (entry.task === 'run') return <Tag>{t('Importing')}</Tag>
  if (entry.task === 'undo') return <Tag>{t('Being undone')}</Tag>
  return <Tag tone={stateWords[entry.state].tone}>{stateWords[entry.state].says}</Tag>
}

function ImportTable({ imports }: { imports: readonly Entry[] }) {
  const sum = (entry: Entry, what: 'create' | 'update' | 'reject') =>
    entry.kinds.length > 0 ? count(entry.kinds.reduce((total, kind) => total + kind[what], 0)) : unknown
  return (
    <Panel id="imports" title={t('Imports')}>
      <DataTable
        caption={t('Imports, newest first')}
        rows={imports}
        rowKey={(row) => row.id}
        columns={[
          { key: 'name', label: t('Files'), head: true, cell: (row) => <AppLink href={`/import/${row.id}`}>{row.name}</AppLink> },
          { key: 'when', label: t('When'), cell: (row) => moment(row.finishedAt ?? row.createdAt) },
          { key: 'by', label: t('By'), cell: (row) => row.by },
          { key: 'state', label: t('State'), cell: (row) => <StateTag entry={row} /> },
          { key: 'made', label: t('New'), numeric: true, cell: (row) => sum(row, 'create') },
          { key: 'changed', label: t('Changed'), numeric: true, cell: (row) => sum(row, 'update') },
          { key: 'rejected', label: t('Rejected'), numeric: true, cell: (row) => sum(row, 'reject') },
          {
            key: 'undo',
            label: t('Undo'),
            quiet: true,
            cell: (row) => (row.state === 'done' ? <UndoButton compact importId={row.id} name={row.name} /> : null),
          },
        ]}
      />
    </Panel>
  )
}
