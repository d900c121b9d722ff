import { said, spoken, t } from '#kernel/text'
import type { Answer, Constraint, Diagnosis, Finding, FirstStep, Limit, Quality, StageRow, Step } from './contract.ts'
import { chartStyle } from './report/chart-style.ts'
import { funnels, waterfall } from './report/charts.ts'
import { changes, differs } from './report/found.ts'
import { html, type Markup } from './report/markup.ts'
import { reportStyle } from './report/style.ts'
import { atMostOne, count, interval, money, roughMoney, sliceValue, stepValue, tn, value } from './rules/say.ts'

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

/** The diagnosis as one HTML file in the language that is spoken. It needs nothing else: no script, no request, light and dark, phone and paper. */
export function reportHtml({ diagnosis, company, sliced, files, madeAt }: ReportInput): string {
  const { constraint, currency, headline } = diagnosis
  const page = html`<!doctype html>
<html lang="${spoken()}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="color-scheme" content="light dark">
<title>${t('Interlock diagnosis: {{headline}}', { headline })}</title>
<style>${{ markup: reportStyle + chartStyle }}</style>
</head>
<body>
<main>
<header>
<p class="eyebrow">${eyebrow(diagnosis, company)}</p>
<h1>${headline}</h1>
${diagnosis.story.length > 1 && html`<ul class="story">${diagnosis.story.map((sentence) => html`<li>${sentence}</li>`)}</ul>`}
</header>
${baselines(diagnosis)}
${diagnosis.firstSteps.length > 0 && section(t('What to do first'), html`<ol class="steps">${diagnosis.firstSteps.map((step) => firstStep(step, currency))}</ol>`)}
${diagnosis.stages.length > 0 && section(t('Stages'), html`${funnels(diagnosis)}${stages(diagnosis)}`)}
${diagnosis.deals.all > 0 && section(t('Where it is lost'), html`${waterfall(constraint, diagnosis.whatIf)}${lost(constraint)}`)}
${diagnosis.deals.all > 0 && section(t('Who differs from the rest'), differs(diagnosis))}
${diagnosis.deals.all + diagnosis.leads.all > 0 && section(t('What rises or falls'), changes(diagnosis))}
${sliced.length > 0 && slices(sliced)}
${section(t('How far the data can be trusted'), quality(diagnosis.quality, currency))}
${diagnosis.limits.length > 0 && section(t('What this data cannot tell'), limits(diagnosis.limits))}
${files.length > 0 && section(t('Files'), html`<ul>${files.map((file) => html`<li><b>${file.name}</b> ${file.says}</li>`)}</ul>`)}
${section(t('Definitions'), definitions(diagnosis, sliced))}
<footer>${madeOn(madeAt.slice(0, 10), company)}</footer>
</main>
</body>
</html>
`
  return page.markup
}

function eyebrow({ asOf, look }: Diagnosis, company: string | undefined): string {
  const only = look.length > 0 ? [t('only {{filters}}', { filters: look.join('; ') })] : []
  return [t('Interlock diagnosis'), ...(company === undefined ? [] : [company]), t('as of {{day}}', { day: asOf }), ...only].join(' · ')
}

function madeOn(day: string, company: string | undefined): string {
  return company === undefined
    ? t('Made by Interlock from the files alone on {{day}}. Nothing was sent anywhere.', { day })
    : t('Made by Interlock from the records on {{day}}. Nothing was sent anywhere.', { day })
}

function section(title: string, body: Markup): Markup {
  return html`<section><h2>${title}</h2>${body}</section>`
}

function baselines({ baselines, leadConversion, counts }: Diagnosis): Markup {
  const shown = [...baselines.filter((answer) => answer.n > 0 || answer.why !== null), ...(leadConversion ? [leadConversion] : [])]
  const won = counts.find((answer) => answer.name === 'won_amount')
  if (won && won.n > 0) shown.push(won)
  return html`<section class="cards">${shown.map(
    (answer) => html`<div class="card"><h3>${said(answer.title)}</h3><p class="number">${value(answer)}</p>
<p class="proof">${answer.enough ? interval(answer) && html`${t('95%: {{interval}}', { interval: interval(answer) })}<br>` : html`${answer.why}<br>`}${proof(answer)}</p></div>`,
  )}</section>`
}

function proof({ n, period, unit }: Answer): string {
  if (unit === 'count') return period ? t('counted, {{from}} to {{to}}', period) : t('counted')
  return period ? t('from {{n}}, {{from}} to {{to}}', { n: count(n), ...period }) : t('from {{n}}', { n: count(n) })
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
    ? [
        ...[t('Entered'), t('Advanced'), t('Won'), t('Lost'), t('Moved back'), t('Open')],
        ...[t('Went forward'), t('Median time'), t('Open amount')],
      ]
    : [t('Open'), t('Open amount')]
  const note = stagesKnown
    ? t('Entered = advanced + won + lost + moved back + open. Time counts deals that are still in the stage as still running.')
    : t('The data does not say when deals entered their stages, so only the deals that stand in each stage now are shown.')
  const only = currency ? t('Amounts in {{currency}} only.', { currency }) : t('Amounts in the main currency only.')
  return html`<div class="wide"><table><thead><tr><th scope="col">${t('Stage')}</th>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead><tbody>${stages.map(row)}</tbody></table></div>
<p class="proof">${note}${currencies.length > 1 && ` ${only}`}</p>`
}

function lost({ says, why, ranked, looked, stuck, currency, low, high }: Constraint): Markup {
  const ends = (from: number, to: number) => ({ low: roughMoney(from, currency), high: roughMoney(to, currency) })
  const band = low !== null && high !== null && ` ${t('Between {{low}} and {{high}} a year.', ends(low, high))}`
  const row = (each: Finding) =>
    html`<tr${each.clear && html` class="first"`}><th scope="row">${each.title}</th><td>${said(each.by)}</td><td>${roughMoney(each.moneyAYear, currency)}</td><td>${t('{{low}} to {{high}}', ends(each.low, each.high))}</td><td class="note">${each.says}</td></tr>`
  const [first] = ranked
  const heads = [t('Where'), said('By', 'measure'), t('Costs a year'), t('95%'), t('Against')]
  return html`<p>${says}${band}${why !== null && ` ${why}`}</p>
${
  ranked.length > 0 &&
  html`<div class="wide"><table><thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>${ranked.slice(0, 12).map(row)}</tbody></table></div><p class="proof">${comparisons(looked)}</p>`
}
${first && arithmetic(t('How {{title}} is priced', { title: first.title }), first.steps, currency)}
${stuck && stuck.count > 0 && arithmetic(t('What is stuck'), stuck.steps, currency)}`
}

function comparisons(looked: number): string {
  return tn(
    looked,
    '{{n}} comparison made; in bold what is beyond chance after correcting for that many. The rows overlap and do not add up.',
    '{{n}} comparisons made; in bold what is beyond chance after correcting for that many. The rows overlap and do not add up.',
  )
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
  const fields = [...new Set(sliced.map(({ slice }) => fieldsOf(slice)))]
  return html`${fields.map((field) => {
    const own = sliced.filter(({ slice }) => fieldsOf(slice) === field)
    const names = inReport.filter((each) => own.some(({ name }) => name === each))
    const titles = new Map(own.map((answer) => [answer.name, said(answer.title)]))
    const rows = [...new Set(own.map(({ slice }) => Object.values(slice).map(sliceValue).join(' × ')))]
    const cell = (row: string, name: string) =>
      own.find((answer) => answer.name === name && Object.values(answer.slice).map(sliceValue).join(' × ') === row)
    return section(
      t('By {{field}}', { field }),
      html`<div class="wide"><table><thead><tr><th scope="col">${field}</th>${names.map((name) => html`<th scope="col">${titles.get(name)}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr><th scope="row">${row}</th>${names.map((name) => cellOf(cell(row, name)))}</tr>`)}</tbody></table></div>`,
    )
  })}`
}

const fieldsOf = (slice: Answer['slice']): string =>
  Object.keys(slice)
    .map((field) => said(field))
    .join(' × ')

function cellOf(answer: Answer | undefined): Markup {
  if (!answer || answer.value === null) return html`<td>·</td>`
  return answer.enough ? html`<td title="${interval(answer)}">${value(answer)}</td>` : html`<td class="few">${t('too few')}</td>`
}

/** Where markup goes into a text. */
const mark = '\u0000'

function quality({ score, formula, items }: Quality, currency: string | null): Markup {
  const row = (item: Quality['items'][number]) =>
    html`<tr><th scope="row">${said(item.title)}<br><span class="note">${said(item.next)}</span></th><td>${t('{{n}} of {{all}}', { n: count(item.count), all: count(item.of) })}</td><td>${item.money ? money(item.money, currency) : '·'}</td><td class="note">${item.examples.join(', ')}</td></tr>`
  const [before, after] = t('{{score}} of 100.', { score: mark }).split(mark)
  const heads = [t('Finding'), t('Rows'), t('Money at stake'), t('For example')]
  return html`${score !== null && html`<p>${before}<b class="score">${atMostOne(score)}</b>${after} <span class="proof">${formula}</span></p>`}
${items.length > 0 ? html`<div class="wide"><table><thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead><tbody>${items.map(row)}</tbody></table></div>` : html`<p>${t('Nothing was found that costs trust.')}</p>`}`
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
  return html`<dl>${[...byName.values()].map(({ title, definition, cannot, method }) => html`<dt>${said(title)}</dt><dd>${said(definition)} ${method !== null && t('Interval: {{method}}.', { method })} <span class="note">${t('Cannot know: {{what}}', { what: said(cannot) })}</span></dd>`)}</dl>`
}
