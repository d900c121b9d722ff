import type { Services } from '#platform/action/context'
import { isPacked } from '#platform/analytics/unpack'
import type { Checked } from '../shapes.ts'
import type { ImportRow } from '../store/imports.ts'
import { checkBeginning, headBytes } from './check-rows.ts'
import type { Place } from './staging.ts'

/** The beginning of an upload that is checked, or was. */
interface Begun {
  readonly name: string
  readonly correction: string
  readonly answer: Promise<Checked | null>
}

/** By import. One process has the data folder, so whoever reads the import later is in this one. */
const allBegun = new WeakMap<Services, Map<ImportRow['id'], Begun>>()

function begunIn(services: Services): Map<ImportRow['id'], Begun> {
  const known = allBegun.get(services) ?? new Map<ImportRow['id'], Begun>()
  allBegun.set(services, known)
  return known
}

/**
 * Passes an upload on. Its first rows are checked as soon as they are there, while the rest still arrives, so that they are known when all of it is. For
 * the first file of an import; any other is checked when all are there.
 */
export async function* checkedEarly(
  place: Place,
  row: ImportRow,
  name: string,
  upload: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const begun = begunIn(place.services)
  // A second upload at the same time: which of them becomes the file is not known yet.
  let first: Uint8Array[] | null = row.files.length > 0 || begun.delete(row.id) ? null : []
  let bytes = 0
  for await (const piece of upload) {
    bytes += piece.byteLength
    first?.push(piece)
    if (first && bytes > headBytes) {
      const head = Buffer.concat(first)
      first = null
      if (!isPacked(head)) begun.set(row.id, { name, correction: JSON.stringify(row.correction), answer: inQuiet(place, row, name, head) })
    }
    yield piece
  }
}

function inQuiet(place: Place, row: ImportRow, name: string, head: Uint8Array): Promise<Checked | null> {
  return checkBeginning(place, row, name, head).catch((err: unknown) => {
    place.services.log.info({ err, importId: row.id }, 'the first rows could not be checked while the file arrived')
    return null
  })
}

/** What was found in the beginning of an import's one file while it arrived; null where that was not looked at, or no longer holds. Answers once. */
export async function takeEarly(services: Services, { id, files, correction }: ImportRow): Promise<Checked | null> {
  const begun = begunIn(services)
  const one = begun.get(id)
  begun.delete(id)
  if (!one || files.length !== 1 || files[0]?.name !== one.name || JSON.stringify(correction) !== one.correction) return null
  return await one.answer
}

/** Forgets what was found in the beginning of an upload that came to nothing, or whose import is gone. */
export const forgetEarly = (services: Services, id: string): boolean => begunIn(services).delete(id as ImportRow['id'])
