import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { create } from 'fontkit'
import subsetFont from 'subset-font'
import { z } from 'zod'
import { missable } from './scripts.ts'

const find = createRequire(import.meta.url)

/** In this order: a letter is set in the first typeface that has it. Together: Latin, Greek, Cyrillic, Vietnamese, Chinese, Japanese kana, Korean. */
const families = ['inter', 'noto-sans-sc', 'noto-sans-kr'] as const

export type Weight = 'normal' | 'bold'
const weights: Record<Weight, number> = { normal: 400, bold: 640 }

/** A file of a typeface: each holds some letters only, as browsers load them. */
interface Part {
  readonly key: string
  readonly file: string
  readonly ranges: readonly (readonly [number, number])[]
}

const rangesShape = z.record(z.string(), z.string())
let parts: Promise<readonly Part[]> | undefined

async function allParts(): Promise<readonly Part[]> {
  const found = await Promise.all(
    families.map(async (family) => {
      const listed = rangesShape.parse(JSON.parse(await readFile(find.resolve(`@fontsource-variable/${family}/unicode.json`), 'utf8')))
      // Latin comes last in these lists and is wanted first.
      return Object.entries(listed)
        .reverse()
        .map(([name, text]): Part => {
          const key = `${family}-${name.replaceAll(/[[\]]/g, '')}`
          return { key, file: `@fontsource-variable/${family}/files/${key}-wght-normal.woff2`, ranges: rangesOf(text) }
        })
    }),
  )
  return found.flat()
}

/** "U+41-5a,U+61" as pairs of first and last. */
function rangesOf(text: string): [number, number][] {
  return text.split(',').map((range) => {
    const [first = '0', last = first] = range.trim().slice(2).split('-')
    return [Number.parseInt(first, 16), Number.parseInt(last, 16)]
  })
}

/** A typeface that is ready to be embedded: TrueType, of one weight. */
interface Face {
  readonly name: string
  readonly file: Buffer
  readonly has: (point: number) => boolean
}

/** Kept for the next document. */
const ready = new Map<string, Promise<Face>>()

/**
 * Browsers get variable woff2 files; what embeds fonts into documents reads neither those nor variations, so each part is made into plain TrueType
 * of the weight wanted.
 */
function faceOf(part: Part, weight: Weight): Promise<Face> {
  const name = `${part.key} ${weight}`
  const made = ready.get(name) ?? make(name, part, weights[weight])
  ready.set(name, made)
  made.catch(() => ready.delete(name))
  return made
}

async function make(name: string, { file, ranges }: Part, wght: number): Promise<Face> {
  const letters = ranges.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, at) => String.fromCodePoint(first + at)))
  const plain = await subsetFont(await readFile(find.resolve(file)), letters.join(''), {
    targetFormat: 'truetype',
    variationAxes: { wght },
  })
  const font = create(plain)
  return { name, file: plain, has: (point) => 'hasGlyphForCodePoint' in font && font.hasGlyphForCodePoint(point) }
}

/** A piece of text in one typeface. */
export interface Run {
  readonly face: string
  readonly says: string
}

/** The typefaces that a document needs, and which letters they set. */
export interface Typefaces {
  readonly files: ReadonlyMap<string, Buffer>
  /** Whether a letter can be set. */
  has(letter: string, weight: Weight): boolean
  /** Cuts a text where its typeface changes. What no typeface has is left out. */
  runs(says: string, weight: Weight): Run[]
}

/** What a page writes by itself: cut texts, and the names of scripts that cannot be set. */
const always = () => `…[] ${missable().join('')}`

/** Makes ready what these letters need. Only parts with such letters are loaded, so a page in one script stays small. */
export async function typefacesFor(used: Readonly<Record<Weight, ReadonlySet<string>>>): Promise<Typefaces> {
  parts ??= allParts()
  const all = await parts
  const files = new Map<string, Buffer>()
  const chosen = { normal: new Map<string, string>(), bold: new Map<string, string>() }
  for (const weight of ['normal', 'bold'] as const) {
    for (const letter of new Set([...used[weight], ...always()])) {
      const face = await faceWith(letter, all, weight)
      if (!face) continue
      chosen[weight].set(letter, face.name)
      files.set(face.name, face.file)
    }
  }
  return { files, has: (letter, weight) => chosen[weight].has(letter), runs: (says, weight) => runsIn(says, chosen[weight]) }
}

/** The lists of letters promise more than some files hold, so the file itself is asked. */
async function faceWith(letter: string, all: readonly Part[], weight: Weight): Promise<Face | null> {
  const point = letter.codePointAt(0) ?? 0
  for (const part of all) {
    if (!part.ranges.some(([first, last]) => point >= first && point <= last)) continue
    const face = await faceOf(part, weight)
    if (face.has(point)) return face
  }
  return null
}

function runsIn(says: string, faces: ReadonlyMap<string, string>): Run[] {
  const runs: { face: string; says: string }[] = []
  for (const letter of says) {
    const face = faces.get(letter)
    const last = runs.at(-1)
    if (face === undefined) continue
    if (last?.face === face) last.says += letter
    else runs.push({ face, says: letter })
  }
  return runs
}
