import { byteOrderMark, csvLine } from '#kernel/csv'
import { Problem } from '#kernel/problem'
import { t } from '#kernel/text'
import { errand, question } from '#platform/action/action'
import type { Ctx, ReadCtx } from '#platform/action/context'
import { type FileToZip, zipOf } from '#platform/archive/zip-writer'
import { forgetDerived } from '#platform/privacy/derived'
import { clearCopies, clearHistory, clearLedger, clearRows } from '#platform/privacy/erase'
import { changesOf, type HeldRows, heldOn, type Marks, mentionsOf } from '#platform/privacy/held'
import { erased, type Holding, holdingsOf } from '#platform/privacy/holdings'
import { isHeld } from '#platform/retention/store'
import { infoOf } from '#platform/store/kept'
import { forgetRefs } from '#rooms/workspace/actions/systems'
import * as contract from '../contract/privacy.ts'
import { peopleErased, personErased } from '../events.ts'
import { forgetKeys } from '../store/arrivals.ts'
import { keysOfMerged, mergesBy } from '../store/merge.ts'
import { idsOfPeople, importsOf, type Known, refsOfPeople, suppress } from '../store/suppressions.ts'
import { peopleOf } from '../store.ts'
import { people } from '../tables.ts'

const subject = infoOf(people).name

interface Found {
  readonly names: readonly string[]
  readonly holdings: readonly Holding[]
  readonly held: readonly HeldRows[]
  readonly marks: Marks
  /** Those who were merged into them, whose rows are in the ledger alone. */
  readonly gone: readonly string[]
}

async function look(ctx: ReadCtx, ids: readonly string[]): Promise<Found> {
  const holdings = holdingsOf(ctx.services.keptTables.values(), subject)
  const held = (await heldOn(ctx.tx, holdings, subject, ids)).map(withId)
  const rows = held.find(({ holding }) => holding.table === subject)?.rows ?? []
  const [went] = rows.length < ids.length ? await mergesBy(ctx.tx, 'person', { ids }) : []
  if (went) {
    const [into] = await peopleOf(ctx.tx, [went.intoId])
    throw new Problem(
      'conflict',
      t('{{name}} was merged into {{into}} already. Open that record and choose anew.', { name: went.name, into: into?.fullName ?? '' }),
    )
  }
  if (rows.length < ids.length) throw new Problem('not-found', t('This person is not here any more.'))
  const words = (...columns: string[]) => [
    ...new Set(
      rows.flatMap((row) => columns.map((name) => row[name])).filter((one): one is string => typeof one === 'string' && one !== ''),
    ),
  ]
  const merged = (await Promise.all(ids.map((id) => mergesBy(ctx.tx, 'person', { into: id })))).flat()
  const names = [...words('full_name'), ...merged.map((one) => one.name)].filter((name) => name !== erased)
  const keys = (await keysOfMerged(ctx.tx, ids)).flatMap(({ by, value }) => (by === 'person id' ? [] : [value]))
  return {
    names: rows.map((row) => String(row.full_name)),
    holdings,
    held,
    marks: { sure: [...words('email', 'email_key', 'phone', 'phone_key'), ...keys], names },
    gone: merged.map(({ id }) => id),
  }
}

/** The id that other systems know the person by tells who they are, so it goes with the rest; where there is none it is made of the name. */
const withId = (one: HeldRows) => (one.holding.table === subject ? withIds(one) : one)

function withIds(one: HeldRows): HeldRows {
  const { holding } = one
  const ids = infoOf(holding.kept).columns.filter(({ key }) => key === 'externalId')
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
  const all = await look(ctx, [id])
  return { name: all.names[0] ?? '', ...(await tellOf(ctx, all)) }
})

/** Clears all that is personal, takes it out of the ledger as well, and remembers by keyed hashes not to take the person again. */
const erasePerson = errand(contract.erasePerson, async (ctx, { id }) => {
  const done = await ctx.write(
    async (writing) => {
      const held = await isHeld(writing.tx, id)
      if (held !== null)
        throw new Problem('conflict', t('This person is held and cannot be erased: {{why}}. End the hold first.', { why: held }))
      const all = await look(writing, [id])
      const told = await tellOf(writing, all)
      const known = await knownBy(writing, all, [id])
      const cleared = await clear(writing, all, (rows) => writing.tell(personErased, { rows }, { kind: subject, id }))
      return { cleared, kept: await suppress(writing.tx, known, writing.now), ...told }
    },
    { statementMs: 0 },
  )
  await forgetDerived(ctx.services, ctx.workspace.id)
  return done
})

/** Clears the rows, tells the event, then goes through the ledger, whose newest images are those of the clearing. */
async function clear(ctx: Ctx, { held, marks, holdings, gone }: Found, tell: (rows: number) => void): Promise<number> {
  const cleared = await clearRows(ctx, held, marks)
  tell(cleared)
  await clearLedger(ctx.tx, held, marks)
  const own = held.find(({ holding }) => holding.table === subject)
  await forgetKeys(ctx.tx, own?.rows.map(({ id }) => String(id)) ?? [])
  if (own && gone.length > 0) await clearHistory(ctx.tx, [{ ...own, rows: gone.map((id) => ({ id })) }])
  await clearCopies(ctx.tx, holdings, marks)
  return cleared
}

/** Clears several people at once, in the open event. Who was anonymised may come again: nothing is kept by which they would be known. */
export async function erasePeople(ctx: Ctx, ids: readonly string[], how: 'erase' | 'anonymise'): Promise<void> {
  const found = await look(ctx, ids)
  const known = how === 'erase' ? await knownBy(ctx, found, ids) : []
  // Where no hash keeps them out, no id may lead a later import to what is left of them.
  const all = how === 'erase' ? found : { ...found, held: found.held.map((one) => (one.holding.bond === 'belongs' ? withIds(one) : one)) }
  if (how === 'anonymise') await forgetRefs(ctx, await refsOfPeople(ctx.tx, ids))
  await clear(ctx, all, (rows) => ctx.tell(peopleErased, { people: ids.length, rows, how }))
  if (known.length > 0) await suppress(ctx.tx, known, ctx.now)
}

async function knownBy(ctx: ReadCtx, { held }: Found, ids: readonly string[]): Promise<Known[]> {
  const people = held.find(({ holding }) => holding.table === subject)?.rows ?? []
  const leads = held.find(({ holding }) => holding.table === 'lead')?.rows ?? []
  const text = (value: unknown): value is string => typeof value === 'string' && value !== ''
  return [
    ...people.flatMap(({ email_key: value }) => (text(value) ? [{ by: 'address' as const, value }] : [])),
    ...people.flatMap(({ phone_key: value }) => (text(value) ? [{ by: 'phone' as const, value }] : [])),
    ...(await idsOfPeople(ctx.tx, ids)),
    ...(await keysOfMerged(ctx.tx, ids)),
    ...leads.flatMap(({ external_id: value }) => (text(value) ? [{ by: 'lead id' as const, value }] : [])),
  ]
}

const downloadHeld = errand(contract.downloadHeld, async (ctx, { id }) => {
  const { held, changes, mentions, imports } = await ctx.read(async (reading) => {
    const all = await look(reading, [id])
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
  const table = byteOrderMark + csvLine([t('Kind of record'), t('Id'), t('Field'), t('Value')]) + lines.join('')
  const files: FileToZip[] = [
    { name: 'held.json', content: pieces(json) },
    { name: 'held.csv', content: pieces(table) },
  ]
  return { fileName: `${t('Held on a person {{id}}', { id })}.zip`, contentType: 'application/zip', body: zipOf(files, new Date(ctx.now)) }
})

async function* pieces(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text)
}

export const personPrivacy = [previewErasure, erasePerson, downloadHeld]
