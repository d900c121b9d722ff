import { NativeSelect, SegmentedControl, Tabs } from '@mantine/core'
import { useState } from 'react'
import { ConfidenceMark } from '#web/kit/confidence.tsx'
import { count, counted, share } from '#web/kit/format'
import { Notice } from '#web/kit/notice.tsx'
import { DataTable } from '#web/kit/table.tsx'
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
  const state = toCheck === 0 ? 'All guesses are sure or likely' : `${counted(toCheck, 'guess', 'guesses')} to check`
  if (files.length === 0) return null
  return (
    <Step number={2} id="columns" title="What the columns mean" state={state}>
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
          aria-label="Which columns to show"
          value={view}
          onChange={(value) => setView(value as typeof view)}
          data={[
            { value: 'all', label: `All ${count(all.length)}` },
            { value: 'mapped', label: `With a meaning ${count(mapped.length)}` },
            { value: 'check', label: `To check ${count(unsure.length)}` },
          ]}
        />
        <span className={classes.meta}>Columns without a meaning of their own are kept as custom fields; you can slice by them.</span>
      </div>
      {file.unreadable.map((cells) => (
        <Notice key={cells.column} tone="warn">
          {counted(cells.cells, 'cell')} of “{cells.column}” could not be read as a number, for example “{cells.sample}”; they are kept as
          text.
        </Notice>
      ))}
      <DataTable
        caption={`Columns of ${file.name}`}
        rows={rows}
        rowKey={(row) => String(row.column.index)}
        dense
        columns={[
          { key: 'column', label: 'Column', head: true, cell: ({ column }) => column.name },
          { key: 'samples', label: 'Values', cell: ({ column }) => <Samples column={column} /> },
          {
            key: 'field',
            label: 'Becomes',
            cell: ({ column, mapping }) => (
              <NativeSelect
                aria-label={`${column.name} becomes`}
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
            label: 'Guess',
            cell: ({ mapping }) => (
              <div>
                <ConfidenceMark level={confidenceOf(mapping.confidence)} />
                <p className={classes.why}>{mapping.why}</p>
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
      <p className={classes.samples}>{samples.length > 0 ? samples.join(' · ') : 'always empty'}</p>
      <p className={classes.why}>
        {share(column.filled)} filled, {counted(column.distinct, 'value')}
      </p>
    </div>
  )
}
