import { basename, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Id } from '#kernel/id'
import { Problem } from '#kernel/problem'
import { readConfig } from '#platform/config'
import * as contract from '#rooms/capture/contract'
import { command, type Out } from './command.ts'
import { exportAt } from './export-source.ts'
import { type Front, openFront } from './front.ts'
import { type Answers, answerArgs, answersFrom, correctionFrom, ensureAnswered } from './import-answers.ts'

/** `interlock import FILES…`: reads, previews and imports files into a workspace, as the screen does. */
export const importFiles = command({
  name: 'import',
  description:
    'Import exported files into a workspace, or a whole export of Interlock (its folder or zip) into an empty one. Everything can be taken back with: interlock undo <import id>',
  rest: true,
  args: {
    workspace: { type: 'string', description: 'Id or name of the workspace; may be left out when there is one', valueHint: 'workspace' },
    data: { type: 'string', description: 'Folder for everything that is kept (INTERLOCK_DATA)', valueHint: 'folder' },
    preview: { type: 'boolean', description: 'Only show what would be created, updated, skipped and returned; write nothing' },
    sample: { type: 'boolean', description: 'Import the made-up sample company instead of files' },
    ...answerArgs,
  },
  run: async ({ workspace, data, preview, sample, _: paths, ...options }, out) => {
    const answers = answersFrom(options)
    if (!sample && paths.length === 0)
      throw new Problem('invalid-input', 'Name the files to import: interlock import deals.csv accounts.csv')
    const wholeExport = sample ? null : await exportAt(paths)
    if (wholeExport && preview)
      throw new Problem(
        'invalid-input',
        'An export is taken whole or not at all, so there is no preview of it. Leave --preview out; undo takes it back.',
      )
    const front = await openFront(readConfig({ INTERLOCK_DATA: data }), workspace)
    try {
      const done = sample
        ? await settled(front, (await front.call(contract.loadSample, {})).id, out)
        : wholeExport
          ? await front.upload(contract.restoreExport, { name: wholeExport.name }, wholeExport.source())
          : await imported(front, paths, { answers, onlyPreview: preview ?? false }, out)
      out.result(told(done), done)
      if (done.state === 'failed') throw new Problem('invalid-input', done.failure ?? 'The import failed.')
    } finally {
      await front.close()
    }
  },
})

async function imported(
  front: Front,
  paths: readonly string[],
  { answers, onlyPreview }: { answers: Answers; onlyPreview: boolean },
  out: Out,
): Promise<contract.Import> {
  const { id } = await front.call(contract.createImport, {})
  for (const path of paths) await front.upload(contract.addFile, { importId: id, name: basename(path) }, resolve(path))
  const read = await answered(front, await settled(front, id, out), answers, out)
  if (read.state === 'failed') return read
  try {
    ensureAnswered(read.guess, out.remark)
  } catch (error) {
    await front.call(contract.discardImport, { importId: id })
    throw error
  }
  await front.call(contract.previewImport, { importId: id })
  const previewed = await settled(front, id, out)
  // What came in since the files were read can leave a question open.
  if (previewed.state === 'draft') ensureAnswered(previewed.guess, out.remark)
  if (onlyPreview || previewed.state === 'failed') return previewed
  await front.call(contract.runImport, { importId: id })
  return await settled(front, id, out)
}

/** The import read again with the answers that the options give to its questions. */
async function answered(front: Front, read: contract.Import, answers: Answers, out: Out): Promise<contract.Import> {
  const correction = read.guess && correctionFrom(read.guess, answers)
  if (!correction) return read
  await front.call(contract.correctImport, { importId: read.id, ...correction })
  return await settled(front, read.id, out)
}

/** Waits until nothing is under way any more, showing how far it is. */
export async function settled(front: Front, id: Id<'import'>, out: Out): Promise<contract.Import> {
  const bar = out.progress('import')
  let remarked = false
  try {
    for (;;) {
      const now = await front.call(contract.readImport, { importId: id })
      if (now.task === null) return now
      if (now.task === 'read' && now.checked && !remarked) {
        remarked = true
        remarkFirst(now.checked, out)
      }
      if (now.progress) bar.step(now.progress.done, now.progress.of, now.progress.step)
      await sleep(200)
    }
  } finally {
    bar.end()
  }
}

/** Tells of the first rows that come back while the rest of a large file is read. */
function remarkFirst({ files, first }: NonNullable<contract.Import['checked']>, out: Out): void {
  const rows = files.reduce((sum, file) => sum + file.rows, 0)
  const reject = files.reduce((sum, file) => sum + file.reject, 0)
  const [one] = first
  if (one) out.remark(`In the first ${rows} rows, ${reject} cannot be used. The first is row ${one.row}: ${one.reason}`)
}

function told(done: contract.Import): string {
  const outcome = done.result ?? done.preview
  const lines = (outcome?.kinds ?? []).map(
    (kind) =>
      `  ${kind.kind.padEnd(14)} ${kind.rows} rows: ${kind.create} created, ${kind.update} updated, ${kind.skip} the same, ${kind.reject} returned, ${kind.duplicate} repeated, ${kind.deleted} deleted, ${kind.leftOut} left out`,
  )
  const also = (outcome?.alsoMade ?? []).map((made) => `  also made      ${made.count} ${made.what}`)
  const head =
    done.state === 'done'
      ? `Imported "${done.name}". Take it back with: interlock undo ${done.id}`
      : `"${done.name}" was read, nothing was written.`
  return [head, ...lines, ...also].join('\n')
}
