import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer, text } from 'node:stream/consumers'
import { openZip } from '#platform/archive/zip-file'
import type { OpenZip } from '#platform/archive/zip-reader'
import { zipOf } from '#platform/archive/zip-writer'
import { type Manifest, manifestName, parseManifest } from '#platform/store/export-manifest'
import { exportAll } from '#rooms/capture/contract'

/** The manifest of an export that is open. */
export async function exportedManifest(zip: OpenZip): Promise<Manifest> {
  const read = parseManifest(await text(zip.read(manifestName)))
  if ('why' in read) throw new Error(read.why)
  return read.manifest
}

/** Exports a workspace of a running Interlock: its files by name. */
export async function exported(url: string, workspace?: string): Promise<Map<string, Buffer>> {
  const response = await fetch(url + exportAll.path, workspace ? { headers: { 'interlock-workspace': workspace } } : {})
  if (!response.ok) throw new Error(await response.text())
  return await filesOf(Buffer.from(await response.arrayBuffer()))
}

/** The files of a zip by name. */
export async function filesOf(bytes: Buffer): Promise<Map<string, Buffer>> {
  const folder = mkdtempSync(join(tmpdir(), 'interlock-export-'))
  try {
    const path = join(folder, 'export.zip')
    writeFileSync(path, bytes)
    const zip = await openZip(path, 1_000)
    const files = new Map<string, Buffer>()
    for (const name of zip.files.keys()) files.set(name, await buffer(zip.read(name)))
    zip.close()
    return files
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Files by name as a zip. */
export function zipped(files: ReadonlyMap<string, Buffer>): Promise<Buffer> {
  const parts = [...files].map(([name, bytes]) => ({
    name,
    content: (async function* () {
      yield bytes
    })(),
  }))
  return buffer(zipOf(parts, new Date('2026-03-02T08:00:00Z')))
}

/** The manifest among the files of an export. */
export function manifestOf(files: ReadonlyMap<string, Buffer>): Manifest {
  const read = parseManifest(files.get(manifestName)?.toString('utf8') ?? '')
  if ('why' in read) throw new Error(read.why)
  return read.manifest
}
