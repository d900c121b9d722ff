/** How wide a text is in points. */
export type Measure = (says: string) => number

const letters = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** Letters of East Asia, between which a line may break although there is no blank. */
const eastAsian = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u
/** What must not begin a line. */
const clinging = /^[\p{Pe}\p{Pf}\p{Po}ー々]/u

/** Breaks a text into lines of at most this width. A word that is wider than a line is broken inside; what is over is cut with an ellipsis. */
export function linesOf(says: string, width: number, most: number, measure: Measure): string[] {
  const lines: string[] = []
  let line = ''
  const pieces = piecesOf(says.replaceAll(/[^\S\u00a0]+/g, ' ').trim()).flatMap((piece) =>
    measure(piece.trimEnd()) <= width ? [piece] : narrow(piece, width, measure),
  )
  for (const piece of pieces) {
    if (measure((line + piece).trimEnd()) <= width) {
      line += piece
      continue
    }
    lines.push(line.trimEnd())
    line = piece
    if (lines.length > most) break
  }
  if (line.trim() !== '') lines.push(line.trimEnd())
  if (lines.length <= most) return lines
  return [...lines.slice(0, most - 1), shortened(`${lines[most - 1]} ${lines[most]}`, width, measure)]
}

/** The longest beginning that fits with an ellipsis, ended at a whole letter. */
function shortened(says: string, width: number, measure: Measure): string {
  const parts = [...letters.segment(says)].map(({ segment }) => segment)
  let [low, high] = [0, parts.length]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (measure(`${parts.slice(0, middle).join('').trimEnd()}…`) <= width) low = middle
    else high = middle - 1
  }
  return `${parts
    .slice(0, low)
    .join('')
    .replace(/[\s,;:.]+$/, '')}…`
}

/** What stays on one line: a word with the blank after it, or one letter of East Asia. */
function piecesOf(says: string): string[] {
  const pieces: string[] = []
  for (const { segment } of letters.segment(says)) {
    const last = pieces.at(-1)
    const starts = last === undefined || (last.endsWith(' ') && segment !== ' ')
    const between =
      last !== undefined && (eastAsian.test(segment) || eastAsian.test(last.at(-1) ?? '')) && !clinging.test(segment) && segment !== ' '
    if (starts || between) pieces.push(segment)
    else pieces[pieces.length - 1] = last + segment
  }
  return pieces
}

function narrow(piece: string, width: number, measure: Measure): string[] {
  const parts: string[] = ['']
  for (const { segment } of letters.segment(piece)) {
    const last = parts.at(-1) ?? ''
    if (last !== '' && measure(last + segment) > width) parts.push(segment)
    else parts[parts.length - 1] = last + segment
  }
  return parts
}
