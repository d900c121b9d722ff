import type { BookCell, BookSheet } from '#kernel/workbook'
import type { Answer, Diagnosis, StageRow } from '../contract.ts'
import { counted, sliceValue, stepValue } from '../rules/say.ts'
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

/** The diagnosis as a workbook: Summary, Stages, Slices, what was found, and the records behind the headline numbers. */
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
  const said = enough ? null : (why ?? 'too few to say')
  return [title, cellOf(answer), unit === 'money' ? currency : unit, end(low), end(high), n, ...days, said, definition, cannot, method]
}

const answerHead = head(
  'Number',
  'Value',
  'Unit',
  'At least (95 %)',
  'At most (95 %)',
  'Records',
  'From',
  'To',
  'Remark',
  'Definition',
  'Cannot know',
  'Interval by',
)

function summary({ diagnosis, company, filters, madeAt, records }: WorkbookInput): BookSheet {
  const { constraint, currency } = diagnosis
  const about: BookCell[][] = [
    [{ head: diagnosis.headline }],
    ['Company', company ?? 'From files alone'],
    ['As of', { day: diagnosis.asOf }],
    ['Made on', { day: madeAt }],
    ['Filters', filters.length > 0 ? filters.join(' and ') : 'none: all records'],
    ['Currency of amounts', currency ?? 'none named in the data'],
    ['Deals', diagnosis.deals.all],
    ['Leads', diagnosis.leads.all],
    ['Sheet “Records”', cutOf(records) ?? 'all records behind the headline numbers'],
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
    name: 'Summary',
    widths: [44, 16, 16, 16, 16, 10, 12, 12, 28, 60, 60, 24],
    frozen: 0,
    rows: [
      ...about,
      [],
      answerHead,
      ...numbers.map(answerRow),
      [],
      head('What holds back the most revenue'),
      [constraint.says],
      ...(constraint.why === null ? [] : [[constraint.why]]),
      ...(finding ? [head(`How ${finding.title} is priced`, 'Value', 'As written', 'How it came about'), ...sums] : []),
      [],
      head('What to do first', 'Money at stake', '', 'Evidence', 'First step'),
      ...diagnosis.firstSteps.map((step): BookCell[] => [
        step.title,
        step.money === null ? null : { value: step.money, as: 'money' },
        null,
        step.evidence,
        step.step,
      ]),
      [],
      head('What this data cannot tell', 'What would mend it'),
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
    name: 'Stages',
    widths: [20, 28, ...Array.from({ length: 14 }, () => 13)],
    frozen: 1,
    rows: [
      head(
        'Pipeline',
        'Stage',
        'Entered',
        'Advanced',
        'Won',
        'Lost',
        'Moved back',
        'Still open',
        'Skipped',
        'Entered again',
        'Goes on',
      ).concat(
        head(
          'of those that left',
          'Half leave within (days)',
          'of entries',
          `Open value (${currency ?? 'no currency'})`,
          'Open without amount',
        ),
      ),
      ...rows.map(row),
      [],
      [
        stagesKnown
          ? 'Entered = advanced + won + lost + moved back + still open, for every stage.'
          : 'The data does not say when deals entered their stages.',
      ],
    ],
  }
}

function slices({ sliced, diagnosis }: WorkbookInput): BookSheet {
  const rows = sliced.map((answer): BookCell[] => {
    const [field = '', value = null] = Object.entries(answer.slice)[0] ?? []
    return [field, sliceValue(value), ...answerRow(answer)]
  })
  return {
    name: 'Slices',
    widths: [20, 28, 28, 16, 12, 16, 16, 10, 12, 12, 28, 50, 50, 24],
    frozen: 1,
    rows: [
      [...head('Field', 'Value of the field'), ...answerHead],
      ...rows,
      [],
      [
        `${counted(diagnosis.compared.slices, 'slice')} were compared with all others; those that differ beyond chance stand in the sheet “Found”.`,
      ],
    ],
  }
}

/** What of the records is not in the file; null where all are. */
function cutOf(tables: readonly NumberRecords[]): string | null {
  const cut = tables.flatMap(({ answer, rows }) =>
    rows.length < answer.n ? [`${answer.title}: the newest ${rows.length} of ${answer.n}.`] : [],
  )
  if (cut.length === 0) return null
  return `Cut, to keep the file small. ${cut.join(' ')} All of them: open the number in Interlock and download its records as CSV.`
}

/** One row for each record and number, so that every headline number can be computed again from this sheet. */
function recordSheet({ records: tables }: WorkbookInput): BookSheet {
  return {
    name: 'Records',
    widths: [32, 22, 40, 26, 12, 16, 12],
    frozen: 1,
    rows: [
      head('Number that it counts in', 'Id', 'Name', 'Owner', 'Day', 'Amount or days', 'Counts as'),
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
    answer.title,
    text('ref'),
    text('name'),
    text('owner'),
    typeof dated === 'string' ? { day: dated } : null,
    number,
    typeof counted === 'string' ? counted : null,
  ]
}
