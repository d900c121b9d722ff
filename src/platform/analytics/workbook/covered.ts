import type { FoundRow, Merge } from './sheet.ts'

/** Empties the cells that lie under a merged one. Rows have to come from top to bottom. */
export class Covered {
  readonly #waiting: Merge[]
  #open: Merge[] = []
  #next = 0

  constructor(merges: readonly Merge[]) {
    this.#waiting = [...merges].sort((a, b) => a.top - b.top)
  }

  clear({ row, cells }: FoundRow): void {
    for (let next = this.#waiting[this.#next]; next && next.top <= row; next = this.#waiting[++this.#next]) this.#open.push(next)
    if (this.#open.length === 0) return
    this.#open = this.#open.filter((merge) => merge.bottom >= row)
    for (const merge of this.#open) {
      const first = row === merge.top ? merge.left + 1 : merge.left
      for (let column = first; column <= merge.right && column < cells.length; column += 1) cells[column] = ''
    }
    while (cells.at(-1) === '') cells.pop()
  }
}
