import { createHash } from 'node:crypto'
import { text } from 'node:stream/consumers'
import { Problem } from '#kernel/problem'
import { t } from '#kernel/text'
import { no, ok, type Verdict } from '#kernel/verdict'
import { openZip } from '../archive/zip-file.ts'
import type { OpenZip } from '../archive/zip-reader.ts'
import { type ExportedFile, exportFormat, type Manifest, manifestName, parseManifest } from './export-manifest.ts'

/** An export on disk whose manifest was read and whose files are there, in the sizes that it says. */
export interface OpenExport {
  readonly manifest: Manifest
  /** The content of a file. Ends with Problem `invalid-input` when it is not what the manifest says. */
  read(file: ExportedFile): AsyncGenerator<Buffer>
  close(): void
}

const mostFiles = 2_000
const mostManifestBytes = 4 * 1024 ** 2
/** Exports pack to about a tenth. What would unpack to more than this is made to fill a disk. */
const mostTimes = 100
const alwaysBytes = 64 * 1024 ** 2

/** Opens a zip as an export. Throws Problem `invalid-input` that says why it is none, or not a whole one. Names in the zip are never used as paths. */
export async function openExport(path: string): Promise<OpenExport> {
  const zip = await openZip(path, mostFiles)
  try {
    const folder = folderOf(zip)
    if (folder === undefined)
      throw new Problem(
        'invalid-input',
        t('This zip is not an export of Interlock: it has no manifest.json. Drop the files in it to import them.'),
      )
    const read = parseManifest(await manifestText(zip, folder))
    if ('why' in read) throw new Problem('invalid-input', read.why)
    const { manifest } = read
    const fits = fitsZip(manifest, zip, folder)
    if (!fits.ok) throw new Problem('invalid-input', fits.why)
    return { manifest, read: (file) => checked(zip.read(folder + file.name), file), close: () => zip.close() }
  } catch (error) {
    zip.close()
    throw error
  }
}

/** Whether a file is a zip that calls itself an export of ours, whole or not, of whatever version. */
export async function isExport(path: string): Promise<boolean> {
  const zip = await openZip(path, mostFiles).catch(() => null)
  if (!zip) return false
  try {
    const folder = folderOf(zip)
    return folder !== undefined && (await manifestText(zip, folder)).includes(`"${exportFormat}"`)
  } catch {
    return false
  } finally {
    zip.close()
  }
}

/** The folder in the zip that holds the manifest: none, or one when someone packed a folder. */
function folderOf(zip: OpenZip): string | undefined {
  if (zip.files.has(manifestName)) return ''
  const name = [...zip.files.keys()].find(
    (one) => one.split('/').length === 2 && one.endsWith(`/${manifestName}`) && !one.startsWith('__MACOSX/'),
  )
  return name?.slice(0, -manifestName.length)
}

async function manifestText(zip: OpenZip, folder: string): Promise<string> {
  const name = folder + manifestName
  if ((zip.files.get(name)?.bytes ?? 0) > mostManifestBytes)
    throw new Problem('invalid-input', t('The manifest.json of this zip is too large to be one of Interlock.'))
  return await text(zip.read(name))
}

const again = () => t('Take the export from its source again.')

function fitsZip(manifest: Manifest, zip: OpenZip, folder: string): Verdict {
  const listed = new Set(manifest.tables.flatMap((one) => [one.jsonl.name, one.csv.name]))
  let bytes = 0
  let packed = 0
  for (const { table, jsonl } of manifest.tables) {
    const there = zip.files.get(folder + jsonl.name)
    if (jsonl.name !== `${table}.jsonl`)
      return no(
        t('The manifest of this export names "{{name}}" as the rows of "{{table}}". {{again}}', {
          name: jsonl.name,
          table,
          again: again(),
        }),
      )
    if (!there) return no(t('The file {{name}} is missing in this export. {{again}}', { name: jsonl.name, again: again() }))
    if (there.bytes !== jsonl.bytes)
      return no(
        t('The file {{name}} has {{bytes}} bytes where the manifest says {{said}}. {{again}}', {
          name: jsonl.name,
          bytes: there.bytes,
          said: jsonl.bytes,
          again: again(),
        }),
      )
    bytes += there.bytes
    packed += there.packedBytes
  }
  if (bytes > alwaysBytes + mostTimes * packed)
    return no(
      t('This export would unpack to {{bytes}} bytes from {{packed}}, which no export does. {{again}}', { bytes, packed, again: again() }),
    )
  const other = [...zip.files.keys()].find(
    (name) => name.startsWith(folder) && name.endsWith('.jsonl') && !listed.has(name.slice(folder.length)),
  )
  if (other !== undefined && !other.slice(folder.length).includes('/'))
    return no(t('The file {{name}} in this export is not in its manifest. {{again}}', { name: other.slice(0, 100), again: again() }))
  return ok
}

async function* checked(content: AsyncIterable<Buffer>, file: ExportedFile): AsyncGenerator<Buffer> {
  const hash = createHash('sha256')
  for await (const chunk of content) {
    hash.update(chunk)
    yield chunk
  }
  if (hash.digest('hex') !== file.sha256)
    throw new Problem(
      'invalid-input',
      t('The file {{name}} has another hash than the manifest says: it was changed or damaged. Nothing was written. {{again}}', {
        name: file.name,
        again: again(),
      }),
    )
}
