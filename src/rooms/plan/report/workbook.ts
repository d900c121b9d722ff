import { said, t } from '#kernel/text'
import type { BookCell, BookSheet } from '#kernel/workbook'
import type { Answer, Diagnosis, StageRow } from '../contract.ts'
import { allOf, sliceValue, stepValue, tn } from '../rules/say.ts'
import { foundSheet } from './workbook-found.ts'

/** The rows behind one number, as `measure` hands them out. */
export interface NumberRecords {
  readonly answer: Answer
  readonly columns: readonly { readonly key: string; readonly label: string; readonly unit: string }[]
  readonly rows: readonly Readonly<Record<string, string | number | null>>[]
}

export interface WorkbookInput {
  readonly diagnosis: Diagnosis
  readonly company?: string
  /** What was filtered for, in words; empty for all records. */
  readonly filters: readonly string[]
  readonly madeAt: string
  /** Headline numbers for each value of some fields. */
  readonly sliced: readonly Answer[]
  readonly records: readonly NumberRecords[]
}

/** The diagnosis as a workbook: Summary, Stages, Slices, what was found, and the records behind the headline numbers; in the language that is spoken. */
export function diagnosisSheets(input: WorkbookInput): BookSheet[] {
  return [summary(input), stages(input.diagnosis), slices(input), foundSheet(input.diagnosis), recordSheet(input)]
}

const head = (...texts: readonly string[]): BookCell[] => texts.map((text) => ({ head: text }))

function cellOf({ value, unit, enough }: Answer): BookCell {
  return value === null || !enough ? null : { value, as: unit }
}

function answerRow(answer: Answer): BookCell[] {
  const { title, low, high, unit, currency, n, period, definition, cannot, enough, why, method } = answer
  const end = (value: number | null): BookCell => (value === null || !enough ? null : { value, as: unit })
  const days = [period?.from, period?.to].map((day): BookCell => (day ? { day } : null))
  const remark = enough ? null : (why ?? t('too few to say'))
  const unitOf = unit === 'money' ? currency : said(unit)
  return [said(title), cellOf(answer), unitOf, end(low), end(high), n, ...days, remark, said(definition), said(cannot), method]
}

function answerHead(): BookCell[] {
  return head(
    ...[t('Number'), t('Value'), t('Unit'), t('At least (95%)'), t('At most (95%)'), t('Records'), t('From'), t('To')],
    ...[t('Remark'), t('Definition'), t('Cannot know'), t('Interval by')],
  )
}

function summary({ diagnosis, company, filters, madeAt, records }: WorkbookInput): BookSheet {
  const { constraint, currency } = diagnosis
  const about: BookCell[][] = [
    [{ head: diagnosis.headline }],
    [t('Company'), company ?? t('From files alone')],
    [t('As of'), { day: diagnosis.asOf }],
    [t('Made on'), { day: madeAt }],
    [t('Filters'), filters.length > 0 ? allOf(filters) : t('none: all records')],
    [t('Currency of amounts'), currency ?? t('none named in the data')],
    [t('Deals'), diagnosis.deals.all],
    [t('Leads'), diagnosis.leads.all],
    [t('Sheet “{{sheet}}”', { sheet: t('Records') }), cutOf(records) ?? t('all records behind the headline numbers')],
  ]
  const numbers = [...diagnosis.baselines, ...(diagnosis.leadConversion ? [diagnosis.leadConversion] : []), ...diagnosis.counts]
  const finding = constraint.ranked[0]
  const sums: BookCell[][] = (finding?.steps ?? []).map((step) => [
    step.label,
    stepCell(step.value, step.unit),
    stepValue(step, currency),
    step.says,
  ])
  return {
    name: t('Summary'),
    widths: [44, 16, 16, 16, 16, 10, 12, 12, 28, 60, 60, 24],
    frozen: 0,
    rows: [
      ...about,
      [],
      answerHead(),
      ...numbers.map(answerRow),
      [],
      head(t('What holds back the most revenue')),
      [constraint.says],
      ...(constraint.why === null ? [] : [[constraint.why]]),
      ...(finding
        ? [head(t('How {{title}} is priced', { title: finding.title }), t('Value'), t('As written'), t('How it came about')), ...sums]
        : []),
      [],
      head(t('What to do first'), t('Money at stake'), '', t('Evidence'), t('First step')),
      ...diagnosis.firstSteps.map((step): BookCell[] => [
        step.title,
        step.money === null ? null : { value: step.money, as: 'money' },
        null,
        step.evidence,
        step.step,
      ]),
      [],
      head(t('What this data cannot tell'), t('What would mend it')),
      ...diagnosis.limits.map((limit): BookCell[] => [limit.says, limit.remedy]),
    ],
  }
}

function stepCell(value: number | null, unit: string): BookCell {
  if (value === null) return null
  if (unit === 'share' || unit === 'money' || unit === 'days' || unit === 'count') return { value, as: unit }
  return value
}

function stages({ stages: rows, stagesKnown, currency }: Diagnosis): BookSheet {
  const sure = (answer: Answer | null): BookCell => (answer ? cellOf(answer) : null)
  const row = (stage: StageRow): BookCell[] => [
    stage.pipeline,
    stage.stage,
    ...[stage.entered, stage.advanced, stage.won, stage.lost, stage.movedBack, stage.open, stage.skipped, stage.reentered],
    sure(stage.conversion),
    stage.conversion?.n ?? null,
    sure(stage.timeInStage),
    stage.timeInStage?.n ?? null,
    { value: stage.openAmount, as: 'money' },
    stage.openWithoutAmount,
  ]
  return {
    name: t('Stages'),
    widths: [20, 28, ...Array.from({ length: 14 }, () => 13)],
    frozen: 1,
    rows: [
      head(
        ...[t('Pipeline'), t('Stage'), t('Entered'), t('Advanced'), t('Won'), t('Lost'), t('Moved back'), t('Still open'), t('Skipped')],
        ...[t('Entered again'), t('Goes on'), t('of those that left'), t('Half leave within (days)'), t('of entries')],
        ...[t('Open value ({{currency}})', { currency: currency ?? t('no currency') }), t('Open without amount')],
      ),
      ...rows.map(row),
      [],
      [
        stagesKnown
          ? t('Entered = advanced + won + lost + moved back + still open, for every stage.')
          : t('The data does not say when deals entered their stages.'),
      ],
    ],
  }
}

function slices({ sliced, diagnosis }: WorkbookInput): BookSheet {
  const rows = sliced.map((answer): BookCell[] => {
    const [field = '', value = null] = Object.entries(answer.slice)[0] ?? []
    return [said(field), sliceValue(value), ...answerRow(answer)]
  })
  return {
    name: t('Slices'),
    widths: [20, 28, 28, 16, 12, 16, 16, 10, 12, 12, 28, 50, 50, 24],
    frozen: 1,
    rows: [
      [...head(t('Field'), t('Value of the field')), ...answerHead()],
      ...rows,
      [],
      [
        tn(
          diagnosis.compared.slices,
          '{{n}} slice was compared with all others; those that differ beyond chance stand in the sheet “{{sheet}}”.',
          '{{n}} slices were compared with all others; those that differ beyond chance stand in the sheet “{{sheet}}”.',
          { sheet: t('Found') },
        ),
      ],
    ],
  }
}

/** What of the records is not in the file; null where all are. */
function cutOf(tables: readonly NumberRecords[]): string | null {
  const cut = tables.flatMap(({ answer, rows }) =>
    rows.length < answer.n
      ? [t('{{title}}: the newest {{n}} of {{all}}.', { title: said(answer.title), n: rows.length, all: answer.n })]
      : [],
  )
  if (cut.length === 0) return null
  return t('Cut, to keep the file small. {{cut}} All of them: open the number in Interlock and download its records as CSV.', {
    cut: cut.join(' '),
  })
}

/** One row for each record and number, so that every headline number can be computed again from this sheet. */
function recordSheet({ records: tables }: WorkbookInput): BookSheet {
  return {
    name: t('Records'),
    widths: [32, 22, 40, 26, 12, 16, 12],
    frozen: 1,
    rows: [
      head(t('Number that it counts in'), t('Id'), t('Name'), t('Owner'), t('Day'), t('Amount or days'), t('Counts as')),
      ...tables.flatMap((table) => table.rows.map((row) => recordRow(table, row))),
    ],
  }
}

function recordRow({ answer, columns }: NumberRecords, row: NumberRecords['rows'][number]): BookCell[] {
  const text = (key: string): BookCell => (row[key] === null || row[key] === undefined ? null : String(row[key]))
  const counted = row.counted ?? null
  const unit = columns.find(({ key }) => key === 'counted')?.unit
  const number: BookCell = typeof counted === 'number' ? { value: counted, as: unit === 'money' ? 'money' : 'days' } : null
  const dated = row.dated
  return [
    said(answer.title),
    text('ref'),
    text('name'),
    text('owner'),
    typeof dated === 'string' ? { day: dated } : null,
    number,
    typeof counted === 'string' ? said(counted) : null,
  ]
}
