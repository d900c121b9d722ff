import { t } from '#kernel/text'
import { refusal } from './refusal.ts'

/** Excel holds 32,767 letters in a cell; what goes far beyond was not written by a person. */
const mostLetters = 1_000_000

/** Puts the text of one cell together: plain or in runs of several formats, without the phonetic guide of East Asian texts. */
export class TextCollector {
  #name: string
  #parts = ''
  #inText = false
  #inPhonetic = 0

  constructor(name: string) {
    this.#name = name
  }

  begin(): void {
    this.#parts = ''
    this.#inText = false
    this.#inPhonetic = 0
  }

  open(tag: string): void {
    if (tag === 'rPh') this.#inPhonetic += 1
    else if (tag === 't' || tag === 'v') this.#inText = this.#inPhonetic === 0
  }

  text(text: string): void {
    if (!this.#inText) return
    this.#parts += text
    if (this.#parts.length > mostLetters)
      throw refusal(this.#name, t('has a cell with more than {{mostLetters}} letters.', { mostLetters }))
  }

  close(tag: string): void {
    if (tag === 'rPh') this.#inPhonetic -= 1
    else if (tag === 't' || tag === 'v') this.#inText = false
  }

  /** The text as it is read by people: `_x000D_` is how the format writes a control character. */
  end(): string {
    return this.#parts.includes('_x') ? this.#parts.replace(/_x([0-9A-Fa-f]{4})_/g, decoded) : this.#parts
  }
}

function decoded(_: string, hex: string): string {
  const code = Number.parseInt(hex, 16)
  return code === 0 ? '' : String.fromCharCode(code)
}
