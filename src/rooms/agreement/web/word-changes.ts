import { useSend } from '#web/client/queries'
import { tn } from '#web/kit/format'
import { t } from '#web/kit/text'
import { confirmWords, defineWord, type GlossaryWord, removeWord, type Side, undoWords } from '../contract.ts'
import { useDone } from './use-done.ts'

/** What can be done with words, and the way back from what was done last. */
export function useWordChanges() {
  const { last, forget, note, again } = useDone()
  const define = useSend(defineWord, again)
  const remove = useSend(removeWord, again)
  const confirm = useSend(confirmWords, again)
  const undo = useSend(undoWords, { ...again, onSuccess: forget })
  const all = [define, remove, confirm, undo]
  const noting = (says: string, then: () => void) => {
    forget()
    for (const one of all) one.reset()
    const { onSuccess } = note(says)
    return {
      onSuccess: (done: Parameters<typeof onSuccess>[0]) => {
        onSuccess(done)
        then()
      },
    }
  }
  const nothing = () => {}
  return {
    last,
    error: all.find((one) => one.error)?.error ?? null,
    busy: all.some((one) => one.isPending),
    undo: () => last && undo.mutate({ eventId: last.eventId }),
    define: (sent: Parameters<typeof define.mutate>[0], then: () => void) =>
      define.mutate(sent, noting(t('“{{name}}” is defined. Both sides are asked to confirm it.', { name: sent.name }), then)),
    remove: (sent: Parameters<typeof remove.mutate>[0], then: () => void) =>
      remove.mutate(sent, noting(t('The definition is taken back.'), then)),
    confirm: (side: Side, words: readonly GlossaryWord[]) =>
      confirm.mutate(
        { side, words: words.map(({ key, seal }) => ({ key, seal })) },
        noting(tn(words.length, 'You confirmed {{n}} word.', 'You confirmed {{n}} words.'), nothing),
      ),
  }
}

export type WordChanges = ReturnType<typeof useWordChanges>
