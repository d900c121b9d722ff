import { NativeSelect, SegmentedControl, Tabs } from '@mantine/core'
import { useState } from 'react'
import { ConfidenceMark } from '#web/kit/confidence.tsx'
import { count, share, tn } from '#web/kit/format'
import { Notice } from '#web/kit/notice.tsx'
import { DataTable } from '#web/kit/table.tsx'
import { said, t } from '#web/kit/text'
import type { ColumnGuess, ColumnMapping, FileGuess } from '../shapes.ts'
import { correctColumn } from './corrections.ts'
import { fieldOptions } from './field-options.ts'
import classes from './import.module.css'
import { Step, type StepProps } from './step.tsx'
import { confidenceOf, kindWords } from './words.ts'

interface MappedColumn {
  column: ColumnGuess
  mapping: ColumnMapping
}

/** Which column becomes which field, file by file. */
export function ColumnsStep(step: StepProps) {
  const files = step.guess.files.filter((file) => file.mapping.length > 0)
  const [shown, setShown] = useState(String(files[0]?.file ?? 0))
  const toCheck = files.reduce((sum, file) => sum + mappedColumns(file).filter(needsLook).length, 0)
  const state = toCheck === 0 ? t('All guesses are sure or likely') : tn(toCheck, '{{n}} guess to check', '{{n}} guesses to check')
  if (files.length === 0) return null
  return (
    <Step number={2} id="columns" title={t('What the columns mean')} state={state}>
      <Tabs value={shown} onChange={(value) => setShown(value ?? '0')} keepMounted={false}>
        <Tabs.List className={classes.tabs}>
          {files.map((file) => (
            <Tabs.Tab key={file.file} value={String(file.file)}>
              {kindWords[file.kind]}
              <span className={classes.tabFile}>{file.name}</span>
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {files.map((file) => (
          <Tabs.Panel key={file.file} value={String(file.file)} pt="sm">
            <FileColumns file={file} {...step} />
          </Tabs.Panel>
        ))}
      </Tabs>
    </Step>
  )
}

function mappedColumns(file: FileGuess): MappedColumn[] {
  return file.columns.flatMap((column) => {
    const mapping = file.mapping.find((one) => one.column === column.index)
    return mapping ? [{ column, mapping }] : []
  })
}

function needsLook({ mapping }: MappedColumn): boolean {
  return mapping.field !== 'ignore' && confidenceOf(mapping.confidence) === 'check'
}

function FileColumns({ file, correction, change, busy }: StepProps & { file: FileGuess }) {
  const all = mappedColumns(file)
  const mapped = all.filter(({ mapping }) => mapping.field !== 'custom' && mapping.field !== 'ignore')
  const unsure = all.filter(needsLook)
  const [view, setView] = useState<'all' | 'mapped' | 'check'>('all')
  const rows = { all, mapped, check: unsure }[view]
  const say = (column: number, field: string) => change(correctColumn(correction, file.file, column, field, file.mapping))
  return (
    <>
      <div className={classes.filterRow}>
        <SegmentedControl
          size="xs"
          aria-label={t('Which columns to show')}
          value={view}
          onChange={(value) => setView(value as typeof view)}
          data={[
            { value: 'all', label: t('All {{n}}', { n: count(all.length) }) },
            { value: 'mapped', label: t('With a meaning {{n}}', { n: count(mapped.length) }) },
            { value: 'check', label: t('To check {{n}}', { n: count(unsure.length) }) },
          ]}
        />
        <span className={classes.meta}>
          {t('Columns without a meaning of their own are kept as custom fields; you can slice by them.')}
        </span>
      </div>
      {file.unreadable.map((cells) => (
        <Notice key={cells.column} tone="warn">
          {tn(
            cells.cells,
            '{{n}} cell of “{{column}}” could not be read as a number, for example “{{sample}}”; they are kept as text.',
            '{{n}} cells of “{{column}}” could not be read as a number, for example “{{sample}}”; they are kept as text.',
            { column: cells.column, sample: cells.sample },
          )}
        </Notice>
      ))}
      <DataTable
        caption={t('Columns of {{file}}', { file: file.name })}
        rows={rows}
        rowKey={(row) => String(row.column.index)}
        dense
        columns={[
          { key: 'column', label: t('Column'), head: true, cell: ({ column }) => column.name },
          { key: 'samples', label: t('Values'), cell: ({ column }) => <Samples column={column} /> },
          {
            key: 'field',
            label: t('Becomes'),
            cell: ({ column, mapping }) => (
              <NativeSelect
                aria-label={t('{{column}} becomes', { column: column.name })}
                size="xs"
                data={fieldOptions(file.kind, mapping)}
                value={mapping.field}
                disabled={busy}
                onChange={(event) => say(column.index, event.currentTarget.value)}
              />
            ),
          },
          {
            key: 'confidence',
            label: t('Guess'),
            cell: ({ mapping }) => (
              <div>
                <ConfidenceMark level={confidenceOf(mapping.confidence)} />
                <p className={classes.why}>{said(mapping.why)}</p>
              </div>
            ),
          },
        ]}
      />
    </>
  )
}

function Samples({ column }: { column: ColumnGuess }) {
  const samples = column.samples.filter((value) => value !== '').slice(0, 3)
  return (
    <div>
      <p className={classes.samples}>{samples.length > 0 ? samples.join(' · ') : t('always empty')}</p>
      <p className={classes.why}>
        {tn(column.distinct, '{{share}} filled, {{n}} value', '{{share}} filled, {{n}} values', { share: share(column.filled) })}
      </p>
    </div>
  )
}
