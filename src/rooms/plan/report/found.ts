import type { Diagnosis, Standout } from '../contract.ts'
import { chance, count, counted, interval, percent, roughMoney, sliceValue, value } from '../rules/say.ts'
import { html, type Markup } from './markup.ts'

/** Slices that differ from all others: in their close rate, the size of their deals and their pace; with how many were looked at. */
export function differs(diagnosis: Diagnosis): Markup {
  const { differences, compared } = diagnosis
  const looked = `${counted(compared.slices, 'comparison')} made, of ${compared.dimensions.join(', ') || 'no field'}; a difference is named only if it is beyond chance after correcting for that many.`
  const leftOut = compared.leftOut.length > 0 ? ` Left out because they follow from the outcome: ${compared.leftOut.join(', ')}.` : ''
  return html`${closeRates(diagnosis)}
${
  differences.length > 0
    ? html`<ul class="found">${differences.map(({ better, says, answer, p, method }) => {
        const range = interval(answer)
        return html`<li>${better ? '▲' : '▼'} ${says}<br><span class="proof">Median ${value(answer)}${range && `, 95 % interval ${range}`}, from ${count(answer.n)}. Chance without a cause: ${chance(p)}. ${method}.</span></li>`
      })}</ul>`
    : html`<p>No slice has larger or smaller deals, or is slower or quicker, by more than chance.</p>`
}
<p class="proof">${looked}${leftOut}</p>`
}

function closeRates({ standouts, currency }: Diagnosis): Markup {
  const row = ({ label, value: slice, answer, rest, moneyAYear, better }: Standout) =>
    html`<tr><th scope="row">${label}: ${sliceValue(slice)}</th><td>${better ? '▲' : '▼'} ${percent(answer.value ?? 0)}</td><td>${percent(rest)}</td><td>${count(answer.n)}</td><td>${moneyAYear === null ? '·' : roughMoney(moneyAYear, currency)}</td></tr>`
  if (standouts.length === 0) return html`<p>No slice closes at a rate that differs from the rest by more than chance.</p>`
  return html`<div class="wide"><table><thead><tr><th scope="col">Slice</th><th scope="col">Close rate</th><th scope="col">The others</th><th scope="col">Closed deals</th><th scope="col">Gap a year</th></tr></thead><tbody>${standouts.slice(0, 12).map(row)}</tbody></table></div>`
}

/** The trends that were found, in words. */
export function changes({ trends, compared }: Diagnosis): Markup {
  if (compared.trends === 0) return html`<p>The history is too short to look for trends: they take at least six whole periods.</p>`
  const sign = (better: boolean | null) => (better === null ? '•' : better ? '▲' : '▼')
  return html`${
    trends.length > 0
      ? html`<ul class="found">${trends.map(({ better, says, p }) => html`<li>${sign(better)} ${says}<br><span class="proof">Chance without a cause: ${chance(p)}.</span></li>`)}</ul>`
      : html`<p>No number rises or falls steadily by more than chance.</p>`
  }
<p class="proof">${counted(compared.trends, 'trend')} looked for, whole numbers by the Mann-Kendall test; every chance is corrected for that many.</p>`
}
