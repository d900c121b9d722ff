import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { call, upload } from '#web/client/call'
import { keyOf } from '#web/client/queries'
import { addFile, createImport, listImports, restoreExport } from '../contract.ts'
import { isWholeExport } from './whole-export.ts'

/** What the file picker offers; other endings can still be dropped. */
export const acceptedFiles = '.csv,.tsv,.txt,.xlsx,.xlsm,.zip,.gz,text/csv,text/tab-separated-values,text/plain'

/**
 * Makes a draft of the files and opens it. Files go one after the other, so that their numbers follow their order.
 * A whole export of Interlock is brought in at once: there is nothing in it to guess.
 */
export function useNewImport() {
  const router = useRouter()
  const queries = useQueryClient()
  const send = useMutation({
    mutationFn: async (files: readonly File[]) => {
      const [only] = files
      if (only && files.length === 1 && (await isWholeExport(only))) {
        const restored = await upload(restoreExport, { name: only.name }, only)
        await queries.invalidateQueries()
        return restored.id
      }
      const draft = await call(createImport, {})
      for (const file of files) await upload(addFile, { importId: draft.id, name: file.name }, file)
      return draft.id
    },
    onSuccess: async (id) => {
      await queries.invalidateQueries({ queryKey: keyOf(listImports) })
      router.history.push(`/import/${id}`)
    },
  })
  return { start: (files: readonly File[]) => send.mutate(files), isPending: send.isPending, error: send.error }
}
