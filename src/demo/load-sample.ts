import { Readable } from 'node:stream'
import { dayOf } from '#kernel/time'
import { errand } from '#platform/action/action'
import { schedule } from '#platform/due/due'
import { newId } from '#platform/ids'
import { asImport, newImport } from '#rooms/capture/actions/imports'
import { importWork } from '#rooms/capture/actions/staging'
import { loadSample as contract } from '#rooms/capture/contract'
import { addImport } from '#rooms/capture/store/imports'
import type { ImportFile } from '#rooms/capture/tables'
import { sampleCompany } from './company.ts'

/** Imports the sample company the way any export comes in, so that it can be looked at, and undone, like any other. */
export const loadSample = errand(contract, async (ctx) => {
  const { services, workspace, now } = ctx
  const files: ImportFile[] = []
  for (const { name, text } of sampleCompany(dayOf(now))) {
    files.push({ name, ...(await services.files.put(workspace.id, Readable.from([Buffer.from(text)]))) })
  }
  const id = newId<'import'>(now)
  const row = { ...newImport(ctx, id), name: 'Sample company', sample: true, files, task: 'run' as const }
  await services.database.inWorkspace(workspace, async (tx) => {
    await addImport(tx, row)
    await schedule(tx, now, { kind: importWork, subjectId: id, payload: { task: 'run' } })
  })
  services.nudge()
  return asImport(row)
})
