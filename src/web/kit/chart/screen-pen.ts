import { inUnit, moneyShort, share } from '../format.ts'
import classes from './chart.module.css'
import type { Pen } from './pen.ts'

/** How pictures are drawn on a screen: the company's way of writing, the page's font, and a card beside the pointer. */
export function screenPen(width: number): Pen {
  return {
    width,
    font: "'Inter Variable', system-ui, sans-serif",
    moves: !matchMedia('(prefers-reduced-motion: reduce)').matches,
    write: (value, unit, currency) => inUnit(value, unit, currency),
    writeShort: (value, unit, currency) =>
      unit === 'money' ? moneyShort(value, currency) : unit === 'share' ? wholeShare(value) : inUnit(value, unit),
    card,
  }
}

/** On an axis a share needs no decimals. */
function wholeShare(value: number): string {
  return share(value).replace(/[.,]0(?=\s?%)/, '')
}

/** Made of elements, never of markup: names come from files. */
function card(title: string, lines: readonly { label: string; says: string }[]): HTMLElement {
  const box = document.createElement('div')
  box.className = classes.card ?? ''
  const head = document.createElement('p')
  head.textContent = title
  const list = document.createElement('dl')
  for (const { label, says } of lines) {
    const name = document.createElement('dt')
    name.textContent = label
    const value = document.createElement('dd')
    value.textContent = says
    list.append(name, value)
  }
  box.append(head, list)
  return box
}
