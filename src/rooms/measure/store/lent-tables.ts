import { carry } from '#platform/analytics/bridge'
import { type Duck, quoteIdent } from '#platform/analytics/duck'
import type { Lent } from '#platform/analytics/lent'
import { changedSince, ledgerHead, uuidArray } from '#platform/ledger/since'
import type { Tx } from '#platform/store/database'
import { aboutHowMany, concernedSince } from './changes.ts'

/** Beyond this share of all records it is cheaper to take all over anew; below so many it hardly matters. */
const most = { ofAll: 0.4, records: 5_000 }

/** The table in which the records of a kind lie as they are lent. */
export const lentAs = (kind: string) => quoteIdent(`lent_as_${kind}`)

const columnsOf = ({ id, columns }: Lent) => [{ name: 'record_id', type: 'UUID', sql: id }, ...columns]

/**
 * Has each of these kinds in a table of its own, as lent and as of now. What changed since they were last asked is taken over anew, and all of it where
 * the kind is lent in another shape.
 */
export async function followLent(tx: Tx, duck: Duck, all: readonly Lent[]): Promise<void> {
  await duck.run('CREATE TABLE IF NOT EXISTS lent_as (kind VARCHAR PRIMARY KEY, seq BIGINT, shape VARCHAR)')
  const marks = new Map(
    (await duck.all<{ kind: string; seq: number; shape: string }>('SELECT kind, seq::DOUBLE AS seq, shape FROM lent_as')).map((mark) => [
      mark.kind,
      mark,
    ]),
  )
  const head = await ledgerHead(tx)
  for (const lent of all) {
    const shape = JSON.stringify([lent.from, columnsOf(lent)])
    const mark = marks.get(lent.kind)
    const from = mark?.shape === shape && mark.seq <= head ? mark.seq : null
    if (from === head) continue
    await duck.run('BEGIN')
    try {
      await takeOver(tx, duck, lent, from)
      await duck.run('INSERT OR REPLACE INTO lent_as VALUES (?, ?, ?)', [lent.kind, head, shape])
      await duck.run('COMMIT')
    } catch (error) {
      await duck.run('ROLLBACK').catch(() => {})
      throw error
    }
  }
}

async function takeOver(tx: Tx, duck: Duck, lent: Lent, from: number | null): Promise<void> {
  const columns = columnsOf(lent)
  const table = lentAs(lent.kind)
  const select = `SELECT ${columns.map(({ sql }) => sql).join(', ')} FROM ${lent.from}`
  const ids = from === null ? null : await concernedSince(tx, from, await changedSince(tx, from), lent, [])
  if (ids !== null && (ids.length <= most.records || ids.length <= most.ofAll * (await aboutHowMany(tx, lent)))) {
    if (ids.length === 0) return
    await duck.run(`DELETE FROM ${table} WHERE record_id IN (SELECT unnest(?::UUID[]))`, [ids])
    await carry(tx, duck, { select: `${select} WHERE ${lent.id} = ANY(${uuidArray(ids)})`, table, columns })
    return
  }
  await duck.run(`CREATE OR REPLACE TABLE ${table} (${columns.map(({ name, type }) => `${quoteIdent(name)} ${type}`).join(', ')})`)
  await carry(tx, duck, { select, table, columns })
}
