import type { FileGuess, SetGuess } from '#rooms/capture/shapes'
import type { FilesDiagnosis } from '#rooms/plan/actions/diagnose-files'
import type { Answer, Diagnosis } from '#rooms/plan/contract'
import { count, counted, interval, inUnit, money, percent, roughMoney, sliceValue, stepValue, value } from '#rooms/plan/rules/say'

const kindWords: Partial<Record<FileGuess['kind'], string>> = {
  deal: 'deals',
  account: 'accounts',
  person: 'people',
  lead: 'leads',
  user: 'users',
  product: 'products',
  stage_history: 'stage history',
  campaign: 'campaigns',
  campaign_member: 'campaign members',
  campaign_cost: 'campaign costs',
  activity: 'activities',
  stage: 'stages',
}

/** The diagnosis for a terminal: short, aligned, with what was guessed and what is not known. */
export function diagnosisText({ guesses, metrics, diagnosis }: FilesDiagnosis): string {
  const sliced = metrics.filter(({ slice }) => Object.keys(slice).length > 0 && !('stage' in slice))
  const parts = [
    block('Files', filesTable(guesses)),
    block('Guessed', guessed(guesses)),
    [
      bold(diagnosis.headline),
      '',
      ...diagnosis.story.slice(diagnosis.story[0] === diagnosis.headline ? 1 : 0).flatMap((sentence) => wrap(sentence, 2)),
    ],
    block('Baselines', baselines(diagnosis)),
    block(diagnosis.stagesKnown ? 'Stages' : 'Stages (open deals now; the data has no stage dates)', stages(diagnosis)),
    block('Where it is lost', lost(diagnosis)),
    block('Slices that differ by more than chance', standouts(diagnosis)),
    ...slices(sliced),
    block('Trust in the data', quality(diagnosis)),
    block(
      'What this data cannot tell',
      diagnosis.limits.flatMap(({ says, remedy }) => [...wrap(`- ${says}`, 2, 4), ...(remedy ? wrap(remedy, 4) : [])]),
    ),
    block(
      'Do first',
      diagnosis.firstSteps.flatMap(({ title, evidence, step }, index) => [
        `  ${index + 1}. ${bold(title)}`,
        ...wrap(evidence, 5),
        ...wrap(step, 5),
      ]),
    ),
  ]
  return parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')
}

/** What became of a file, in one line. */
export function fileLine({ kind, vendor, counts, problem }: FileGuess): string {
  if (problem) return `not used: ${problem}`
  const what = kindWords[kind]
  if (!what) return kind === 'other' ? 'not used: not recognised' : `not used yet (${kind.replaceAll('_', ' ')})`
  const lost = [
    counts.rejected > 0 && `${count(counts.rejected)} rejected`,
    counts.duplicates > 0 && `${count(counts.duplicates)} repeated`,
    counts.deleted > 0 && `${count(counts.deleted)} deleted`,
    counts.left_out > 0 && `${count(counts.left_out)} left out`,
  ].filter((each) => each !== false)
  return `${count(counts.staged)} ${what}${vendor === 'unknown' ? '' : ` from ${vendor[0]?.toUpperCase()}${vendor.slice(1)}`}${lost.length > 0 ? ` (${lost.join(', ')})` : ''}`
}

function filesTable({ files }: SetGuess): string[] {
  return table(files.map((file) => [file.name, fileLine(file)]))
}

function guessed({ files, stages, questions }: SetGuess): string[] {
  const names = {
    opened_at: 'opened',
    close_date: 'closed',
    closed_at: 'closed',
    amount: 'amount',
    stage: 'stage',
    owner_name: 'owner',
    account_name: 'account',
  } as Record<string, string>
  const columns = files
    .filter((file) => file.kind === 'deal')
    .flatMap(({ mapping, columns: all }) =>
      mapping.flatMap(({ column, field }) =>
        names[field] ? [`${names[field]} = ${all.find((each) => each.index === column)?.name ?? column}`] : [],
      ),
    )
  const of = (kind: string) => stages.filter((stage) => stage.kind === kind).map((stage) => stage.stage)
  const process =
    of('open').length + of('won').length > 0
      ? `${of('open').join(' > ')} > ${of('won').join(' or ') || 'won'} | ${of('lost').join(' or ') || 'lost'}`
      : ''
  return [
    ...(columns.length > 0 ? wrap(`Columns: ${columns.join(', ')}`, 2, 4) : []),
    ...(process ? wrap(`Process: ${process}`, 2, 4) : []),
    ...questions.flatMap((question) =>
      wrap(
        `? ${question.text} Used: ${question.options.find((option) => option.value === question.chosen)?.label ?? question.chosen}.`,
        2,
        4,
      ),
    ),
  ]
}

function baselines({ baselines: shown, leadConversion, counts, currency }: Diagnosis): string[] {
  const won = counts.find((answer) => answer.name === 'won_amount' && answer.n > 0)
  const rows = [...shown.filter((answer) => answer.n > 0), ...(leadConversion ? [leadConversion] : [])].map((answer) => [
    answer.title,
    value(answer),
    answer.enough ? interval(answer) : '',
    answer.enough ? `${counted(answer.n, answer.name === 'lead_conversion' ? 'lead' : 'deal')}${days(answer)}` : (answer.why ?? ''),
  ])
  return table(won ? [...rows, [won.title, inUnit(won.value ?? 0, 'money', currency), '', counted(won.n, 'deal') + days(won)]] : rows)
}

function days({ period }: Answer): string {
  return period ? `, ${period.from} to ${period.to}` : ''
}

function stages({ stages: rows, stagesKnown, currency }: Diagnosis): string[] {
  const several = new Set(rows.map((row) => row.pipeline)).size > 1
  const known = (n: number | null) => (n === null ? '.' : count(n))
  const open = (amount: number) => (amount > 0 ? money(amount, currency) : '.')
  const name = (row: Diagnosis['stages'][number]) => (several && row.pipeline ? `${row.pipeline}: ${row.stage}` : row.stage)
  if (rows.length === 0) return []
  if (!stagesKnown) return table([['', 'open', 'amount'], ...rows.map((row) => [name(row), count(row.open), open(row.openAmount)])], [1, 2])
  return table(
    [
      ['', 'entered', 'advanced', 'won', 'lost', 'back', 'open', 'forward', 'median time', 'open amount'],
      ...rows.map((row) => [
        name(row),
        ...[row.entered, row.advanced, row.won, row.lost, row.movedBack, row.open].map(known),
        row.conversion ? value(row.conversion) : '.',
        row.timeInStage ? value(row.timeInStage) : '.',
        open(row.openAmount),
      ]),
    ],
    [1, 2, 3, 4, 5, 6, 7, 8, 9],
  )
}

function lost({ constraint, currency, deals }: Diagnosis): string[] {
  if (deals.all === 0) return []
  const { says, why, ranked, looked, stuck } = constraint
  const lines = wrap(why ? `${says} ${why}` : says, 2)
  if (ranked.length > 0) {
    const rows = ranked
      .slice(0, 8)
      .map((each) => [
        each.title,
        `by ${each.by}`,
        `${roughMoney(each.moneyAYear, currency)} a year`,
        `(${roughMoney(each.low, currency)} to ${roughMoney(each.high, currency)})`,
        each.clear ? '' : 'may be chance',
      ])
    lines.push(...table(rows), `  ${counted(looked, 'comparison')} made. The rows overlap and do not add up.`)
    const [first] = ranked
    if (first)
      lines.push(
        ...wrap(`How ${first.title} is priced:`, 2),
        ...table(first.steps.map((step) => [`  ${step.label}`, stepValue(step, currency)])),
      )
  }
  if (stuck && stuck.count > 0) {
    lines.push(`  Stuck: ${counted(stuck.count, 'open deal')} older than ${Math.floor(stuck.olderThanDays)} days`)
    lines.push(...table(stuck.steps.slice(1).map((step) => [`  ${step.label}`, stepValue(step, currency), step.says])))
  }
  return lines
}

function standouts({ standouts: found, currency }: Diagnosis): string[] {
  return table(
    found
      .slice(0, 8)
      .map((each) => [
        `${each.label}: ${sliceValue(each.value)}`,
        `${each.better ? '+' : '-'} ${percent(each.answer.value ?? 0)}`,
        `others ${percent(each.rest)}`,
        counted(each.answer.n, 'deal'),
        each.moneyAYear === null ? '' : `${roughMoney(each.moneyAYear, currency)} a year`,
      ]),
  )
}

/** One table a field: values down, a few metrics across; all metrics are in --json and --out. */
function slices(sliced: readonly Answer[]): string[][] {
  const fields = [...new Set(sliced.map(({ slice }) => Object.keys(slice)[0] ?? ''))]
  const shown = ['deal_count', 'close_rate', 'won_amount', 'deal_size_median', 'cycle_days_median', 'lead_count', 'lead_conversion']
  const heads: Record<string, string> = {
    deal_count: 'deals',
    close_rate: 'close rate',
    won_amount: 'won',
    deal_size_median: 'median size',
    cycle_days_median: 'median cycle',
    lead_count: 'leads',
    lead_conversion: 'conversion',
  }
  return fields.map((field) => {
    const own = sliced.filter(({ slice }) => field in slice)
    const names = shown.filter((name) => own.some((answer) => answer.name === name))
    const values = [...new Set(own.map(({ slice }) => slice[field] ?? null))]
    const cell = (row: string | null, name: string) => {
      const answer = own.find((each) => each.name === name && (each.slice[field] ?? null) === row)
      return !answer || answer.value === null ? '.' : answer.enough ? value(answer) : 'too few'
    }
    const rows = values.map((row) => [sliceValue(row), ...names.map((name) => cell(row, name))])
    return block(
      `By ${field}`,
      table(
        [['', ...names.map((name) => heads[name] ?? name)], ...rows],
        names.map((_, index) => index + 1),
      ),
    )
  })
}

function quality({ quality: { score, items, formula }, currency }: Diagnosis): string[] {
  const rows = items.map((item) => [item.title, `${count(item.count)} of ${count(item.of)}`, item.money ? money(item.money, currency) : ''])
  return [...(score === null ? [] : wrap(`Score ${score} of 100. ${formula}`, 2)), ...table(rows)]
}

function block(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [bold(title.toUpperCase()), ...lines]
}

/** Columns as wide as their widest cell; those listed in `right` are set to the right. */
function table(rows: readonly (readonly string[])[], right: readonly number[] = []): string[] {
  const widths = (rows[0] ?? []).map((_, index) => Math.max(...rows.map((row) => [...(row[index] ?? '')].length)))
  return rows.map((row) => `  ${row.map((cell, index) => pad(cell, widths[index] ?? 0, right.includes(index))).join('  ')}`.trimEnd())
}

function pad(cell: string, width: number, right: boolean): string {
  const space = ' '.repeat(Math.max(0, width - [...cell].length))
  return right ? space + cell : cell + space
}

/** Breaks text at 100 columns, indented. */
function wrap(text: string, indent: number, hanging = indent): string[] {
  const lines: string[] = []
  let line = ' '.repeat(indent)
  for (const word of text.split(/\s+/)) {
    if (line.trim() !== '' && line.length + word.length + 1 > 100) {
      lines.push(line)
      line = ' '.repeat(hanging)
    }
    line += line.trim() === '' ? word : ` ${word}`
  }
  return [...lines, line]
}

function bold(text: string): string {
  return `\u001b[1m${text}\u001b[22m`
}
