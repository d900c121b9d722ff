import { said, t } from '#kernel/text'
import type { Answer, Diagnosis, Standout } from '../contract.ts'
import { chance, count, interval, percent, roughMoney, sliceValue, tn, value } from '../rules/say.ts'
import { html, type Markup } from './markup.ts'

/** Slices that differ from all others: in their close rate, the size of their deals and their pace; with how many were looked at. */
export function differs(diagnosis: Diagnosis): Markup {
  const { differences, compared } = diagnosis
  const fieldsOf = (labels: readonly string[]) => labels.map((label) => said(label)).join(', ')
  const looked = tn(
    compared.slices,
    '{{n}} comparison made, of {{fields}}; a difference is named only if it is beyond chance after correcting for that many.',
    '{{n}} comparisons made, of {{fields}}; a difference is named only if it is beyond chance after correcting for that many.',
    { fields: fieldsOf(compared.dimensions) || t('no field') },
  )
  const { leftOut } = compared
  const left = leftOut.length > 0 && ` ${t('Left out because they follow from the outcome: {{fields}}.', { fields: fieldsOf(leftOut) })}`
  return html`${closeRates(diagnosis)}
${
  differences.length > 0
    ? html`<ul class="found">${differences.map(
        ({ better, says, answer, p, method }) =>
          html`<li>${better ? '▲' : '▼'} ${says}<br><span class="proof">${median(answer)} ${withoutCause(p)} ${method}.</span></li>`,
      )}</ul>`
    : html`<p>${t('No slice has larger or smaller deals, or is slower or quicker, by more than chance.')}</p>`
}
<p class="proof">${looked}${left}</p>`
}

function median(answer: Answer): string {
  const range = interval(answer)
  const gaps = { value: value(answer), n: count(answer.n) }
  return range ? t('Median {{value}}, 95% interval {{range}}, from {{n}}.', { ...gaps, range }) : t('Median {{value}}, from {{n}}.', gaps)
}

const withoutCause = (p: number) => t('Chance without a cause: {{chance}}.', { chance: chance(p) })

function closeRates({ standouts, currency }: Diagnosis): Markup {
  const row = ({ label, value: slice, answer, rest, moneyAYear, better }: Standout) =>
    html`<tr><th scope="row">${said(label)}: ${sliceValue(slice)}</th><td>${better ? '▲' : '▼'} ${percent(answer.value ?? 0)}</td><td>${percent(rest)}</td><td>${count(answer.n)}</td><td>${moneyAYear === null ? '·' : roughMoney(moneyAYear, currency)}</td></tr>`
  if (standouts.length === 0) return html`<p>${t('No slice closes at a rate that differs from the rest by more than chance.')}</p>`
  const heads = [t('Slice'), t('Close rate'), t('The others'), t('Closed deals'), t('Gap a year')]
  return html`<div class="wide"><table><thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead><tbody>${standouts.slice(0, 12).map(row)}</tbody></table></div>`
}

/** The trends that were found, in words. */
export function changes({ trends, compared }: Diagnosis): Markup {
  if (compared.trends === 0) return html`<p>${t('The history is too short to look for trends: they take at least six whole periods.')}</p>`
  const looked = tn(
    compared.trends,
    '{{n}} trend looked for, whole numbers by the Mann-Kendall test; every chance is corrected for that many.',
    '{{n}} trends looked for, whole numbers by the Mann-Kendall test; every chance is corrected for that many.',
  )
  const sign = (better: boolean | null) => (better === null ? '•' : better ? '▲' : '▼')
  return html`${
    trends.length > 0
      ? html`<ul class="found">${trends.map(({ better, says, p }) => html`<li>${sign(better)} ${says}<br><span class="proof">${withoutCause(p)}</span></li>`)}</ul>`
      : html`<p>${t('No number rises or falls steadily by more than chance.')}</p>`
  }
<p class="proof">${looked}</p>`
}
