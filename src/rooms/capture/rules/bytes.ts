import type { Encoding } from '../shapes.ts'

/** What the reader needs to know about the bytes of a file; see platform/analytics/text-file. */
export interface Bytes {
  readonly bytes: number
  readonly head: Uint8Array
  readonly brokenLines: number
  readonly goodLines: number
  readonly nulls: number
}

const starts = (head: Uint8Array, ...bytes: number[]) => bytes.every((byte, index) => head[index] === byte)

/** Which letters the bytes are. Two good lines for a broken one: UTF-8 with a few broken lines; otherwise Windows-1252. */
export function guessEncoding(file: Bytes): { encoding: Encoding; bom: boolean } {
  const { head } = file
  if (starts(head, 0xef, 0xbb, 0xbf)) return { encoding: 'utf-8', bom: true }
  if (starts(head, 0xff, 0xfe)) return { encoding: 'utf-16le', bom: true }
  if (starts(head, 0xfe, 0xff)) return { encoding: 'utf-16be', bom: true }
  const look = head.subarray(0, 2000)
  const zeros = (from: number) => look.filter((byte, index) => index % 2 === from && byte === 0).length
  if (look.length >= 4 && zeros(1) * 5 > look.length * 2) return { encoding: 'utf-16le', bom: false }
  if (look.length >= 4 && zeros(0) * 5 > look.length * 2) return { encoding: 'utf-16be', bom: false }
  if (file.brokenLines > 0 && file.goodLines < file.brokenLines * 2) return { encoding: 'windows-1252', bom: false }
  return { encoding: 'utf-8', bom: false }
}

/** Why these bytes are no delimited text at all, or null. The sentence says what to do. */
export function notText(file: Bytes): string | null {
  const { head } = file
  if (file.bytes === 0) return 'The file is empty.'
  if (starts(head, 0x50, 0x4b, 3, 4)) return 'This is an Excel workbook or a zip file. Save the sheet as CSV (UTF-8) and drop that.'
  if (starts(head, 0xd0, 0xcf, 0x11, 0xe0)) return 'This is an old Excel workbook (.xls). Save the sheet as CSV (UTF-8) and drop that.'
  if (starts(head, 0x1f, 0x8b)) return 'This file is compressed (gzip). Unpack it and drop what is inside.'
  if (starts(head, 0x25, 0x50, 0x44, 0x46)) return 'This is a PDF, which has no rows to read. Export the list as CSV.'
  if (starts(head, 0x50, 0x41, 0x52, 0x31)) return 'This is a Parquet file. Export the list as CSV.'
  if (starts(head, 0xff, 0xfe, 0, 0)) return 'This text is written in UTF-32, which is not read. Save it as CSV (UTF-8).'
  const begin = String.fromCharCode(...head.subarray(0, 200)).replace(/^\W*</, '<')
  if (/^<(!doctype html|html|table|\?xml)\b/i.test(begin))
    return 'This is a web page or XML, as some programs save under .xls. Save the sheet as CSV (UTF-8) and drop that.'
  const { encoding } = guessEncoding(file)
  if (encoding !== 'utf-16le' && encoding !== 'utf-16be' && file.nulls * 10 > file.bytes)
    return 'This is no text file: one byte in ten is empty.'
  return null
}
