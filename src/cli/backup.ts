import { resolve } from 'node:path'
import { Problem } from '#kernel/problem'
import { backUp } from '#platform/backup/backup'
import { rowsIn } from '#platform/backup/manifest'
import { openArchive } from '#platform/backup/read-archive'
import { systemClock } from '#platform/clock'
import { readConfig } from '#platform/config'
import { openLog } from '#platform/log'
import { reachPostgres } from '#platform/postgres/reach'
import { Database } from '#platform/store/database'
import { command, type Out } from './command.ts'
import { version } from './version.ts'

/** `interlock backup [FILE]` and `interlock backup --check FILE`. */
export const backup = command({
  name: 'backup',
  description:
    'Write everything into one file that `interlock restore` reads, also while Interlock runs; the file is as secret as the database',
  args: {
    file: { type: 'positional', required: false, description: 'File to write; without, interlock-<time>.backup.zip in this folder' },
    check: { type: 'boolean', description: 'Write nothing: look whether FILE is a whole backup' },
    data: { type: 'string', description: 'Folder for everything that is kept (INTERLOCK_DATA)', valueHint: 'folder' },
  },
  run: async ({ file, check, data }, out) => {
    if (check) return await checkFile(file, out)
    const config = readConfig({ INTERLOCK_DATA: data })
    const path = resolve(file ?? `interlock-${systemClock.now().slice(0, 19).replaceAll(':', '')}Z.backup.zip`)
    const bar = out.progress('backup')
    const reached = await reachPostgres(config, systemClock, openLog(config))
    try {
      const source = { database: new Database(reached.pool), dataDir: config.dataDir, clock: systemClock, version }
      const { bytes, sha256, manifest, rows } = await backUp(source, path, (part, of, what) => bar.step(part, of, what))
      bar.end()
      const workspaces = manifest.schemas.filter(({ kind }) => kind === 'workspace').length
      const files = manifest.files.length
      out.result(
        [
          `Wrote ${path}: ${workspaces} workspace${workspaces === 1 ? '' : 's'}, ${rows} rows, ${files} files, ${size(bytes)}.`,
          ...manifest.remarks,
          'Whoever has this file has all of it, like the database: keep it as safe. Look at it any time with: interlock backup --check FILE',
        ].join('\n'),
        { file: path, bytes, sha256, at: manifest.at, workspaces, rows, files, remarks: manifest.remarks },
      )
    } finally {
      bar.end()
      await reached.close()
    }
  },
})

async function checkFile(file: string | undefined, out: Out): Promise<void> {
  if (!file) throw new Problem('invalid-input', 'Say which file to check: interlock backup --check FILE')
  const bar = out.progress('check')
  try {
    const archive = await openArchive(file, (part, of) => bar.step(part, of))
    archive.close()
    bar.end()
    const { path, bytes, sha256, manifest } = archive
    const rows = rowsIn(manifest)
    const parts = manifest.schemas.flatMap(({ tables }) => tables).length + manifest.files.length
    out.result(
      [
        `${path} is whole: ${parts} parts, ${rows} rows, ${manifest.files.length} files, written at ${manifest.at} by Interlock ${manifest.version}.`,
        ...manifest.remarks,
      ].join('\n'),
      {
        file: path,
        bytes,
        sha256,
        at: manifest.at,
        version: manifest.version,
        parts,
        rows,
        files: manifest.files.length,
        remarks: manifest.remarks,
      },
    )
  } finally {
    bar.end()
  }
}

function size(bytes: number): string {
  return bytes < 1024 ** 2 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 1024 ** 2).toFixed(1)} MB`
}
