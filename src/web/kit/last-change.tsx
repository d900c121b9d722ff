import { Button } from '@mantine/core'
import { Notice } from './notice.tsx'
import { Failed } from './states.tsx'
import { t } from './text.ts'

interface LastChangeProps {
  changes: {
    /** The change that was made last, in words; null before the first and after its undo. */
    readonly last: { readonly says: string } | null
    readonly error: Error | null
    readonly busy: boolean
    readonly undo: () => void
  }
  /** What was tried, for an error: "change this pipeline". */
  what: string
}

/** What became of the last change, with the way back. */
export function LastChange({ changes: { last, error, busy, undo }, what }: LastChangeProps) {
  return (
    <>
      {error && <Failed error={error} what={what} />}
      {last && (
        <Notice
          tone="good"
          live
          title={last.says}
          actions={
            <Button size="xs" variant="default" loading={busy} onClick={undo}>
              {t('Undo')}
            </Button>
          }
        />
      )}
    </>
  )
}
