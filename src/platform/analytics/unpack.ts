import { createReadStream, createWriteStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { Problem } from '#kernel/problem'
import { t } from '#kernel/text'
import type { ArchiveLimits } from '../archive/zip-reader.ts'
import { type Archive, archiveLimits, meterOf, openArchive, shown } from './workbook/archive.ts'
import { damaged, refusal, saveAsCsv } from './workbook/refusal.ts'
import { openWorkbook } from './workbook/workbook.ts'

export { archiveLimits } from './workbook/archive.ts'

export interface NamedFile {
  /** For people: "book.xlsx · Deals". */
  readonly name: string
  readonly path: string
}

export interface Unpacked {
  readonly files: readonly NamedFile[]
  /** What was passed over, as sentences: hidden sheets, files that are no text. */
  readonly remarks: readonly string[]
}

/** The bytes of an unpacked file. */
export function bytesOf(file: NamedFile): Readable {
  return createReadStream(file.path)
}

/** Bytes at the beginning of a file that `isPacked` wants to see. */
export const packedHead = 8

/** Whether a file has to be unpacked before its rows can be read: a zip file, which a workbook is too, gzip, or an old Excel workbook. */
export function isPacked(head: Uint8Array): boolean {
  return kindOf(head) !== 'plain'
}

function kindOf(head: Uint8Array): 'zip' | 'gzip' | 'ole' | 'plain' {
  const starts = (...bytes: number[]) => bytes.every((byte, index) => head[index] === byte)
  if (starts(0x50, 0x4b, 3, 4) || starts(0x50, 0x4b, 5, 6) || starts(0x50, 0x4b, 7, 8)) return 'zip'
  if (starts(0x1f, 0x8b)) return 'gzip'
  return starts(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1) ? 'ole' : 'plain'
}

/**
 * Unpacks a workbook, a zip file or a gzip file into CSV files in `folder`, which the caller makes and removes. Every visible sheet with a
 * value becomes a file, and so does every text file of a zip. Throws Problem `invalid-input` for what cannot be taken, with what to do instead.
 */
export async function unpack(file: NamedFile, folder: string, limits: ArchiveLimits = archiveLimits): Promise<Unpacked> {
  const head = await headOf(file.path)
  const kind = kindOf(head)
  if (kind === 'zip') return await unpackZip(file, folder, limits)
  if (kind === 'gzip') return await unpackGzip(file, folder, limits)
  if (kind === 'ole') throw await oldWorkbook(file)
  return { files: [file], remarks: [] }
}

async function headOf(path: string, most = packedHead, at = 0): Promise<Buffer> {
  const handle = await open(path)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(most), 0, most, at)
    return buffer.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}

async function unpackZip(file: NamedFile, folder: string, limits: ArchiveLimits): Promise<Unpacked> {
  const archive = await openArchive(file.path, file.name, limits)
  try {
    const other = await otherFormat(archive)
    if (other) throw other
    return archive.find('[Content_Types].xml') ? await sheetsOf(archive, folder) : await textsOf(archive, folder)
  } finally {
    archive.close()
  }
}

async function sheetsOf(archive: Archive, folder: string): Promise<Unpacked> {
  const workbook = await openWorkbook(archive)
  const found: { sheet: string; path: string }[] = []
  const remarks: string[] = []
  for (const [no, sheet] of workbook.sheets.entries()) {
    const path = join(folder, `sheet-${no}.csv`)
    if (sheet.hidden) remarks.push(`The sheet "${shown(sheet.name)}" of ${archive.name} is hidden and was left out.`)
    else if ((await workbook.writeCsv(sheet, path)) > 0) found.push({ sheet: shown(sheet.name), path })
  }
  if (found.length === 0)
    throw refusal(archive.name, t('has no visible sheet with a value in it.'), t('Drop the workbook that holds the rows.'))
  const only = found.length === 1
  return { files: found.map(({ sheet, path }) => ({ name: only ? archive.name : partName(archive.name, sheet), path })), remarks }
}

/** What a part of a file is called: "book.xlsx · Deals". */
export function partName(file: string, part: string): string {
  return `${file} · ${part}`
}

async function textsOf(archive: Archive, folder: string): Promise<Unpacked> {
  const files: NamedFile[] = []
  const remarks: string[] = []
  for (const part of archive.parts) {
    if (/^__MACOSX\/|(^|\/)(\.[^/]*|Thumbs\.db)$/i.test(part.name)) continue
    if (!/\.(csv|tsv|tab|txt)$/i.test(part.name)) {
      remarks.push(`"${shown(part.name)}" of ${archive.name} is no CSV file and was left out.`)
      continue
    }
    const path = join(folder, `part-${files.length}.csv`)
    await pipeline(Readable.from(archive.read(part)), createWriteStream(path))
    if (isPacked(await headOf(path)))
      throw refusal(
        archive.name,
        t('holds another packed file, "{{name}}".', { name: shown(part.name) }),
        t('Unpack it and drop what is inside.'),
      )
    files.push({ name: partName(archive.name, shown(part.name)), path })
  }
  if (files.length === 0)
    throw refusal(
      archive.name,
      t('is a zip file without a CSV file in it.'),
      t('Unpack it and drop the files inside, each saved as CSV (UTF-8).'),
    )
  return { files, remarks }
}

/** A problem for a zip file that is something else than a workbook or a bundle of CSV files. */
async function otherFormat(archive: Archive): Promise<Problem | undefined> {
  const has = (name: string) => archive.find(name) !== undefined
  const { name } = archive
  if (has('xl/workbook.bin'))
    return refusal(
      name,
      t('is a binary workbook (.xlsb), which is not read.'),
      t('Save it as .xlsx. Or: {{saveAsCsv}}', { saveAsCsv: saveAsCsv() }),
    )
  if (has('word/document.xml') || has('ppt/presentation.xml'))
    return refusal(name, t('is a document without rows.'), t('Export the list as CSV.'))
  if (archive.parts.some((part) => /^index(\.zip|\/.*\.iwa)$/i.test(part.name)))
    return refusal(name, t('is a Numbers sheet.'), t('In Numbers choose File, Export To, CSV, and drop that.'))
  if (has('content.xml') && (has('mimetype') || has('META-INF/manifest.xml')))
    return refusal(name, t('is an OpenDocument sheet (.ods), which is not read.'), saveAsCsv())
  return (await isExport(archive))
    ? refusal(name, t('is an export of Interlock, not of a CRM.'), t('Use "Restore an export" for it.'))
    : undefined
}

async function isExport(archive: Archive): Promise<boolean> {
  const manifest = archive.find('manifest.json')
  if (!manifest || manifest.bytes > 1_000_000) return false
  let text = ''
  for await (const piece of archive.read(manifest)) text += piece.toString('utf8')
  try {
    const said: unknown = JSON.parse(text)
    return typeof said === 'object' && said !== null && 'format' in said && said.format === 'interlock-export'
  } catch {
    return false
  }
}

async function unpackGzip(file: NamedFile, folder: string, limits: ArchiveLimits): Promise<Unpacked> {
  const path = join(folder, 'unpacked.csv')
  const { size } = await stat(file.path)
  const meter = meterOf(file.name, limits)
  try {
    await pipeline(createReadStream(file.path), createGunzip(), metered(meter, size), createWriteStream(path))
  } catch (error) {
    throw error instanceof Problem || isDisk(error) ? error : damaged(file.name, error)
  }
  if (isPacked(await headOf(path)) || (await headOf(path, 5, 257)).toString('latin1') === 'ustar')
    throw refusal(file.name, t('holds another packed file.'), t('Unpack it and drop what is inside.'))
  return { files: [{ name: file.name.replace(/\.gz$/i, ''), path }], remarks: [] }
}

function metered(meter: ReturnType<typeof meterOf>, packed: number) {
  return async function* (pieces: AsyncIterable<Buffer>) {
    let bytes = 0
    for await (const piece of pieces) {
      bytes += piece.length
      meter.check(packed, bytes, piece.length)
      yield piece
    }
  }
}

/** Trouble of the disk has a name such as ENOSPC; trouble of zlib begins with Z_. */
function isDisk(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && /^E[A-Z]+$/.test(error.code)
}

/** Why an old container of Microsoft is not read: it holds an encrypted workbook, or one of the time before 2007. */
async function oldWorkbook({ name, path }: NamedFile): Promise<Problem> {
  const header = await headOf(path, 512)
  const sector = header.length < 512 ? 0 : 2 ** header.readUInt16LE(30)
  // The list of what is inside stands in the sector that the header names; four of them are 16 entries or more.
  const list = sector >= 512 && sector <= 4096 ? await headOf(path, sector * 4, (header.readUInt32LE(48) + 1) * sector) : Buffer.alloc(0)
  if (list.includes(Buffer.from('EncryptedPackage', 'utf16le')))
    return refusal(name, t('is protected by a password.'), t('Save it without a password, or save the sheet as CSV (UTF-8).'))
  return refusal(
    name,
    t('is an old Excel workbook (.xls), which is not read.'),
    t('Save it as .xlsx. Or: {{saveAsCsv}}', { saveAsCsv: saveAsCsv() }),
  )
}
