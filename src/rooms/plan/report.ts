import type { Answer, Constraint, Diagnosis, Finding, FirstStep, Limit, Quality, StageRow, Step } from './contract.ts'
import { chartStyle } from './report/chart-style.ts'
import { funnels, waterfall } from './report/charts.ts'
import { changes, differs } from './report/found.ts'
import { html, type Markup } from './report/markup.ts'
import { reportStyle } from './report/style.ts'
import { count, counted, interval, money, roughMoney, sliceValue, stepValue, value } from './rules/say.ts'

export interface ReportInput {
  readonly diagnosis: Diagnosis
  /** Whose records these are; without, the report is of files alone. */
  readonly company?: string
  /** Metrics that were asked by field, besides the whole. */
  readonly sliced: readonly Answer[]
  /** One line for each file: name, and what became of it. */
  readonly files: readonly { readonly name: string; readonly says: string }[]
  /** When it was made, ISO. */
  readonly madeAt: string
}

/** The diagnosis as one HTML file that needs nothing else: no script, no request, light and dark, phone and paper. */
export function reportHtml({ diagnosis, company, sliced, files, madeAt }: ReportInput): string {
  const { constraint, currency } = diagnosis
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="color-scheme" content="light dark">
<title>Interlock diagnosis: ${diagnosis.headline}</title>
<style>${{ markup: reportStyle + chartStyle }}</style>
</head>
<body>
<main>
<header>
<p class="eyebrow">Interlock diagnosis${company !== undefined && html` · ${company}`} · as of ${diagnosis.asOf}${diagnosis.look.length > 0 && html` · only ${diagnosis.look.join('; ')}`}</p>
<h1>${diagnosis.headline}</h1>
${diagnosis.story.length > 1 && html`<ul class="story">${diagnosis.story.map((sentence) => html`<li>${sentence}</li>`)}</ul>`}
</header>
${baselines(diagnosis)}
${diagnosis.firstSteps.length > 0 && section('What to do first', html`<ol class="steps">${diagnosis.firstSteps.map((step) => firstStep(step, currency))}</ol>`)}
${diagnosis.stages.length > 0 && section('Stages', html`${funnels(diagnosis)}${stages(diagnosis)}`)}
${diagnosis.deals.all > 0 && section('Where it is lost', html`${waterfall(constraint, diagnosis.whatIf)}${lost(constraint)}`)}
${diagnosis.deals.all > 0 && section('Who differs from the rest', differs(diagnosis))}
${diagnosis.deals.all + diagnosis.leads.all > 0 && section('What rises or falls', changes(diagnosis))}
${sliced.length > 0 && slices(sliced)}
${section('How far the data can be trusted', quality(diagnosis.quality, currency))}
${diagnosis.limits.length > 0 && section('What this data cannot tell', limits(diagnosis.limits))}
${files.length > 0 && section('Files', html`<ul>${files.map((file) => html`<li><b>${file.name}</b> ${file.says}</li>`)}</ul>`)}
${section('Definitions', definitions(diagnosis, sliced))}
<footer>Made by Interlock ${company === undefined ? 'from the files alone' : 'from the records'} on ${madeAt.slice(0, 10)}. Nothing was sent anywhere.</footer>
</main>
</body>
</html>
`
  return page.markup
}

function section(title: string, body: Markup): Markup {
  return html`<section><h2>${title}</h2>${body}</section>`
}

function baselines({ baselines, leadConversion, counts }: Diagnosis): Markup {
  const shown = [...baselines.filter((answer) => answer.n > 0 || answer.why !== null), ...(leadConversion ? [leadConversion] : [])]
  const won = counts.find((answer) => answer.name === 'won_amount')
  if (won && won.n > 0) shown.push(won)
  return html`<section class="cards">${shown.map(
    (answer) => html`<div class="card"><h3>${answer.title}</h3><p class="number">${value(answer)}</p>
<p class="proof">${answer.enough ? interval(answer) && html`95 %: ${interval(answer)}<br>` : html`${answer.why}<br>`}${proof(answer)}</p></div>`,
  )}</section>`
}

function proof({ n, period, unit }: Answer): string {
  const days = period ? `, ${period.from} to ${period.to}` : ''
  return unit === 'count' ? `counted${days}` : `from ${count(n)}${days}`
}

function firstStep({ title, evidence, step, money: worth }: FirstStep, currency: string | null): Markup {
  return html`<li><h3>${title}${worth !== null && worth > 0 && html` <span class="worth">${roughMoney(worth, currency)}</span>`}</h3><p>${step}</p><p class="proof">${evidence}</p></li>`
}

function stages({ stages, stagesKnown, currency, currencies }: Diagnosis): Markup {
  const several = new Set(stages.map((stage) => stage.pipeline)).size > 1
  const most = Math.max(1, ...stages.map((stage) => stage.entered ?? stage.open))
  const known = (n: number | null) => (n === null ? '·' : count(n))
  const row = (stage: StageRow) => html`<tr><th scope="row">${several && stage.pipeline ? `${stage.pipeline}: ` : ''}${stage.stage}
<span class="bar" style="width:${Math.round((100 * (stage.entered ?? stage.open)) / most)}%"></span></th>
${stagesKnown && html`<td>${known(stage.entered)}</td><td>${known(stage.advanced)}</td><td>${known(stage.won)}</td><td>${known(stage.lost)}</td><td>${known(stage.movedBack)}</td>`}<td>${count(stage.open)}</td>
${stagesKnown && html`<td>${stage.conversion ? value(stage.conversion) : '·'}</td><td>${stage.timeInStage ? value(stage.timeInStage) : '·'}</td>`}
<td>${stage.openAmount > 0 ? money(stage.openAmount, currency) : '·'}</td></tr>`
  const heads = stagesKnown
    ? ['Entered', 'Advanced', 'Won', 'Lost', 'Moved back', 'Open', 'Went forward', 'Median time', 'Open amount']
    : ['Open', 'Open amount']
  const note = stagesKnown
    ? 'Entered = advanced + won + lost + moved back + open. Time counts deals that are still in the stage as still running.'
    : 'The data does not say when deals entered their stages, so only the deals that stand in each stage now are shown.'
  return html`<div class="wide"><table><thead><tr><th scope="col">Stage</th>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead><tbody>${stages.map(row)}</tbody></table></div>
<p class="proof">${note}${currencies.length > 1 && ` Amounts in ${currency ?? 'the main currency'} only.`}</p>`
}

function lost({ says, why, ranked, looked, stuck, currency, low, high }: Constraint): Markup {
  const band = low !== null && high !== null ? html` Between ${roughMoney(low, currency)} and ${roughMoney(high, currency)} a year.` : ''
  const row = (each: Finding) =>
    html`<tr${each.clear && html` class="first"`}><th scope="row">${each.title}</th><td>${each.by}</td><td>${roughMoney(each.moneyAYear, currency)}</td><td>${roughMoney(each.low, currency)} to ${roughMoney(each.high, currency)}</td><td class="note">${each.says}</td></tr>`
  const [first] = ranked
  return html`<p>${says}${band}${why !== null && ` ${why}`}</p>
${
  ranked.length > 0 &&
  html`<div class="wide"><table><thead><tr><th scope="col">Where</th><th scope="col">By</th><th scope="col">Costs a year</th><th scope="col">95 %</th><th scope="col">Against</th></tr></thead>
<tbody>${ranked.slice(0, 12).map(row)}</tbody></table></div><p class="proof">${counted(looked, 'comparison')} made; in bold what is beyond chance after correcting for that many. The rows overlap and do not add up.</p>`
}
${first && arithmetic(`How ${first.title} is priced`, first.steps, currency)}
${stuck && stuck.count > 0 && arithmetic('What is stuck', stuck.steps, currency)}`
}

function arithmetic(title: string, steps: readonly Step[], currency: string | null): Markup {
  return html`<h3>${title}</h3><div class="wide"><table class="sum"><tbody>${steps.map((step) => html`<tr><th scope="row">${step.label}</th><td>${stepValue(step, currency)}</td><td class="note">${step.says}</td></tr>`)}</tbody></table></div>`
}

/** What fits on paper; everything else is in --json. */
const inReport = [
  'deal_count',
  'won_count',
  'lost_count',
  'open_count',
  'close_rate',
  'won_amount',
  'deal_size_median',
  'cycle_days_median',
  'lead_count',
  'lead_converted_count',
  'lead_conversion',
]

/** One table for each field that was asked for: a row a value, a column a metric. */
function slices(sliced: readonly Answer[]): Markup {
  const fields = [...new Set(sliced.map(({ slice }) => Object.keys(slice).join(' × ')))]
  return html`${fields.map((field) => {
    const own = sliced.filter(({ slice }) => Object.keys(slice).join(' × ') === field)
    const names = inReport.filter((each) => own.some(({ name }) => name === each))
    const titles = new Map(own.map((answer) => [answer.name, answer.title]))
    const rows = [...new Set(own.map(({ slice }) => Object.values(slice).map(sliceValue).join(' × ')))]
    const cell = (row: string, name: string) =>
      own.find((answer) => answer.name === name && Object.values(answer.slice).map(sliceValue).join(' × ') === row)
    return section(
      `By ${field}`,
      html`<div class="wide"><table><thead><tr><th scope="col">${field}</th>${names.map((name) => html`<th scope="col">${titles.get(name)}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr><th scope="row">${row}</th>${names.map((name) => cellOf(cell(row, name)))}</tr>`)}</tbody></table></div>`,
    )
  })}`
}

function cellOf(answer: Answer | undefined): Markup {
  if (!answer || answer.value === null) return html`<td>·</td>`
  return answer.enough ? html`<td title="${interval(answer)}">${value(answer)}</td>` : html`<td class="few">too few</td>`
}

function quality({ score, formula, items }: Quality, currency: string | null): Markup {
  const row = (item: Quality['items'][number]) =>
    html`<tr><th scope="row">${item.title}<br><span class="note">${item.next}</span></th><td>${count(item.count)} of ${count(item.of)}</td><td>${item.money ? money(item.money, currency) : '·'}</td><td class="note">${item.examples.join(', ')}</td></tr>`
  return html`${score !== null && html`<p><b class="score">${score}</b> of 100. <span class="proof">${formula}</span></p>`}
${items.length > 0 ? html`<div class="wide"><table><thead><tr><th scope="col">Finding</th><th scope="col">Rows</th><th scope="col">Money at stake</th><th scope="col">For example</th></tr></thead><tbody>${items.map(row)}</tbody></table></div>` : html`<p>Nothing was found that costs trust.</p>`}`
}

function limits(all: readonly Limit[]): Markup {
  return html`<ul class="limits">${all.map(({ says, remedy }) => html`<li>${says}${remedy !== null && html`<br><span class="note">${remedy}</span>`}</li>`)}</ul>`
}

function definitions({ baselines, leadConversion, counts, stages }: Diagnosis, sliced: readonly Answer[]): Markup {
  const first = stages.find((stage) => stage.conversion)
  const all = [
    ...baselines,
    ...(leadConversion ? [leadConversion] : []),
    ...counts.filter((answer) => answer.n > 0),
    ...(first ? [first.conversion, first.timeInStage] : []),
    ...sliced,
  ]
  const byName = new Map(all.filter((answer) => answer !== null).map((answer) => [answer.name, answer]))
  return html`<dl>${[...byName.values()].map(({ title, definition, cannot, method }) => html`<dt>${title}</dt><dd>${definition} ${method !== null && `Interval: ${method}.`} <span class="note">Cannot know: ${cannot}</span></dd>`)}</dl>`
}
