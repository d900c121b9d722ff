import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useSend } from '#web/client/queries'
import { Notice } from '#web/kit/notice.tsx'
import { Failed } from '#web/kit/states.tsx'
import { t } from '#web/kit/text'
import type { MergeConflict, MergedKind } from '../contract/merge.ts'
import classes from './merge.module.css'
import { mergingOf, movesInWords } from './merge-words.ts'

interface UnmergeProps {
  kind: MergedKind
  which: { id: string } | { eventId: string }
  onDone?: () => void
}

/** Takes a merge back; what was edited since is asked first, what came since is said. */
export function Unmerge({ kind, which, onDone }: UnmergeProps) {
  const queries = useQueryClient()
  const [decided, setDecided] = useState<Record<string, 'keep' | 'back'>>({})
  const undo = useSend(mergingOf(kind).undo, {
    onSuccess: async ({ undone, conflicts }) => {
      if (!undone) return setDecided(Object.fromEntries(conflicts.filter(({ asked }) => asked).map(({ key }) => [key, 'keep'])))
      await queries.invalidateQueries()
      onDone?.()
    },
  })
  const asked = undo.data && !undo.data.undone ? undo.data.conflicts.filter((one) => one.asked) : []
  if (undo.data?.undone)
    return (
      <Notice tone="good" live title={t('Un-merged: every field and link is where it was.')}>
        {undo.data.came.length > 0 && t('What came since stays: {{what}}.', { what: movesInWords(undo.data.came) })}
      </Notice>
    )
  return (
    <div className={classes.stack}>
      {undo.error && <Failed error={undo.error} what={t('un-merge these records')} />}
      {asked.length > 0 && (
        <Notice tone="warn" live title={t('Some of it was edited since. What should stand there?')}>
          <ul className={classes.list}>
            {asked.map((conflict) => (
              <Decision
                key={conflict.key}
                conflict={conflict}
                said={decided[conflict.key] ?? 'keep'}
                onSay={(say) => setDecided({ ...decided, [conflict.key]: say })}
              />
            ))}
          </ul>
        </Notice>
      )}
      <div className={classes.ends}>
        <Button size="xs" variant="default" loading={undo.isPending} onClick={() => undo.mutate({ which, decided })}>
          {asked.length > 0 ? t('Un-merge like this') : t('Un-merge')}
        </Button>
      </div>
    </div>
  )
}

interface DecisionProps {
  conflict: MergeConflict
  said: 'keep' | 'back'
  onSay: (say: 'keep' | 'back') => void
}

function Decision({ conflict: { key, what, now, back }, said, onSay }: DecisionProps) {
  return (
    <li>
      <fieldset className={classes.stack} style={{ border: 0, margin: 0, padding: 0, gap: 4 }}>
        <legend>{what}</legend>
        <label className={classes.choice}>
          <input type="radio" name={key} checked={said === 'keep'} onChange={() => onSay('keep')} />
          {t('Keep what stands there: {{value}}', { value: now ?? t('empty') })}
        </label>
        <label className={classes.choice}>
          <input type="radio" name={key} checked={said === 'back'} onChange={() => onSay('back')} />
          {t('Put back what stood there: {{value}}', { value: back ?? t('empty') })}
        </label>
      </fieldset>
    </li>
  )
}
