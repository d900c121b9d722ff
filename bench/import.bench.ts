import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { from as copyFrom } from 'pg-copy-streams'
import { instant } from '#kernel/time'
import { newId } from '#platform/ids'
import type { Tx, WorkspaceRef } from '#platform/store/database'
import type { Bench, Figures } from './kit.ts'
import { writeLeadsFile } from './leads-file.ts'
import { type Ground, ground } from './running.ts'

const rows = Number(process.env.INTERLOCK_BENCH_ROWS ?? 100_000)

/**
 * Both sides read the same file into the same tables with the same indexes and references, in one transaction. Ours goes over HTTP, guesses what the
 * file is, keeps the reason of each bad row, the ledger and what the undo needs, and looks for likely duplicates; the reference knows the file by heart.
 */
export const bench: Bench = {
  name: `import: ${rows.toLocaleString('en')} leads from a CSV file over HTTP, 1 % bad rows, 20 % repeats`,
  against: 'a bare loader: split, check, fold by address, COPY into the same three tables in one transaction',
  rounds: 1,
  cold: rows > 200_000,
  prepare: async (folder) => {
    const path = join(folder, 'leads.csv')
    const planted = await writeLeadsFile(path, rows, 7)
    const on = await ground(folder)
    on.peakMb()
    return {
      ours: async () => {
        const { done, firstRowsMs } = await on.importFile(await on.fresh(), path)
        const [leads] = done.result?.kinds ?? []
        console.error(
          `  ours: ${JSON.stringify(leads)}; first rows that come back after ${firstRowsMs} ms; most memory ${Math.round(on.peakMb())} MB`,
        )
        if (leads?.reject !== planted.bad) throw new Error(`${leads?.reject} rows came back; ${planted.bad} are bad.`)
        return { people: leads.create, repeats: leads.skip, bad: leads.reject }
      },
      reference: async () => await load(on, await on.fresh(), path),
      close: on.close,
    }
  },
}

interface Lead {
  readonly cells: readonly string[]
  readonly id: string
  readonly account: string
}

async function load(on: Ground, workspace: WorkspaceRef, path: string): Promise<Figures> {
  const accounts = new Map<string, string>()
  const people = new Map<string, Lead>()
  const figures = { people: 0, repeats: 0, bad: 0 }
  let header = true
  const now = instant(new Date())
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    if (header) {
      header = false
      continue
    }
    const cells = line.split(',')
    const [, , email = '', , company = '', , , made = ''] = cells
    if (cells.length !== 8 || !/^[^@ ]+@[^@ ]+\.[^@ ]+$/.test(email) || Number.isNaN(Date.parse(made))) {
      figures.bad += 1
      continue
    }
    const key = email.toLowerCase()
    if (people.has(key)) {
      figures.repeats += 1
      continue
    }
    const account = accounts.get(company) ?? newId(now)
    accounts.set(company, account)
    people.set(key, { cells, id: newId(now), account })
    figures.people += 1
  }
  await on.database.inWorkspace(workspace, (tx) => write(tx, accounts, people), { statementMs: 0 })
  return figures
}

const event = '018c0000-0000-7000-8000-000000000001'

async function write(tx: Tx, accounts: ReadonlyMap<string, string>, people: ReadonlyMap<string, Lead>): Promise<void> {
  const now = instant(new Date())
  await copy(tx, 'account (id, name, name_key, custom, touched_by)', function* () {
    for (const [name, id] of accounts) yield `${id},${name},${name.toLowerCase().replace(/ inc$/, '').replaceAll(' ', '')},{},${event}\n`
  })
  await copy(
    tx,
    'person (id, first_name, last_name, full_name, email, email_key, phone, phone_key, account_id, origin, source, made_at, custom, touched_by)',
    function* () {
      for (const [key, { cells, id, account }] of people) {
        const [first, last, , phone, , source, , made] = cells
        yield `${id},${first},${last},${first} ${last},${key},${key},${phone},${phone?.replaceAll(' ', '')},${account},${source},${source},${made}T00:00:00Z,{},${event}\n`
      }
    },
  )
  await copy(tx, 'lead (id, external_id, person_id, source, status, created_at, custom, touched_by)', function* () {
    for (const { cells, id } of people.values()) {
      const [, , , , , source, status, made] = cells
      yield `${newId(now)},person:${id}:${made}T00:00:00.000Z,${id},${source},${status},${made}T00:00:00Z,{},${event}\n`
    }
  })
}

async function copy(tx: Tx, into: string, lines: () => Generator<string>): Promise<void> {
  function* pieces() {
    let piece: string[] = []
    for (const line of lines()) {
      piece.push(line)
      if (piece.length < 2_000) continue
      yield piece.join('')
      piece = []
    }
    yield piece.join('')
  }
  await pipeline(Readable.from(pieces(), { objectMode: false }), tx.client.query(copyFrom(`COPY ${into} FROM STDIN (FORMAT csv)`)))
}
