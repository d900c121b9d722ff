import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Problem } from '#kernel/problem'
import { oleOf, workbookOf, workbookParts, zipOf } from '#test/kit/workbooks'
import type { ArchiveLimits } from '../archive/zip-reader.ts'
import { archiveLimits, unpack } from './unpack.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'unpack-test-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

async function unpacked(bytes: Buffer, name: string, limits?: ArchiveLimits) {
  const path = join(folder, 'given')
  writeFileSync(path, bytes)
  const { files, remarks } = await unpack({ name, path }, folder, limits)
  return { files: files.map((file) => [file.name, readFileSync(file.path, 'utf8')]), remarks }
}

/** The sentence with which a file is refused. */
async function refused(bytes: Buffer, name = 'book.xlsx', limits?: ArchiveLimits): Promise<string> {
  const error = await unpacked(bytes, name, limits).then(
    (result) => new Error(`It was taken: ${JSON.stringify(result).slice(0, 200)}`),
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof Problem)) throw error
  expect(error.kind).toBe('invalid-input')
  return error.message
}

const sheet = () => workbookParts([{ name: 'S', rows: [['Name'], ['A']] }])
const spaces = (megabytes: number) => Buffer.alloc(megabytes * 1024 * 1024, 0x20)

describe('zip and gzip files', () => {
  test('give each CSV file inside as a file of its own; paths are only names, other files are mentioned', async () => {
    const bytes = await zipOf({ 'deals.csv': 'a,b\n1,2\n', 'sub/people.CSV': 'c\n3\n', '__MACOSX/._deals.csv': 'x', 'logo.png': 'p' })
    // Names that lead out of the folder are written over the harmless ones, byte for byte.
    const hostile = Buffer.from(bytes.toString('latin1').replaceAll('sub/people.CSV', '../../evil.csv'), 'latin1')
    expect(await unpacked(hostile, 'all.zip')).toEqual({
      files: [
        ['all.zip · deals.csv', 'a,b\n1,2\n'],
        ['all.zip · ../../evil.csv', 'c\n3\n'],
      ],
      remarks: ['"logo.png" of all.zip is no CSV file and was left out.'],
    })
    expect(readdirSync(folder).sort()).toEqual(['given', 'part-0.csv', 'part-1.csv'])
  })

  test('a gzip file gives its text under its name without the ending', async () => {
    expect(await unpacked(gzipSync('a,b\n1,2\n'), 'deals.csv.gz')).toEqual({ files: [['deals.csv', 'a,b\n1,2\n']], remarks: [] })
  })

  test('a file that is packed twice is refused', async () => {
    expect(await refused(await zipOf({ 'deals.csv': gzipSync('a') }), 'a.zip')).toContain('holds another packed file, "deals.csv"')
    expect(await refused(await zipOf({ 'deals.csv': await zipOf({ x: 'y' }) }), 'a.zip')).toContain('another packed file')
    expect(await refused(gzipSync(gzipSync('a')), 'a.csv.gz')).toContain('another packed file')
    const tar = Buffer.alloc(1024)
    tar.write('ustar', 257)
    expect(await refused(gzipSync(tar), 'a.tar.gz')).toContain('another packed file')
  })

  test('a zip file without a CSV file says what to do', async () => {
    expect(await refused(await zipOf({ 'a.pdf': 'x' }), 'a.zip')).toContain('Unpack it and drop the files inside')
    expect(await refused(await zipOf({}), 'a.zip')).toContain('without a CSV file')
  })

  test('an export of Interlock is sent to its own door', async () => {
    const manifest = JSON.stringify({ format: 'interlock-export', version: 1 })
    expect(await refused(await zipOf({ 'manifest.json': manifest, 'deal.csv': 'id\n' }), 'a.zip')).toContain('Restore an export')
    expect((await unpacked(await zipOf({ 'manifest.json': '{', 'deal.csv': 'id\n1\n' }), 'a.zip')).files).toHaveLength(1)
  })
})

describe('other formats say what to do', () => {
  test.each([
    ['.xlsb', { '[Content_Types].xml': '', 'xl/workbook.bin': '' }, '.xlsb'],
    ['.ods', { mimetype: 'application/vnd.oasis.opendocument.spreadsheet', 'content.xml': '' }, '.ods'],
    ['.numbers', { 'Index/Document.iwa': '' }, 'Numbers'],
    ['.docx', { '[Content_Types].xml': '', 'word/document.xml': '' }, 'Export the list as CSV'],
  ])('%s', async (_, files, words) => expect(await refused(await zipOf(files))).toContain(words))

  test('an old workbook and one with a password are told apart', async () => {
    expect(await refused(oleOf(['Root Entry', 'Workbook']), 'old.xls')).toContain('old Excel workbook (.xls)')
    expect(await refused(oleOf(['Root Entry', 'EncryptionInfo', 'EncryptedPackage']))).toContain('protected by a password')
    expect(await refused(oleOf(['Root Entry']).subarray(0, 20), 'old.xls')).toContain('old Excel workbook')
  })

  test('a zip entry with a password', async () => {
    const bytes = await zipOf(sheet())
    // Bit 0 of the flags says "encrypted", in each entry of the list at the end of the file.
    for (let at = bytes.indexOf('PK\x01\x02', 0, 'latin1'); at >= 0; at = bytes.indexOf('PK\x01\x02', at + 4, 'latin1'))
      bytes.writeUInt8(bytes.readUInt8(at + 8) | 1, at + 8)
    expect(await refused(bytes)).toContain('protected by a password')
  })
})

describe('files that want to hurt', () => {
  test('a huge ratio is noticed while it is unpacked', async () => {
    const row = '<row><c><v>1</v></c></row>'
    expect(await refused(await zipOf({ 'deals.csv': spaces(40) }), 'a.zip')).toContain('more than 250 times its size')
    expect(await refused(gzipSync(spaces(40)), 'a.csv.gz')).toContain('more than 250 times its size')
    expect(
      await refused(await zipOf({ ...sheet(), 'xl/worksheets/sheet1.xml': `<worksheet><sheetData>${row.repeat(1_500_000)}` })),
    ).toContain('more than 250 times its size')
    expect(
      await refused(await zipOf({ ...sheet(), 'xl/sharedStrings.xml': `<sst>${'<si><t>same</t></si>'.repeat(1_500_000)}` })),
    ).toContain('more than 250 times its size')
  })

  test('more than the disk should take is refused before and while it is unpacked', async () => {
    const small = { ...archiveLimits, unpackedBytes: 100_000 }
    expect(await refused(await zipOf({ 'a.csv': Buffer.alloc(200_000, 'a,b\n') }), 'a.zip', small)).toContain('unpacks to more than 0 MB')
    expect(await refused(gzipSync(Buffer.alloc(200_000, 'a,b\n')), 'a.csv.gz', small)).toContain('unpacks to more than')
  })

  test('sizes that lie are noticed', async () => {
    const bytes = await zipOf({ 'deals.csv': 'name,stage\n'.repeat(1000) })
    const list = bytes.indexOf('PK\x01\x02', 0, 'latin1')
    bytes.writeUInt32LE(10, list + 24)
    expect(await refused(bytes, 'a.zip')).toContain('cut off or damaged')
    bytes.writeUInt32LE(0x7fffffff, list + 24)
    expect(await refused(bytes, 'a.zip')).toContain('cut off or damaged')
  })

  test('parts that share their bytes are refused', async () => {
    const bytes = await zipOf({ 'a.csv': Buffer.alloc(50_000, 'some text, '), 'b.csv': 'x' }, false)
    const second = bytes.lastIndexOf('PK\x01\x02', undefined, 'latin1')
    for (const at of [20, 24]) bytes.writeUInt32LE(50_000, second + at)
    expect(await refused(bytes, 'a.zip')).toContain('overlap')
  })

  test('content that was changed after packing is noticed by its checksum', async () => {
    const bytes = await zipOf({ 'deals.csv': 'name,stage\n' }, false)
    bytes.write('NAME', bytes.indexOf('name,stage'))
    expect(await refused(bytes, 'a.zip')).toContain('checksum')
  })

  test('thousands of parts, and two of one name', async () => {
    const many = Object.fromEntries(Array.from({ length: 301 }, (_, index) => [`${index}.csv`, '']))
    expect(await refused(await zipOf(many), 'a.zip', { ...archiveLimits, entries: 300 })).toContain('more than 300 files')
    const bytes = await zipOf({ 'deals.csv': 'a', 'DEALS.csv': 'b' })
    expect(await refused(bytes, 'a.zip')).toContain('two files named')
  })

  test('a workbook that is cut off, anywhere', async () => {
    const bytes = await workbookOf([{ name: 'S', rows: Array.from({ length: 500 }, (_, index) => [`Name ${index}`, index]) }])
    for (const share of [0.01, 0.3, 0.7, 0.99])
      expect(await refused(bytes.subarray(0, bytes.length * share))).toContain('cut off or damaged')
    const xml = sheet()['xl/worksheets/sheet1.xml'] ?? ''
    expect(await refused(await zipOf({ ...sheet(), 'xl/worksheets/sheet1.xml': xml.slice(0, -30) }))).toContain('cut off or damaged')
    expect(await refused(gzipSync('a,b\n1,2\n').subarray(0, 20), 'a.csv.gz')).toContain('cut off or damaged')
  })

  test('parts, texts, rows and cells that are not there', async () => {
    const without = Object.fromEntries(Object.entries(sheet()).filter(([name]) => name !== 'xl/workbook.xml'))
    expect(await refused(await zipOf(without))).toContain('the part that lists its sheets is missing')
    const with1 = (xml: string) => zipOf({ ...sheet(), 'xl/worksheets/sheet1.xml': `<worksheet><sheetData>${xml}</sheetData></worksheet>` })
    expect(await refused(await with1('<row><c t="s"><v>99</v></c></row>'))).toContain('there is no text 99')
    expect(await refused(await with1('<row r="2000000"><c><v>9</v></c></row>'))).toContain('there is no row 2000000')
    expect(await refused(await with1('<row><c r="XFE1"><v>9</v></c></row>'))).toContain('there is no cell XFE1')
  })

  test('entities, document types and deep nesting', async () => {
    const with1 = (xml: string) => zipOf({ ...sheet(), 'xl/worksheets/sheet1.xml': xml })
    const laughs =
      '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><worksheet><sheetData><row><c><v>&b;</v></c></row></sheetData></worksheet>'
    expect(await refused(await with1(laughs))).toContain('document type declaration')
    expect(await refused(await with1('<worksheet><sheetData><row><c><v>&b;</v></c></row></sheetData></worksheet>'))).toContain(
      'undefined entity',
    )
    expect(await refused(await with1('<a>'.repeat(100)))).toContain('nests deeper than 64 levels')
    expect(await refused(await with1(`<worksheet><${'a'.repeat(5_000_000)}`))).toContain('a text of more than 4000000 letters')
  })

  test('a cell of a megabyte and more', async () => {
    const bytes = await workbookOf([{ name: 'S', rows: [['x'.repeat(1_000_001)]] }])
    expect(await refused(bytes)).toContain('a cell with more than 1000000 letters')
  })

  test('leave files that are not packed where they are', async () => {
    const path = join(folder, 'plain.csv')
    writeFileSync(path, 'a,b\n')
    expect(await unpack({ name: 'plain.csv', path }, folder)).toEqual({ files: [{ name: 'plain.csv', path }], remarks: [] })
  })
})
