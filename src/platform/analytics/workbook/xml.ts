import { Problem } from '#kernel/problem'
import { t } from '#kernel/text'
import { damaged, refusal } from './refusal.ts'

export interface XmlReader {
  /** Names come without their prefix. Attributes have no prototype. */
  open?(name: string, attributes: Readonly<Record<string, string>>): void
  text?(text: string): void
  close?(name: string): void
}

/** The formats of spreadsheets need about a dozen. */
const deepest = 64
/** Letters without a tag between; the longest cell of Excel has 32,767. */
const longest = 4_000_000

/**
 * Reads XML in pieces and yields after each, so that what was found can be taken before more comes. Knows no document types and so no
 * entities but the five of XML. Throws Problem for what is no XML, nests too deeply, or has no end.
 */
export async function* readXml(pieces: AsyncIterable<Buffer>, name: string, reader: XmlReader): AsyncGenerator<void> {
  const { SaxesParser } = await import('saxes')
  const parser = new SaxesParser({ xmlns: false, position: false })
  let depth = 0
  let since = 0
  parser.on('doctype', () => {
    throw refusal(name, t('has a document type declaration, which no spreadsheet program writes.'))
  })
  parser.on('error', (error) => {
    throw error
  })
  parser.on('opentag', (tag) => {
    since = 0
    depth += 1
    if (depth > deepest) throw refusal(name, t('nests deeper than {{deepest}} levels.', { deepest }))
    reader.open?.(bare(tag.name), tag.attributes)
  })
  parser.on('closetag', (tag) => {
    since = 0
    depth -= 1
    reader.close?.(bare(tag.name))
  })
  parser.on('text', (found) => reader.text?.(found))
  parser.on('cdata', (found) => reader.text?.(found))
  try {
    for await (const letters of lettersOf(pieces)) {
      parser.write(letters)
      since += letters.length
      if (since > longest) throw refusal(name, t('has a text of more than {{longest}} letters.', { longest }))
      yield
    }
    parser.close()
    yield
  } catch (error) {
    throw error instanceof Problem ? error : damaged(name, error)
  }
}

function bare(name: string): string {
  const at = name.indexOf(':')
  return at < 0 ? name : name.slice(at + 1)
}

async function* lettersOf(pieces: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined
  for await (const piece of pieces) {
    decoder ??= new TextDecoder(encodingOf(piece), { fatal: true })
    yield decoder.decode(piece, { stream: true })
  }
  yield decoder?.decode() ?? ''
}

function encodingOf(head: Buffer): string {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le'
  return head[0] === 0xfe && head[1] === 0xff ? 'utf-16be' : 'utf-8'
}
