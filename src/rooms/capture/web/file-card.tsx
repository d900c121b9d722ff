import { ActionIcon, Anchor, NativeSelect } from '@mantine/core'
import { IconAdjustmentsHorizontal, IconHistory, IconX } from '@tabler/icons-react'
import { ConfidenceMark } from '#web/kit/confidence.tsx'
import { bytes, count, counted, day, tn } from '#web/kit/format'
import { Notice, Tag } from '#web/kit/notice.tsx'
import { said, t } from '#web/kit/text'
import type { FileCorrection, FileGuess } from '../shapes.ts'
import { correctFile } from './corrections.ts'
import styles from './file-card.module.css'
import classes from './import.module.css'
import type { StepProps } from './step.tsx'
import {
  confidenceOf,
  currencyOptions,
  dateOrderWords,
  decimalWords,
  delimiterWords,
  encodingWords,
  kindWords,
  optionsOf,
  readWords,
  vendorWords,
} from './words.ts'

/** One file: what it is taken for, two of its rows, and a switch for each guess. */
export function FileCard({
  file,
  correction,
  change,
  busy,
  onRemove,
}: StepProps & { file: FileGuess; onRemove: (() => void) | undefined }) {
  const say = (answer: FileCorrection) => change(correctFile(correction, file.file, answer))
  return (
    <article className={styles.card} aria-label={file.name}>
      <header className={styles.cardHeader}>
        <div>
          <h3 className={styles.fileName}>{file.name}</h3>
          <p className={classes.meta}>
            {counted(file.counts.rows, 'row')}, {counted(file.columns.length, 'column')}, {bytes(file.bytes)}
          </p>
        </div>
        <div className={styles.cardTags}>
          {file.vendor !== 'unknown' && <Tag>{vendorWords[file.vendor]}</Tag>}
          {onRemove && (
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t('Take {{file}} out', { file: file.name })}
              disabled={busy}
              onClick={onRemove}
            >
              <IconX size={16} aria-hidden="true" />
            </ActionIcon>
          )}
        </div>
      </header>
      {file.problem && (
        <Notice tone="warn" title={t('This file cannot be used as it is')}>
          {said(file.problem)}
        </Notice>
      )}
      {file.remarks.map((remark) => (
        <p key={remark} className={classes.meta}>
          {said(remark)}
        </p>
      ))}
      <Memory file={file} correction={correction} busy={busy} say={say} />
      <div className={styles.kindRow}>
        <NativeSelect
          label={t('This file holds')}
          size="sm"
          data={optionsOf(kindWords)}
          value={file.kind}
          disabled={busy}
          onChange={(event) => say({ kind: event.currentTarget.value as FileGuess['kind'] })}
        />
        <ConfidenceMark level={confidenceOf(file.kindConfidence)} />
      </div>
      <SampleRows file={file} />
      <UnusedRows file={file} />
      <ReadingSwitches file={file} busy={busy} say={say} />
    </article>
  )
}

function SampleRows({ file }: { file: FileGuess }) {
  const rows = file.sampleRows.slice(0, 2)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a frame that scrolls must be reachable by keyboard
    <section className={styles.sampleFrame} aria-label={t('First rows of {{file}}', { file: file.name })} tabIndex={0}>
      <table className={styles.sampleTable}>
        <thead>
          <tr>
            {file.columns.map((column) => (
              <th key={column.index} scope="col">
                {column.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows of a file have no other name than their place
            <tr key={index}>
              {file.columns.map((column) => (
                <td key={column.index}>{row[column.index]}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

/** Rows that will not become records, by reason; together with the used ones they are all rows of the file. */
function UnusedRows({ file }: { file: FileGuess }) {
  const { rows, staged, rejected, duplicates, deleted, left_out } = file.counts
  const used = count(staged)
  const unused = [
    rejected > 0 && t('{{n}} rejected', { n: count(rejected) }),
    duplicates > 0 && t('{{n}} repeated in the file (the newest is used)', { n: count(duplicates) }),
    deleted > 0 && t('{{n}} marked as deleted', { n: count(deleted) }),
    left_out > 0 && t('{{n}} blank, totals or notes', { n: count(left_out) }),
  ].filter((part) => part !== false)
  return (
    <p className={classes.meta}>
      {unused.length === 0
        ? tn(rows, '{{used}} of {{n}} row will be used.', '{{used}} of {{n}} rows will be used.', { used })
        : tn(rows, '{{used}} of {{n}} row will be used; {{unused}}.', '{{used}} of {{n}} rows will be used; {{unused}}.', {
            used,
            unused: unused.join(', '),
          })}
    </p>
  )
}

/** What was said of the last file of this shape holds for this one; here it is seen, and let go. */
function Memory({ file, correction, busy, say }: SwitchesProps & Pick<StepProps, 'correction'>) {
  const forgotten = correction.files?.some((one) => one.file === file.file && one.forget) ?? false
  if (!file.remembered && !forgotten) return null
  return (
    <p className={styles.memory}>
      <IconHistory size={15} stroke={1.7} aria-hidden="true" />
      {file.remembered && !forgotten
        ? t('Read as a file with these columns was on {{day}}.', { day: day(file.remembered) })
        : t('Read as a new file.')}
      <Anchor component="button" type="button" size="xs" disabled={busy} onClick={() => say({ forget: !forgotten })}>
        {forgotten ? t('Read it as before') : t('Read it as new')}
      </Anchor>
    </p>
  )
}

interface SwitchesProps {
  file: FileGuess
  busy: boolean
  say: (answer: FileCorrection) => void
}

function ReadingSwitches({ file, busy, say }: SwitchesProps) {
  const { dateOrder, decimal, currency } = file.formats
  return (
    <details className={classes.reading}>
      <summary>
        <IconAdjustmentsHorizontal size={15} stroke={1.7} aria-hidden="true" />{' '}
        {t('Read as {{encoding}}, {{delimiter}}, {{dates}}', {
          encoding: encodingWords[file.encoding],
          delimiter: readWords.delimiter[file.delimiter],
          dates: readWords.dateOrder[dateOrder],
        })}
      </summary>
      <div className={styles.switches}>
        <NativeSelect
          label={t('Comes from')}
          size="xs"
          data={optionsOf(vendorWords)}
          value={file.vendor}
          disabled={busy}
          onChange={(event) => say({ vendor: event.currentTarget.value as FileGuess['vendor'] })}
        />
        <NativeSelect
          label={t('Encoding')}
          size="xs"
          data={optionsOf(encodingWords)}
          value={file.encoding}
          disabled={busy}
          onChange={(event) => say({ encoding: event.currentTarget.value as FileGuess['encoding'] })}
        />
        <NativeSelect
          label={t('Columns are divided by')}
          size="xs"
          data={optionsOf(delimiterWords)}
          value={file.delimiter}
          disabled={busy}
          onChange={(event) => say({ delimiter: event.currentTarget.value as FileGuess['delimiter'] })}
        />
        <NativeSelect
          label={t('First row')}
          size="xs"
          data={[
            { value: 'yes', label: t('Names of the columns') },
            { value: 'no', label: t('Already data') },
          ]}
          value={file.hasHeader ? 'yes' : 'no'}
          disabled={busy}
          onChange={(event) => say({ hasHeader: event.currentTarget.value === 'yes' })}
        />
        <NativeSelect
          label={t('Dates')}
          size="xs"
          data={optionsOf(dateOrderWords)}
          value={dateOrder}
          disabled={busy}
          onChange={(event) => say({ dateOrder: event.currentTarget.value as FileGuess['formats']['dateOrder'] })}
        />
        <NativeSelect
          label={t('Decimal sign')}
          size="xs"
          data={optionsOf(decimalWords)}
          value={decimal}
          disabled={busy}
          onChange={(event) => say({ decimal: event.currentTarget.value as FileGuess['formats']['decimal'] })}
        />
        <NativeSelect
          label={t('Currency of amounts')}
          size="xs"
          data={currencyOptions(t('The file does not say'))}
          value={currency ?? ''}
          disabled={busy}
          onChange={(event) => event.currentTarget.value !== '' && say({ currency: event.currentTarget.value })}
        />
      </div>
    </details>
  )
}
