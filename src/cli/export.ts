import { once } from 'node:events'
import { createWriteStream, type WriteStream } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { readConfig } from '#platform/config'
import { exportAll } from '#rooms/capture/contract'
import { command } from './command.ts'
import { openFront } from './front.ts'

interface Manifest {
  readonly rows: Readonly<Record<string, number>>
}

/** `interlock export`: everything as plain files. */
export const exportFiles = command({
  name: 'export',
  description: 'Write all records of a workspace as plain files: one file of JSON lines for each kind, and a manifest',
  args: {
    out: { type: 'string', description: 'Folder to write to; made when it is not there', valueHint: 'folder', default: 'interlock-export' },
    workspace: { type: 'string', description: 'Id or name of the workspace; may be left out when there is one', valueHint: 'workspace' },
    data: { type: 'string', description: 'Folder for everything that is kept (INTERLOCK_DATA)', valueHint: 'folder' },
  },
  run: async ({ out: folder, workspace, data }, out) => {
    const front = await openFront(readConfig({ INTERLOCK_DATA: data }), workspace)
    const files = new Map<string, WriteStream>()
    const bar = out.progress('export')
    try {
      const target = resolve(folder)
      await mkdir(target, { recursive: true })
      let manifest: Manifest | undefined
      let done = 0
      for await (const line of createInterface({ input: await front.download(exportAll, {}), crlfDelay: Number.POSITIVE_INFINITY })) {
        if (!manifest) {
          manifest = JSON.parse(line) as Manifest
          for (const table of Object.keys(manifest.rows)) files.set(table, createWriteStream(join(target, `${table}.jsonl`)))
          continue
        }
        const { table, row } = JSON.parse(line) as { table: string; row: unknown }
        if (files.get(table)?.write(`${JSON.stringify(row)}\n`) === false) await once(files.get(table) as WriteStream, 'drain')
        done += 1
        if (done % 1_000 === 0) bar.step(done, total(manifest), table)
      }
      for (const stream of files.values()) {
        stream.end()
        await once(stream, 'close')
      }
      await writeFile(join(target, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`)
      const rows = manifest?.rows ?? {}
      out.result(
        [`Wrote ${done} rows to ${target}:`, ...Object.entries(rows).map(([table, count]) => `  ${table}.jsonl  ${count}`)].join('\n'),
        { folder: target, rows },
      )
    } finally {
      bar.end()
      await front.close()
    }
  },
})

const total = (manifest: Manifest) => Object.values(manifest.rows).reduce((sum, count) => sum + count, 0)
