import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { Problem } from '#kernel/problem'
import { type FileToZip, zipOf } from '#platform/archive/zip-writer'
import { systemClock } from '#platform/clock'
import { type Manifest, manifestName, parseManifest } from '#platform/store/export-manifest'
import { isExport } from '#platform/store/export-zip'

/** A whole export of Interlock, ready to be sent as a zip. */
export interface ExportSource {
  readonly name: string
  source(): string | Readable
}

/** The export that is named on a command line, as a folder or a zip; null when other files are. Throws Problem for a folder that is none. */
export async function exportAt(paths: readonly string[]): Promise<ExportSource | null> {
  for (const path of paths) {
    const place = resolve(path)
    const there = await stat(place).catch(() => null)
    if (!there) throw new Problem('not-found', `There is no file ${path}.`)
    const source = there.isDirectory()
      ? await folder(place)
      : (await isExport(place))
        ? { name: basename(place), source: () => place }
        : null
    if (source && paths.length > 1)
      throw new Problem('invalid-input', `${path} is a whole export of Interlock. Import it by itself, without other files.`)
    if (source) return source
  }
  return null
}

async function folder(place: string): Promise<ExportSource> {
  const said = await readFile(join(place, manifestName), 'utf8').catch(() => undefined)
  if (said === undefined)
    throw new Problem(
      'invalid-input',
      `${place} is a folder without a manifest.json, so it is no export of Interlock. Name the files in it instead.`,
    )
  const read = parseManifest(said)
  if ('why' in read) throw new Problem('invalid-input', read.why)
  return { name: basename(place), source: () => Readable.from(zipOf(filesOf(place, read.manifest, said), new Date(systemClock.now()))) }
}

/** The manifest lists the files, and its shape lets no name through that leaves the folder. The CSV files are not needed for the way back. */
function* filesOf(place: string, manifest: Manifest, said: string): Generator<FileToZip> {
  for (const { jsonl } of manifest.tables) yield { name: jsonl.name, content: createReadStream(join(place, jsonl.name)) }
  yield { name: manifestName, content: Readable.from([Buffer.from(said)]) }
}
