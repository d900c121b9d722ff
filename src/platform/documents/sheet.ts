import PDFDocument from 'pdfkit'
import { a4, type SheetPen, type TextStyle } from '#kernel/paper'
import { spoken } from '#kernel/text'
import type { Instant } from '#kernel/time'
import { linesOf } from './lines.ts'
import { missable, withSigns } from './scripts.ts'
import { type Typefaces, typefacesFor, type Weight } from './typefaces.ts'

export interface SheetAbout {
  readonly title: string
  readonly madeAt: Instant
}

const ink = '#17211f'
/** From one line to the next, as a share of the size of the letters. */
const leading = 1.32

/**
 * One A4 sheet as PDF, drawn by `draw`. It is drawn twice: first to learn which letters are needed, then with their typefaces in it.
 * Whatever the letters are, it stays one page: nothing flows.
 */
export async function sheetPdf(draw: (pen: SheetPen) => void, { title, madeAt }: SheetAbout): Promise<Buffer> {
  const faces = await typefacesFor(lettersOf(draw))
  const pdf = new PDFDocument({
    size: [a4.width, a4.height],
    margin: 0,
    lang: spoken(),
    displayTitle: true,
    info: { Title: title, Creator: 'Interlock', Producer: 'Interlock', CreationDate: new Date(madeAt), ModDate: new Date(madeAt) },
  })
  for (const [name, file] of faces.files) pdf.registerFont(name, file)
  const chunks: Buffer[] = []
  pdf.on('data', (chunk: Buffer) => chunks.push(chunk))
  const ended = new Promise<void>((resolve, reject) => {
    pdf.on('end', resolve)
    pdf.on('error', reject)
  })
  draw(penOn(pdf, faces))
  pdf.end()
  await ended
  return Buffer.concat(chunks)
}

/** Listens to a drawing without drawing. */
function lettersOf(draw: (pen: SheetPen) => void): Record<Weight, Set<string>> {
  const used = { normal: new Set<string>(), bold: new Set<string>() }
  draw({
    text: (says, { y }, { bold = false, size }) => {
      for (const letter of clean(says)) used[bold ? 'bold' : 'normal'].add(letter)
      // As if one line were enough: a drawing that ends where its sheet ends then shows no letter that was not heard.
      return y + size * leading
    },
    missed: missable,
    box: () => undefined,
  })
  return used
}

/** Where a line may end. A blank that keeps together what stands on both sides of it stays as it is: 19,5 % in German. */
const blanks = /[^\S\u00a0]+/g

/** Without what cannot be set: marks of direction, controls, and halves of letters. */
function clean(says: string): string {
  return says
    .toWellFormed()
    .normalize('NFC')
    .replaceAll(blanks, ' ')
    .replaceAll(/[\p{Cc}\p{Cf}\p{Variation_Selector}\ufffd]/gu, '')
}

function penOn(pdf: PDFKit.PDFDocument, faces: Typefaces): SheetPen {
  const weightOf = ({ bold = false }: TextStyle): Weight => (bold ? 'bold' : 'normal')
  const measure = (says: string, style: TextStyle) =>
    faces.runs(says, weightOf(style)).reduce((sum, run) => sum + pdf.font(run.face, style.size).widthOfString(run.says), 0)
  const missed = new Set<string>()
  return {
    missed: () => [...missed],
    text: (says, { x, y, width }, style) => {
      const { size, colour = ink, align = 'left', lines = 1 } = style
      const settable = withSigns(clean(says), (letter) => faces.has(letter, weightOf(style)), missed)
      const set = linesOf(settable, width, lines, (text) => measure(text, style))
      set.forEach((line, at) => {
        let left = align === 'right' ? x + width - measure(line, style) : x
        for (const run of faces.runs(line, weightOf(style))) {
          pdf.font(run.face, size).fillColor(colour)
          // On one base line, whatever the typeface: their heights differ.
          pdf.text(run.says, left, y + at * size * leading + size, { lineBreak: false, baseline: 'alphabetic' })
          left += pdf.widthOfString(run.says)
        }
      })
      return y + Math.max(1, set.length) * size * leading
    },
    box: (x, y, width, height, colour) => {
      if (width > 0 && height > 0) pdf.rect(x, y, width, height).fill(colour)
    },
  }
}
