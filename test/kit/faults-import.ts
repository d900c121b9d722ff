import { setTimeout as sleep } from 'node:timers/promises'
import { house } from '#main'
import { infoOf } from '#platform/store/kept'
import type { Import } from '#rooms/capture/contract'
import { isWell, type Mortal, type Reply, type Victim } from './faults.ts'
import { dealFile, expectedTallies, known, leadFile } from './faults-files.ts'
import { ask } from './interlock.ts'

/** Where in the course of an import something is killed. */
export const phases = ['upload', 'read', 'preview', 'run', 'undo'] as const
export type Phase = (typeof phases)[number]

/** A kill after a share of the time that the phase takes when nothing is killed. */
export interface Strike {
  readonly phase: Phase
  readonly share: number
  readonly victim: Victim
}

/** What a whole run found wrong: every list has to stay empty. */
export interface Findings {
  /** Answered with 2xx and not there afterwards. */
  readonly lost: string[]
  /** Rows twice, half, or elsewhere than the tally says. */
  readonly wrong: string[]
}

/** One import on an Interlock that is killed: presses each button until it is done, as a user would. */
export class Course {
  readonly found: Findings = { lost: [], wrong: [] }
  /** Times that the work was not resumed but ended with a sentence, and was begun again by hand. */
  pressedAgain = 0
  /** How long each phase takes when nothing is killed. */
  readonly tookMs = new Map<Phase, number>()
  readonly #mortal: Mortal

  constructor(mortal: Mortal) {
    this.#mortal = mortal
  }

  /** The records that are there before, some of which the imports of the course change. Its times stand for those of the course until a round measures them. */
  async settle(): Promise<void> {
    const began = performance.now()
    await this.#whole('before', [
      ['deals.csv', dealFile('before', known).replaceAll('.50', '.25')],
      ['leads.csv', leadFile('before', known)],
    ])
    for (const phase of phases) this.tookMs.set(phase, (performance.now() - began) / (phase === 'upload' ? 20 : 3))
  }

  /** One import with its undo, with these kills. */
  async round(tag: string, strikes: readonly Strike[]): Promise<void> {
    const before = await this.#records()
    const files: Files = [
      ['deals.csv', dealFile(tag)],
      ['leads.csv', leadFile(tag)],
    ]
    const id = await this.#begin()
    const correction = { currency: 'SEK' }
    await this.#during('upload', strikes, () => this.#upload(id, files))
    const read = await this.#settled(id)
    for (const [name, text] of files)
      if (read.files.filter((file) => file.name === name && file.bytes === Buffer.byteLength(text)).length !== 1)
        this.found.lost.push(`${tag}: ${name} was taken and is not among ${JSON.stringify(read.files)}`)
    await this.#during('read', strikes, () =>
      this.#until(
        id,
        () => this.#mortal.send('PUT', `/api/v1/imports/${id}/correction`, JSON.stringify(correction)),
        (now) => now.guess !== null && now.correction.currency === 'SEK',
      ),
    )
    await this.#during('preview', strikes, () =>
      this.#until(
        id,
        () => this.#press(id, 'preview'),
        (now) => now.state === 'previewed',
      ),
    )
    if ((await this.#settled(id)).correction.currency !== 'SEK') this.found.lost.push(`${tag}: the correction was taken and is gone`)
    await this.#same(before, `${tag}: something was written before the run`)
    await this.#during('run', strikes, () =>
      this.#until(
        id,
        () => this.#run(id),
        (now) => now.state === 'done',
      ),
    )
    await this.#check(tag, id)
    await this.#again(tag, files)
    await this.#during('undo', strikes, () =>
      this.#until(
        id,
        () => this.#press(id, 'undo'),
        (now) => now.state === 'undone',
      ),
    )
    await this.#settled(id)
    await this.#same(before, `${tag}: undo did not give the state before`)
    await this.#ledger(tag)
  }

  /** Does a phase and kills meanwhile, or just after; then waits until all is well again. */
  async #during(phase: Phase, strikes: readonly Strike[], act: () => Promise<unknown>): Promise<void> {
    const struck = strikes
      .filter((strike) => strike.phase === phase)
      .map(async ({ share, victim }) => {
        await sleep(share * (this.tookMs.get(phase) ?? 0))
        await this.#mortal.kill(victim)
      })
    const began = performance.now()
    await Promise.all([act(), ...struck])
    if (strikes.length === 0) this.tookMs.set(phase, performance.now() - began)
    if (struck.length > 0) await this.#mortal.well()
  }

  async #begin(): Promise<string> {
    const reply = await this.#insist(() => this.#mortal.send('POST', '/api/v1/imports', '{}'))
    return (reply.body as Import).id
  }

  async #upload(id: string, files: Files): Promise<void> {
    for (const [name, text] of files)
      await this.#insist(() => this.#mortal.send('POST', `/api/v1/imports/${id}/files?name=${name}`, inPieces(text)))
  }

  #press(id: string, what: 'preview' | 'undo'): Promise<Reply> {
    return this.#mortal.send('POST', `/api/v1/imports/${id}/${what}`, '{}')
  }

  /** Runs it; one that failed is previewed first, as its screen says. */
  async #run(id: string): Promise<Reply> {
    const reply = await this.#mortal.send('POST', `/api/v1/imports/${id}/run`, '{}')
    if (reply.status === 409 && /Preview the import first/.test(JSON.stringify(reply.body)))
      await this.#until(
        id,
        () => this.#press(id, 'preview'),
        (now) => now.state === 'previewed' || now.state === 'done',
      )
    return reply
  }

  /** Sends until it was taken. Whoever gets no answer tries again once all is well. */
  async #insist(send: () => Promise<Reply>): Promise<Reply> {
    for (let turn = 0; turn < 100; turn++) {
      const reply = await send()
      if (isWell(reply)) return reply
      if (reply.status !== 0 && reply.status < 500) throw new Error(`Refused: ${reply.status} ${JSON.stringify(reply.body)}`)
      await this.#mortal.well()
    }
    throw new Error('A hundred tries, and never taken.')
  }

  /** Presses a button until the import is there. What was acknowledged has to come true, or end with a sentence. */
  async #until(id: string, press: () => Promise<Reply>, there: (now: Import) => boolean): Promise<void> {
    let last = ''
    for (let turn = 0; turn < 30; turn++) {
      const reply = await press()
      const now = await this.#settled(id)
      last = `answered ${reply.status} ${JSON.stringify(reply.body).slice(0, 500)}; it is ${now.state}, and says: ${now.failure}`
      if (there(now)) return
      if (isWell(reply) && now.failure === null)
        this.found.lost.push(`${id}: the answer was ${reply.status}, and nothing came of it (${now.state})`)
      if (isWell(reply)) this.pressedAgain += 1
    }
    throw new Error(`Pressed thirty times, and it was never done. The last press was ${last}. ${this.#mortal.said()}`)
  }

  /** The import once nothing is under way with it. */
  async #settled(id: string): Promise<Import> {
    for (let turn = 0; turn < 2_400; turn++) {
      const reply = await this.#mortal.send('GET', `/api/v1/imports/${id}`)
      const now = reply.body as Import
      if (isWell(reply) && now.task === null) return now
      if (reply.status === 404) throw new Error('An import that was begun is gone.')
      if (turn % 20 === 19) await this.#mortal.hasten()
      await sleep(50)
    }
    throw new Error(`Two minutes, and still under way: ${this.#mortal.said()}`)
  }

  async #whole(tag: string, files: Files): Promise<Import> {
    const id = await this.#begin()
    await this.#upload(id, files)
    await this.#settled(id)
    await this.#insist(() => this.#mortal.send('PUT', `/api/v1/imports/${id}/correction`, '{"currency":"SEK"}'))
    await this.#settled(id)
    await this.#insist(() => this.#mortal.send('POST', `/api/v1/imports/${id}/run?withoutPreview=true`, '{}'))
    const done = await this.#settled(id)
    if (done.state !== 'done') throw new Error(`${tag} did not come in: ${done.failure}`)
    return done
  }

  /** Every row in one bucket, and the tables hold what the tally says. */
  async #check(tag: string, id: string): Promise<void> {
    const { result, state } = await this.#settled(id)
    if (state !== 'done') this.found.lost.push(`${tag}: it was done and is ${state}`)
    const tallies = result?.kinds ?? []
    for (const expected of expectedTallies) {
      const tally = tallies.find((each) => each.kind === expected.kind)
      if (JSON.stringify(tally) !== JSON.stringify(expected))
        this.found.wrong.push(`${tag}: ${JSON.stringify(tally)} instead of ${JSON.stringify(expected)}`)
    }
    const [counted] = await this.#ask<Record<string, number>>(`SELECT (SELECT count(*)::int FROM deal) AS deal,
      (SELECT count(DISTINCT external_id)::int FROM deal) AS deals, (SELECT count(*)::int FROM lead) AS lead,
      (SELECT count(*)::int FROM lead l JOIN person p ON p.id = l.person_id) AS leads, (SELECT count(*)::int FROM person) AS person,
      (SELECT count(*)::int FROM deal d JOIN account a ON a.id = d.account_id JOIN stage s ON s.id = d.stage_id WHERE d.amount IS NOT NULL) AS whole,
      (SELECT count(*)::int FROM change c, LATERAL unnest(c.row_ids) AS r(id) WHERE c.event_id = '${eventOf(await this.#settled(id))}'
        AND c.op = 'insert' AND c.tbl = 'deal') AS noted`)
    const wanted = { deal: 1_980, deals: 1_980, lead: 2_970, leads: 2_970, person: 2_970, whole: 1_980, noted: 1_980 - 198 }
    if (JSON.stringify(counted) !== JSON.stringify(wanted))
      this.found.wrong.push(`${tag}: the tables hold ${JSON.stringify(counted)} instead of ${JSON.stringify(wanted)}`)
    await this.#ledger(tag)
  }

  async #again(tag: string, files: Files): Promise<void> {
    const { result } = await this.#whole(`${tag} again`, files)
    for (const { kind, create, update } of result?.kinds ?? [])
      if (create + update > 0) this.found.wrong.push(`${tag}: the same file again made ${create} and changed ${update} of ${kind}`)
  }

  /** The numbers of the ledger begin with 1 and have no gap. */
  async #ledger(tag: string): Promise<void> {
    const [ledger] = await this.#ask<{ n: number; first: number; last: number; head: number }>(
      'SELECT count(*)::int AS n, min(seq)::int AS first, max(seq)::int AS last, (SELECT seq::int FROM ledger_head) AS head FROM event',
    )
    if (ledger?.first !== 1 || ledger.last !== ledger.n || ledger.head !== ledger.n)
      this.found.wrong.push(`${tag}: the ledger has gaps: ${JSON.stringify(ledger)}`)
  }

  async #same(before: string, otherwise: string): Promise<void> {
    const was = new Set(before.split('\n'))
    const other = (await this.#records()).split('\n').filter((line) => !was.has(line))
    if (other.length > 0) this.found.wrong.push(`${otherwise}: ${other.join(', ')}`)
  }

  /** All records as one text. Which event touched a row last is the ledger's, not the record's. */
  async #records(): Promise<string> {
    const each = recordTables.map(
      (table) => `SELECT '${table}' AS name, count(*)::int AS n,
        md5(coalesce(string_agg((to_jsonb(t) - 'touched_by')::text, ',' ORDER BY t.id), '')) AS hash FROM "${table}" t`,
    )
    const rows = await this.#ask<{ name: string; n: number; hash: string }>(each.join(' UNION ALL '))
    return rows
      .map(({ name, n, hash }) => `${name} ${n} ${hash}`)
      .sort()
      .join('\n')
  }

  /** Looks into the database past Interlock. What was killed a moment ago may take the connection with it, or still be in recovery: then it looks again. */
  async #ask<R extends Record<string, unknown>>(sql: string): Promise<R[]> {
    for (let turn = 0; ; turn++) {
      await this.#mortal.well()
      try {
        const [workspace] = await ask<{ schema: string }>(this.#mortal.dataDir, 'SELECT schema_name AS schema FROM public.workspace')
        return await ask<R>(this.#mortal.dataDir, sql, workspace?.schema)
      } catch (error) {
        if (turn === 20 || !isAway(error)) throw error
        await sleep(250)
      }
    }
  }
}

/** The database ended the connection, or does not take one yet. */
const isAway = (error: unknown) =>
  /^(57P0|08)|^E(CONN|PIPE|NOENT)/.test((error as { code?: string }).code ?? '') || /terminated/.test(String(error))

type Files = readonly (readonly [string, string])[]

const recordTables = house.tables.filter((kept) => kept.nature === 'record').map((kept) => infoOf(kept).name)

const eventOf = (done: Import) => done.eventId ?? ''

/** A body in pieces, with a breath between them, so that a kill can fall into the middle of an upload. */
async function* inPieces(text: string): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += 20_000) {
    yield bytes.subarray(at, at + 20_000)
    await sleep(5)
  }
}
