import { Button } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { download } from '#web/client/call'
import { count, tn } from '#web/kit/format'
import { Notice } from '#web/kit/notice.tsx'
import { Failed } from '#web/kit/states.tsx'
import { said, t } from '#web/kit/text'
import { type Outcome, rejectedRows } from '../contract.ts'
import type { SetGuess } from '../shapes.ts'
import classes from './import.module.css'

interface RejectedProps {
  outcome: Outcome
  rejected: number
  importId: string
  guess: SetGuess | null
}

/** Rows that are returned, with their reasons and the way to have them all: a file for each file, to be repaired and dropped here again. */
export function Rejected({ outcome, rejected, importId, guess }: RejectedProps) {
  const save = useMutation({
    mutationFn: (file: number | undefined) =>
      download(rejectedRows, file === undefined ? { importId } : { importId, file }, 'rejected-rows.csv'),
  })
  const named = new Set(outcome.rejected.map((row) => row.file))
  const files = guess?.files.filter((file) => file.counts.rejected > 0 || named.has(file.name)) ?? []
  const ways =
    files.length > 1 ? files.map(({ file, name }) => ({ file, label: t('Download those of {{file}}', { file: name }) })) : [allOfThem]
  return (
    <Notice
      tone="warn"
      title={tn(rejected, '{{n}} row cannot be imported', '{{n}} rows cannot be imported')}
      actions={ways.map(({ file, label }) => (
        <Button
          key={label}
          size="xs"
          variant="default"
          leftSection={<IconDownload size={14} aria-hidden="true" />}
          loading={save.isPending && save.variables === file}
          onClick={() => save.mutate(file)}
        >
          {label}
        </Button>
      ))}
    >
      <ul className={classes.reasons}>
        {outcome.rejected.slice(0, 5).map((row) => (
          <li key={`${row.file} ${row.row}`}>
            {t('{{file}}, row {{row}}: {{reason}}', { file: row.file, row: count(row.row), reason: said(row.reason) })}
          </li>
        ))}
      </ul>
      <p className={classes.meta}>{t('Repair them in the file that you download, and drop it here like any other.')}</p>
      {save.error && <Failed error={save.error} what={t('make the file')} />}
    </Notice>
  )
}

const allOfThem = { file: undefined, label: t('Download them with their reasons (CSV)') }
