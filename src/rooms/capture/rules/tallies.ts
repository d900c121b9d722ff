import { bareId } from '#kernel/source-system'
import type { Taken } from '#kernel/taken'
import { t } from '#kernel/text'
import type { Placed } from '#rooms/journey/contract'
import type { LikelyPair, Outcome, Tally } from '../contract.ts'
import type { SetGuess, StagedKind } from '../shapes.ts'
import { stagedKinds } from '../shapes.ts'
import type { StagedRow } from './records.ts'

/** How many rows of each bucket a preview shows. */
export const samplesEach = 5
/** How many returned rows a preview shows. */
export const shownReturned = 50
/** How many pairs of likely duplicates a preview shows. */
export const shownPairs = 20

/** What a table's rows are called where people read it, and which kind of file makes them directly. */
const tableWords: Readonly<Record<string, { readonly what: string; readonly one: string; readonly kind: StagedKind | null }>> = {
  member: { what: 'owners', one: 'owner', kind: 'user' },
  solution: { what: 'products', one: 'product', kind: 'product' },
  account: { what: 'accounts', one: 'account', kind: 'account' },
  person: { what: 'people', one: 'person', kind: 'person' },
  stage: { what: 'stages', one: 'stage', kind: null },
  stage_entry: { what: 'stage entries', one: 'stage entry', kind: 'stage_history' },
  deal_value: { what: 'amounts and close dates of deals over time', one: 'amount or close date of a deal over time', kind: null },
  campaign: { what: 'campaigns', one: 'campaign', kind: 'campaign' },
  consent: { what: 'entries of consent', one: 'entry of consent', kind: null },
}

/** What became of a set of rows that were taken at once. */
interface SetOutcome {
  readonly counts: Partial<Record<'create' | 'update' | 'skip' | 'reject', number>>
  readonly samples: readonly {
    readonly bucket: 'create' | 'update' | 'skip'
    readonly changed: readonly string[]
    readonly row: StagedRow
  }[]
}

/** A pair of people as the store answers it. */
interface Likely {
  readonly why: string
  readonly name: string
  readonly email: string | null
  readonly phone: string | null
  readonly file_no: number | null
  readonly row_no: number | null
  readonly other_name: string
  readonly other_email: string | null
  readonly other_phone: string | null
  readonly other_file_no: number | null
  readonly other_row_no: number | null
}

/** A pair of companies as their room answers it. */
interface AlikeAccounts {
  readonly why: 'name' | 'domain'
  readonly first: CompanyFace
  readonly second: CompanyFace
}

interface CompanyFace {
  readonly name: string
  readonly domain: string | null
  readonly city: string | null
  readonly country: string | null
  readonly fresh: boolean
}

const sharedBy = { name: 'Same name but for the legal form', domain: 'Same domain' } as const

/** Counts what became of each row. Every row of a file ends in exactly one bucket. */
export class Tallies {
  readonly #byKind = new Map<StagedKind, Tally>()
  readonly #samples: Outcome['samples'] = []
  readonly #pairs: LikelyPair[] = []
  #likely = 0
  readonly #placed = new Map<string, Placed>()
  readonly #names: readonly string[]

  constructor(guess: SetGuess) {
    this.#names = guess.files.map((file) => file.name)
    for (const file of guess.files) {
      const kind = stagedKinds.find((staged) => staged === file.kind)
      if (!kind) continue
      const { counts } = file
      const tally = this.#of(kind)
      this.#byKind.set(kind, {
        ...tally,
        rows: tally.rows + counts.rows,
        reject: tally.reject + counts.rejected,
        duplicate: tally.duplicate + counts.duplicates,
        deleted: tally.deleted + counts.deleted,
        leftOut: tally.leftOut + counts.left_out,
      })
    }
  }

  #of(kind: StagedKind): Tally {
    return this.#byKind.get(kind) ?? { kind, rows: 0, create: 0, update: 0, skip: 0, reject: 0, duplicate: 0, deleted: 0, leftOut: 0 }
  }

  /** Notes a new deal that named no pipeline, with the one that it has and why. */
  notePlaced({ pipeline, why }: Omit<Placed, 'deals'>): void {
    const key = JSON.stringify([pipeline, why])
    this.#placed.set(key, { pipeline, why, deals: (this.#placed.get(key)?.deals ?? 0) + 1 })
  }

  /** Notes rows of people who were erased, which are not taken and not shown again. */
  noteSuppressed(rows: ReadonlyMap<StagedKind, number>): void {
    for (const [kind, suppressed] of rows) this.#byKind.set(kind, { ...this.#of(kind), suppressed })
  }

  /** Notes what became of one staged row. */
  note(kind: StagedKind, row: StagedRow, taken: Taken): void {
    const tally = this.#of(kind)
    this.#byKind.set(kind, { ...tally, [taken.bucket]: tally[taken.bucket] + 1 })
    const file = this.#names[Number(row.file_no)] ?? ''
    if (taken.bucket === 'reject') return
    if (this.#samples.filter((sample) => sample.kind === kind && sample.does === taken.bucket).length >= samplesEach) return
    const changed = taken.bucket === 'update' ? [...taken.changed] : []
    this.#samples.push({ kind, does: taken.bucket, title: titleOf(row), where: `${file}, row ${row.row_no}`, changed })
  }

  /** Notes what became of all staged rows of a kind. */
  noteSet(kind: StagedKind, { counts, samples }: SetOutcome): void {
    const tally = this.#of(kind)
    const { create = 0, update = 0, skip = 0, reject = 0 } = counts
    this.#byKind.set(kind, {
      ...tally,
      create: tally.create + create,
      update: tally.update + update,
      skip: tally.skip + skip,
      reject: tally.reject + reject,
    })
    for (const { bucket, changed, row } of samples) {
      const where = `${this.#names[Number(row.file_no)] ?? ''}, row ${row.row_no}`
      this.#samples.push({ kind, does: bucket, title: titleOf(row), where, changed: [...changed] })
    }
  }

  /** Notes pairs of people that may be one; `rows` are the first of them. */
  noteLikely(count: number, rows: readonly Likely[]): void {
    this.#likely += count
    const where = (file: number | null, row: number | null) => (file === null ? 'Here already' : `${this.#names[file] ?? ''}, row ${row}`)
    for (const row of rows.slice(0, shownPairs - this.#pairs.length)) {
      const details = (...all: (string | null)[]) => all.filter((each) => each !== null && each !== '') as string[]
      this.#pairs.push({
        kind: 'person',
        why: t('Same {{whatWord}}', { whatWord: row.why }),
        first: { title: row.name, details: details(row.email, row.phone), where: where(row.file_no, row.row_no) },
        second: {
          title: row.other_name,
          details: details(row.other_email, row.other_phone),
          where: where(row.other_file_no, row.other_row_no),
        },
      })
    }
  }

  /** Notes pairs of companies that may be one. */
  noteAlikeAccounts(pairs: readonly AlikeAccounts[]): void {
    this.#likely += pairs.length
    const seen = ({ name, domain, city, country, fresh }: AlikeAccounts['first']) => ({
      title: name,
      details: [domain, city, country].filter((each): each is string => each !== null && each !== ''),
      where: fresh ? 'In these files' : 'Here already',
    })
    for (const { why, first, second } of pairs.slice(0, Math.max(0, shownPairs - this.#pairs.length)))
      this.#pairs.push({ kind: 'account', why: sharedBy[why], first: seen(first), second: seen(second) })
  }

  /** The whole outcome; `inserted` is the number of rows made, by table, `rejected` the first rows that came back. */
  outcome(inserted: ReadonlyMap<string, number>, rejected: Outcome['rejected']): Outcome {
    const alsoMade = [...inserted].flatMap(([table, count]) => {
      const word = tableWords[table]
      const direct = word?.kind ? (this.#byKind.get(word.kind)?.create ?? 0) : 0
      return word && count > direct ? [{ what: count - direct === 1 ? word.one : word.what, count: count - direct }] : []
    })
    return {
      kinds: stagedKinds.flatMap((kind) => this.#byKind.get(kind) ?? []),
      alsoMade,
      ...(this.#placed.size > 0 ? { placed: [...this.#placed.values()] } : {}),
      samples: this.#samples,
      duplicates: { count: this.#likely, samples: this.#pairs },
      rejected,
    }
  }
}

function titleOf(row: StagedRow): string {
  for (const field of [
    'name',
    'subject',
    'full_name',
    'last_name',
    'email',
    'external_id',
    'deal_name',
    'deal_external_id',
    'campaign_name',
  ]) {
    const value = row[field]
    if (typeof value === 'string' && value !== '') return field.endsWith('external_id') ? bareId(value) : value
  }
  return `Row ${row.row_no}`
}
