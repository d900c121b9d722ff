import { byteOrderMark, csvLine } from '#kernel/csv'
import { found } from '#kernel/problem'
import { errand, question } from '#platform/action/action'
import type { ReadCtx } from '#platform/action/context'
import { type FileToZip, zipOf } from '#platform/archive/zip-writer'
import { clearCopies, clearLedger, clearRows } from '#platform/privacy/erase'
import { changesOf, type HeldRows, heldOn, type Marks, mentionsOf } from '#platform/privacy/held'
import { erased, type Holding, holdingsOf } from '#platform/privacy/holdings'
import { infoOf } from '#platform/store/kept'
import * as contract from '../contract/privacy.ts'
import { personErased } from '../events.ts'
import { idsOfPerson, importsOf, type Known, suppress } from '../store/suppressions.ts'
import { people } from '../tables.ts'

const subject = infoOf(people).name

interface Found {
  readonly name: string
  readonly holdings: readonly Holding[]
  readonly held: readonly HeldRows[]
  readonly marks: Marks
}

async function look(ctx: ReadCtx, id: string): Promise<Found> {
  const holdings = holdingsOf(ctx.services.keptTables.values(), subject)
  const held = (await heldOn(ctx.tx, holdings, subject, id)).map(withId)
  const person = found(held.find(({ holding }) => holding.table === subject)?.rows[0], 'This person')
  const words = (...names: string[]) => [
    ...new Set(names.map((name) => person[name]).filter((one): one is string => typeof one === 'string' && one !== '')),
  ]
  const names = words('full_name').filter((name) => name !== erased)
  return { name: String(person.full_name), holdings, held, marks: { sure: words('email', 'email_key', 'phone', 'phone_key'), names } }
}

/** The id that other systems know the person by tells who they are, so it goes with the rest; where there is none it is made of the name. */
function withId(one: HeldRows): HeldRows {
  const { holding } = one
  if (holding.table !== subject) return one
  const ids = infoOf(people).columns.filter(({ key }) => key === 'externalId')
  return { ...one, holding: { ...holding, personal: [...holding.personal, ...ids] } }
}

async function tellOf(ctx: ReadCtx, { holdings, held, marks }: Found) {
  return {
    tables: held.map(({ holding, rows }) => ({
      table: holding.table,
      rows: rows.length,
      columns: holding.personal.map(({ name }) => name),
    })),
    mentions: await mentionsOf(ctx.tx, holdings, held, marks),
    imports: (await importsOf(ctx.tx, theirs(held))) as { id: string; name: string; at: never }[],
  }
}

const theirs = (held: readonly HeldRows[]) =>
  held.filter(({ holding }) => holding.bond === 'belongs').flatMap(({ rows }) => rows.map((row) => row.id))

const previewErasure = question(contract.previewErasure, async (ctx, { id }) => {
  const all = await look(ctx, id)
  return { name: all.name, ...(await tellOf(ctx, all)) }
})

/** Clears all that is personal, takes it out of the ledger as well, and remembers by keyed hashes not to take the person again. */
const erasePerson = errand(contract.erasePerson, async (ctx, { id }) =>
  ctx.write(
    async (writing) => {
      const all = await look(writing, id)
      const told = await tellOf(writing, all)
      const known = await knownBy(writing, all, id)
      const cleared = await clearRows(writing, all.held, all.marks)
      writing.tell(personErased, { rows: cleared }, { kind: subject, id })
      await clearLedger(writing.tx, all.held, all.marks)
      await clearCopies(writing.tx, all.holdings, all.marks)
      return { cleared, kept: await suppress(writing.tx, known, writing.now), ...told }
    },
    { statementMs: 0 },
  ),
)

async function knownBy(ctx: ReadCtx, { held }: Found, id: string): Promise<Known[]> {
  const person = held.find(({ holding }) => holding.table === subject)?.rows[0]
  const leads = held.find(({ holding }) => holding.table === 'lead')?.rows ?? []
  const text = (value: unknown): value is string => typeof value === 'string' && value !== ''
  return [
    ...(text(person?.email_key) ? [{ by: 'address' as const, value: person.email_key }] : []),
    ...(text(person?.phone_key) ? [{ by: 'phone' as const, value: person.phone_key }] : []),
    ...(await idsOfPerson(ctx.tx, id)),
    ...leads.flatMap(({ external_id: value }) => (text(value) ? [{ by: 'lead id' as const, value }] : [])),
  ]
}

const downloadHeld = errand(contract.downloadHeld, async (ctx, { id }) => {
  const { held, changes, mentions, imports } = await ctx.read(async (reading) => {
    const all = await look(reading, id)
    const told = await tellOf(reading, all)
    return { held: all.held, changes: await changesOf(reading.tx, all.held), ...told }
  })
  const records = Object.fromEntries(held.map(({ holding, rows }) => [holding.table, rows]))
  const json = JSON.stringify({ person: id, at: ctx.now, records, changes, mentions, imports }, null, 2)
  const lines = held.flatMap(({ holding, rows }) =>
    rows.flatMap((row) =>
      Object.entries(row)
        .filter(([key, value]) => value !== null && key !== 'touched_by')
        .map(([key, value]) => csvLine([holding.table, row.id, key, typeof value === 'object' ? JSON.stringify(value) : String(value)])),
    ),
  )
  const table = byteOrderMark + csvLine(['Kind of record', 'Id', 'Field', 'Value']) + lines.join('')
  const files: FileToZip[] = [
    { name: 'held.json', content: pieces(json) },
    { name: 'held.csv', content: pieces(table) },
  ]
  return { fileName: `Held on a person ${id}.zip`, contentType: 'application/zip', body: zipOf(files, new Date(ctx.now)) }
})

async function* pieces(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text)
}

export const personPrivacy = [previewErasure, erasePerson, downloadHeld]
