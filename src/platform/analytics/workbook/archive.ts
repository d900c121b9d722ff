import type { Problem } from '#kernel/problem'
import { t } from '#kernel/text'
import { type ArchiveLimits, type Flaw, Meter, type OpenZip, readZip, type ZippedFile } from '#platform/archive/zip-reader'
import { damaged, refusal } from './refusal.ts'

export const archiveLimits: ArchiveLimits = { entries: 10_000, unpackedBytes: 4 * 1024 ** 3, ratio: 250, ratioFrom: 16 * 1024 ** 2 }

/** One file inside an archive. Its name is only a name: nothing is ever written to a path that an archive says. */
export type Part = Pick<ZippedFile, 'name' | 'bytes'>

/** An archive that somebody brought, with the name that they gave it. */
export interface Archive {
  readonly name: string
  readonly parts: readonly Part[]
  /** A part by its name; case does not matter. */
  find(name: string): Part | undefined
  /** The bytes of a part, checked against sizes, sum and limits as they come. Throws Problem when they do not hold. */
  read(part: Part): AsyncGenerator<Buffer>
  close(): void
}

/** Opens a zip file and checks its list before anything is unpacked. Throws Problem `invalid-input` for one that is damaged, encrypted or hostile. */
export async function openArchive(path: string, name: string, limits: ArchiveLimits = archiveLimits): Promise<Archive> {
  // Windows programs write names with backslashes, which is no reason to refuse a bundle of CSV files.
  const zip: OpenZip = await readZip(path, { limits, refuse: (flaw) => refused(name, flaw), plainNames: false })
  return { name, parts: [...zip.files.values()], find: zip.find, read: (part) => zip.read(part.name), close: zip.close }
}

/** Counts what comes out of one file that is packed in another way. */
export const meterOf = (name: string, limits: ArchiveLimits) => new Meter({ limits, refuse: (flaw) => refused(name, flaw) })

function refused(name: string, flaw: Flaw): Problem {
  switch (flaw.what) {
    case 'unreadable':
    case 'broken file':
      return damaged(name, flaw.cause)
    case 'missing':
      return damaged(name, new Error(`"${shown(flaw.name)}" is missing`))
    case 'wrong checksum':
      return damaged(name, new Error(`the checksum of "${shown(flaw.name)}" is wrong`))
    case 'leads away':
      return refusal(name, t('holds a file named "{{name}}".', { name: shown(flaw.name) }))
    case 'too many files':
      return refusal(name, t('holds more than {{most}} files.', { most: flaw.most }))
    case 'too large':
      return refusal(
        name,
        t('unpacks to more than {{mostBytes}} MB, the most that is taken here.', { mostBytes: Math.round(flaw.mostBytes / 1024 ** 2) }),
      )
    case 'a bomb':
      return refusal(
        name,
        t('unpacks to more than {{ratio}} times its size, as files do that are made to fill a disk.', { ratio: flaw.ratio }),
      )
    case 'overlapping':
      return refusal(name, t('says that it holds more than its own size: its parts overlap.'))
    case 'twice':
      return refusal(name, t('holds two files named "{{name}}".', { name: shown(flaw.name) }))
    case 'encrypted':
      return refusal(name, t('is protected by a password.'), t('Save it without a password, or save the sheet as CSV (UTF-8).'))
  }
}

/** A name from a file inside a sentence: short, on one line. */
export function shown(name: string): string {
  const plain = name.replace(/\p{C}/gu, ' ')
  return plain.length > 80 ? `${plain.slice(0, 79)}…` : plain
}
