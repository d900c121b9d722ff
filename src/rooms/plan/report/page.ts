import { a4, type SheetPen, type TextStyle } from '#kernel/paper'
import { said, t } from '#kernel/text'
import type { Answer, Diagnosis, Step } from '../contract.ts'
import { allOf, count, counted, interval, money, stepValue, value } from '../rules/say.ts'
import { accent, body, type Column, faint, gap, half, heading, line, loss, margin, note, soft, width } from './page-parts.ts'
import { stageTable } from './page-stages.ts'

export interface PageInput {
  readonly diagnosis: Diagnosis
  /** Whose records these are; without, they are of files alone. */
  readonly company?: string
  /** What was filtered for, in words; empty for all records. */
  readonly filters: readonly string[]
  /** When it was made, ISO. */
  readonly madeAt: string
}

/** The diagnosis on one A4 page, in the language that is spoken. Every text has a place of its own and is cut to it, so nothing overlaps and nothing flows over. */
export function drawPage(pen: SheetPen, input: PageInput): void {
  const { diagnosis } = input
  let y = header(pen, input)
  y = pen.text(diagnosis.headline, { x: margin, y: y + 12, width }, { size: 17, bold: true, lines: 3 })
  y = figures(pen, diagnosis, y + 12)
  const top = y + 14
  const afterConstraint = constraint(pen, diagnosis, { x: margin, y: top, width: half })
  const afterSteps = firstSteps(pen, diagnosis, { x: margin + half + gap, y: top, width: half })
  y = stageTable(pen, diagnosis, Math.max(afterConstraint, afterSteps) + 14)
  limits(pen, diagnosis, { x: margin, y: y + 14, width: half })
  definitions(pen, diagnosis, { x: margin + half + gap, y: y + 14, width: half })
  footer(pen, input)
}

function header(pen: SheetPen, { diagnosis, company, filters, madeAt }: PageInput): number {
  const { deals, leads, period, currency, currencies, asOf } = diagnosis
  pen.box(0, 0, a4.width, 5, accent)
  pen.text(t('Interlock diagnosis'), { x: margin, y: 26, width: half }, { size: 9, bold: true, colour: accent })
  pen.text(
    t('As of {{asOf}}, made on {{day}}', { asOf, day: madeAt.slice(0, 10) }),
    { x: margin + half, y: 26, width: half + gap },
    { size: 8, colour: faint, align: 'right' },
  )
  let y = pen.text(company ?? t('From files alone'), { x: margin, y: 39, width }, { size: 11, bold: true })
  const held = [
    deals.all > 0 && dealWords(deals),
    leads.all > 0 && t('{{leads}}, {{converted}} converted', { leads: counted(leads.all, 'lead'), converted: count(leads.converted) }),
  ]
  const facts = [
    filters.length > 0 ? t('Only {{filters}}', { filters: allOf(filters) }) : t('All records, no filter'),
    period && t('{{from}} to {{to}}', period),
    ...held,
    moneyWords(currency, currencies),
  ]
  y = pen.text(
    facts.filter((fact) => typeof fact === 'string').join('  ·  '),
    { x: margin, y: y + 2, width },
    { ...note, size: 8, lines: 2 },
  )
  pen.box(margin, y + 5, width, 0.6, line)
  return y + 6
}

function dealWords({ all, won, lost, open }: Diagnosis['deals']): string {
  const gaps = { deals: counted(all, 'deal'), won: count(won), lost: count(lost), open: count(open) }
  return t('{{deals}}: {{won}} won, {{lost}} lost, {{open}} open', gaps)
}

function moneyWords(currency: string | null, currencies: Diagnosis['currencies']): string {
  if (currency === null) return t('amounts without a currency, as in the data')
  return currencies.length > 1
    ? t('amounts in {{currency}}, of {{n}} currencies in the data', { currency, n: currencies.length })
    : t('amounts in {{currency}}', { currency })
}

/** The headline numbers in a row of four. */
function figures(pen: SheetPen, { baselines, leadConversion, counts }: Diagnosis, y: number): number {
  const won = counts.find((answer) => answer.name === 'won_amount' && answer.n > 0)
  const all = [
    ...baselines.filter((answer) => answer.n > 0 || answer.why !== null),
    ...(leadConversion ? [leadConversion] : []),
    ...(won ? [won] : []),
  ]
  const shown = all.slice(0, 4)
  const each = (width - 12 * (shown.length - 1)) / Math.max(1, shown.length)
  const places = shown.map((answer, index) => ({ answer, at: { x: margin + index * (each + 12) + 8, width: each - 8 } }))
  const named = places.map(({ answer, at }) => pen.text(said(answer.title), { ...at, y: y - 1 }, { size: 7.2, colour: soft, lines: 2 }))
  const below = Math.max(y, ...named) + 2.5
  const ends = places.map(({ answer, at }) => {
    pen.text(value(answer), { ...at, y: below }, { size: answer.enough ? 15 : 11, bold: true })
    return pen.text(basisOf(answer), { ...at, y: below + 22 }, { ...note, lines: 3 })
  })
  const end = Math.max(y, ...ends)
  for (const { at } of places) pen.box(at.x - 8, y, 1.6, end - y, accent)
  return end + 2
}

function basisOf(answer: Answer): string {
  const records = counted(answer.n, 'record')
  const basis = answer.period ? t('{{records}}, {{from}} to {{to}}', { records, ...answer.period }) : records
  const range = interval(answer)
  if (!answer.enough) return `${answer.why ?? ''} ${basis}`.trim()
  return range ? `${range}, ${basis}` : basis
}

const mostSums = 7

/** What holds back the most revenue, with its arithmetic line by line. */
function constraint(pen: SheetPen, { constraint: found, deals }: Diagnosis, at: Column): number {
  let y = heading(pen, t('What holds back the most revenue'), at)
  if (deals.all === 0) return pen.text(t('There are no deals in this data.'), { ...at, y }, body)
  y = pen.text(found.says, { ...at, y }, { ...body, bold: true, lines: 3 })
  if (found.why !== null) y = pen.text(found.why, { ...at, y: y + 1 }, { ...note, lines: 2 })
  if (found.moneyAYear !== null && found.low !== null && found.high !== null) {
    const gaps = { low: money(found.low, found.currency), high: money(found.high, found.currency) }
    y = pen.text(t('95% interval: {{low}} to {{high}} a year', gaps), { ...at, y: y + 1 }, note)
  }
  const steps = stepsOf(found)
  if (steps.length > 0) y += 3
  for (const [index, step] of steps.entries()) y = sum(pen, step, found.currency, { ...at, y }, index === steps.length - 1)
  return nextDearest(pen, found, { ...at, y: y + 4 }, steps.length > 0)
}

/** What else costs money against its benchmark; more of it where there is no arithmetic to show. */
function nextDearest(pen: SheetPen, { ranked, currency }: Diagnosis['constraint'], at: Column, below: boolean): number {
  const others = below ? ranked.slice(1, 3) : ranked.slice(0, 6)
  if (others.length === 0) return at.y
  let y = pen.text(below ? t('Next (these overlap, they do not add up)') : t('What was compared, dearest first (these overlap)'), at, note)
  for (const { title, by, moneyAYear, low, high, clear } of others) {
    const gaps = { money: money(moneyAYear, currency), low: count(low), high: count(high) }
    pen.text(t('{{money}} ({{low}} to {{high}})', gaps), { x: at.x + at.width - 130, y, width: 130 }, { ...note, align: 'right' })
    const place = by === 'time' ? t('{{place}}, by time', { place: title }) : title
    const says = clear ? place : t('{{place}}, may be chance', { place })
    y = pen.text(says, { ...at, y, width: at.width - 136 }, { ...note, colour: soft, lines: 2 })
  }
  return y
}

function stepsOf({ kind, ranked, stuck }: Diagnosis['constraint']): readonly Step[] {
  const steps = kind === 'stage' || kind === 'segment' ? (ranked[0]?.steps ?? []) : kind === 'stuck' ? (stuck?.steps ?? []) : []
  return steps.length > mostSums ? [...steps.slice(0, mostSums - 1), ...steps.slice(-1)] : steps
}

function sum(pen: SheetPen, step: Step, currency: string | null, { x, y, width: room }: Column, last: boolean): number {
  const amount = 96
  if (last) pen.box(x, y, room, 0.6, soft)
  const top = y + 2
  pen.text(step.label, { x, y: top, width: room - amount - 6 }, { ...body, size: 8, bold: last })
  pen.text(stepValue(step, currency), { x: x + room - amount, y: top, width: amount }, { ...body, size: 8, bold: last, align: 'right' })
  return pen.text(step.says, { x, y: top + 10, width: room }, { ...note, size: 6.6 })
}

/** Three things to do first, each with what it rests on. */
function firstSteps(pen: SheetPen, { firstSteps: all }: Diagnosis, at: Column): number {
  let y = heading(pen, t('What to do first'), at)
  if (all.length === 0)
    return pen.text(t('Nothing stands out that should be done before anything else.'), { ...at, y }, { ...body, lines: 2 })
  const inside = { x: at.x + 14, width: at.width - 14 }
  for (const [index, step] of all.slice(0, 3).entries()) {
    pen.text(`${index + 1}`, { x: at.x, y, width: 12 }, { size: 11, bold: true, colour: loss })
    y = pen.text(step.title, { ...inside, y }, { ...body, bold: true, lines: 2 })
    y = pen.text(step.step, { ...inside, y }, { ...body, size: 7.6, lines: 4 })
    y = pen.text(step.evidence, { ...inside, y }, { ...note, lines: 3 }) + 5
  }
  return y
}

/** The last y that text may reach above the footer. */
const bottom = a4.height - 40

/** Writes while there is room: each text gets as many lines as are left for it, up to four. */
function whileRoom(pen: SheetPen, texts: readonly string[], at: Column, style: TextStyle): number {
  const high = style.size * 1.32
  let { y } = at
  for (const says of texts) {
    const lines = Math.min(4, Math.floor((bottom - y) / high))
    if (lines < 1) return y
    y = pen.text(says, { ...at, y }, { ...style, lines }) + 3
  }
  return y
}

function limits(pen: SheetPen, { limits: all, differences, trends, compared }: Diagnosis, at: Column): void {
  const y = heading(pen, t('What this data cannot tell'), at)
  const texts = all.length === 0 ? [t('No limit of the data is known that touches these numbers.')] : all.map(({ says }) => says)
  const below = whileRoom(pen, texts, { ...at, y }, { ...note, size: 7.2 })
  const found = [...differences, ...trends].map(({ says, better }) => `${better === null ? '•' : better ? '+' : '−'} ${says}`)
  if (found.length === 0 || below > bottom - 40) return
  const looked = t('Beyond chance after correcting for {{comparisons}} and {{trends}}.', {
    comparisons: counted(compared.slices, 'comparison'),
    trends: counted(compared.trends, 'trend'),
  })
  whileRoom(
    pen,
    [...found.slice(0, 6), looked],
    { ...at, y: heading(pen, t('What else differs and changes'), { ...at, y: below + 8 }) },
    {
      ...note,
      size: 7.2,
    },
  )
}

function definitions(pen: SheetPen, { baselines, leadConversion, stages: rows }: Diagnosis, at: Column): void {
  const y = heading(pen, t('Definitions'), at)
  const stage = rows.find((row) => row.conversion !== null)
  const all = [...baselines, leadConversion, stage?.conversion, stage?.timeInStage].filter(
    (answer) => answer !== null && answer !== undefined,
  )
  const texts = all.map(({ title, definition }) => `${said(title)}: ${said(definition)}`)
  whileRoom(pen, texts, { ...at, y }, { ...note, size: 6.6 })
}

function footer(pen: SheetPen, { company }: PageInput): void {
  const missed = pen.missed()
  const y = a4.height - (missed.length > 0 ? 36 : 30)
  pen.box(margin, y - 5, width, 0.6, line)
  const madeFrom =
    company === undefined
      ? t(
          'Made by Interlock from the files alone; every number opens its records there. Intervals are 95%. The full report has all definitions, slices and limits.',
        )
      : t(
          'Made by Interlock from the records; every number opens its records there. Intervals are 95%. The full report has all definitions, slices and limits.',
        )
  pen.text(madeFrom, { x: margin, y, width }, { ...note, size: 6.8 })
  const [first] = missed
  if (first === undefined) return
  const says = t(
    'This page cannot set these letters: {{scripts}}. Where they stood is [{{first}}] or the like; the workbook and the full report have them.',
    { scripts: missed.join(', '), first },
  )
  pen.text(says, { x: margin, y: y + 9, width }, { ...note, size: 6.8 })
}
