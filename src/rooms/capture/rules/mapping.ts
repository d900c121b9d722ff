import { t } from '#kernel/text'
import { type Field, fits } from '../fields/field.ts'
import { fieldsOf } from '../fields/kinds.ts'
import { changedValue } from '../fields/other.ts'
import type { ColumnGuess, ColumnMapping, StagedKind, Vendor } from '../shapes.ts'
import { headerKey, headerKeys, type KindGuess } from './headers.ts'
import { enteredHeader, kindByName, stageOfHeader } from './stages.ts'
import { couldBeSerials } from './values.ts'

interface Candidate {
  readonly column: ColumnGuess
  readonly field: Field
  readonly score: number
}

/** Below this a guess is not made: the column is kept as a custom field instead. */
const enough = 0.5

/**
 * Which column feeds which field of the kind. Every column gets an answer: a field, a stage's date, `custom`, or `ignore` when
 * it has no values. A field is fed by one column, the one whose header is the best name for it and whose values fit.
 */
export function guessMapping(kind: StagedKind | 'stage', columns: readonly ColumnGuess[], vendor: Vendor): ColumnMapping[] {
  const candidates = columns
    .flatMap((column) => candidatesFor(kind, column))
    .sort((a, b) => b.score - a.score || a.column.index - b.column.index)
  const byColumn = new Map<number, Candidate>()
  const byField = new Map<string, Candidate>()
  for (const each of candidates) {
    if (byColumn.has(each.column.index) || byField.has(each.field.key)) continue
    byColumn.set(each.column.index, each)
    byField.set(each.field.key, each)
  }
  if (kind === 'deal') addByValues(columns, byColumn, byField)
  if (kind === 'stage_history') nameIsOfField(byColumn, byField)
  const stages = kind === 'deal' ? stageNames(byField) : []
  return columns.map((column) => {
    const taken = byColumn.get(column.index)
    if (taken) return { column: column.index, field: taken.field.key, confidence: round(taken.score), why: whyTaken(taken, vendor) }
    return (kind === 'deal' ? stageDate(column, stages) : undefined) ?? leftOver(column, candidates, byField)
  })
}

function candidatesFor(kind: StagedKind | 'stage', column: ColumnGuess): Candidate[] {
  const keys = headerKeys(column.header, kind)
  const found: Candidate[] = []
  for (const field of fieldsOf[kind]) {
    let score = 0
    keys.forEach((key, loss) => {
      const rank = field.aliases.indexOf(key)
      if (rank >= 0) score = Math.max(score, 0.98 - 0.002 * rank - 0.03 * loss)
    })
    if (score > 0 && !typeFits(field, column)) score *= 0.4
    // A field's own column without a single value gives way to a second one that has values.
    if (column.type === 'empty') score *= 0.8
    if (score >= enough) found.push({ column, field, score })
  }
  return found
}

function typeFits(field: Field, column: ColumnGuess): boolean {
  if (fits[field.type].includes(column.type)) return true
  return (field.type === 'day' || field.type === 'instant') && couldBeSerials(column.samples)
}

/** What a file is about when its headers say nothing: won and lost in one column are deals, addresses are people. Never sure. */
export function kindByValues(columns: readonly ColumnGuess[]): KindGuess | undefined {
  if (columns.some(speaksOfWinning)) return { kind: 'deal', confidence: 0.5 }
  return columns.some((column) => column.type === 'email') ? { kind: 'person', confidence: 0.4 } : undefined
}

function speaksOfWinning(column: ColumnGuess): boolean {
  if (column.type !== 'text' || column.distinct > 30) return false
  const kinds = new Set(column.samples.map(kindByName))
  return kinds.has('won') && kinds.has('lost')
}

/** A column whose few values speak of won and lost is the stage or status, whatever it is called. */
function addByValues(columns: readonly ColumnGuess[], byColumn: Map<number, Candidate>, byField: Map<string, Candidate>): void {
  if (byField.has('stage') || byField.has('status')) return
  const field = fieldsOf.deal.find((each) => each.key === 'stage')
  const column = columns.find((each) => !byColumn.has(each.index) && speaksOfWinning(each))
  if (!field || !column) return
  const candidate = { column, field, score: 0.75 }
  byColumn.set(column.index, candidate)
  byField.set('stage', candidate)
}

/** Beside a bare "value", "name" is the name of the field that was changed, not of the deal. */
function nameIsOfField(byColumn: Map<number, Candidate>, byField: Map<string, Candidate>): void {
  const [value, name] = [byField.get('stage'), byField.get('deal_name')]
  const field = fieldsOf.stage_history.find((each) => each.key === 'field_name')
  if (!field || !value || !name || byField.has('field_name')) return
  if (!changedValue.has(headerKey(value.column.header)) || headerKey(name.column.header) !== 'name') return
  const moved = { ...name, field }
  byColumn.set(name.column.index, moved)
  byField.delete('deal_name')
  byField.set('field_name', moved)
}

function stageNames(byField: ReadonlyMap<string, Candidate>): readonly string[] {
  return byField.get('stage')?.column.samples ?? []
}

function stageDate(column: ColumnGuess, stages: readonly string[]): ColumnMapping | undefined {
  if (column.type !== 'date' && column.type !== 'empty') return undefined
  const entered = enteredHeader(column.header, stages)
  if (entered)
    return {
      column: column.index,
      field: 'entered',
      stage: entered.stage,
      confidence: 0.97,
      why: t('The day on which deals entered "{{stage}}".', { stage: entered.stage }),
    }
  const stage = column.type === 'date' ? stageOfHeader(column.header, stages) : undefined
  if (stage === undefined) return undefined
  return {
    column: column.index,
    field: 'entered',
    stage,
    confidence: 0.8,
    why: t('Dates, and the header begins like the stage "{{stage}}".', { stage }),
  }
}

function leftOver(column: ColumnGuess, candidates: readonly Candidate[], byField: ReadonlyMap<string, Candidate>): ColumnMapping {
  if (column.type === 'empty') return { column: column.index, field: 'ignore', confidence: 0.99, why: t('The column has no values.') }
  const wanted = candidates.find((each) => each.column.index === column.index)
  const holder = wanted ? byField.get(wanted.field.key) : undefined
  const why = holder
    ? `${holder.field.label} is already read from "${holder.column.name}".`
    : 'No field of this name; kept as a custom field.'
  return { column: column.index, field: 'custom', confidence: holder ? 0.7 : 0.9, why }
}

function whyTaken(taken: Candidate, vendor: Vendor): string {
  if (taken.score === 0.75) return 'Its values speak of won and lost.'
  const { column, field } = taken
  return vendor === 'unknown'
    ? `"${column.header}" is what many exports name the field ${field.label}.`
    : `"${column.header}" is what ${vendorNames[vendor]} and others name the field ${field.label}.`
}

const vendorNames: Readonly<Record<Vendor, string>> = {
  salesforce: 'Salesforce',
  hubspot: 'HubSpot',
  pipedrive: 'Pipedrive',
  zoho: 'Zoho',
  marketo: 'Marketo',
  pardot: 'Pardot',
  unknown: 'many',
}

function round(score: number): number {
  return Math.round(score * 100) / 100
}
