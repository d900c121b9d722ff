import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { askMetric } from '#rooms/measure/contract'
import { type TestApp, testApp } from '#test/kit/app'
import { recordsOf } from '#test/kit/import-files'
import { drafted, settled } from '#test/kit/importing'
import * as contract from '../contract.ts'

const rows = 10_000

/** Deals of which each tenth names a new account, so that the work goes through several rooms. */
function manyDeals(): string {
  const lines = ['Deal ID,Deal Name,Account Name,Deal Owner,Deal Stage,Amount,Create Date,Close Date']
  for (let n = 0; n < rows; n++)
    lines.push(
      `D${n},Deal ${n},Firm ${Math.floor(n / 10)},Owner ${n % 7},${n % 3 === 0 ? 'Closed Won' : 'Proposal'},${n}.50,2025-01-${10 + (n % 20)},2025-06-${10 + (n % 20)}`,
    )
  return `${lines.join('\n')}\n`
}

type ImportId = contract.Import['id']

/** Asks until the work is where it should be stopped. */
async function until(app: TestApp, importId: ImportId, there: (now: contract.Import) => boolean): Promise<contract.Import> {
  for (;;) {
    const now = await app.call(contract.readImport, { importId })
    if (there(now) || now.task === null) return now
    await sleep(10)
  }
}

/** Waits until no connection holds a transaction of the work any more. */
async function stopped(app: TestApp): Promise<void> {
  const { services } = app.served.app
  for (;;) {
    const open = await services.database.inPublic((tx) =>
      tx.query<{ n: number }>(
        "SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND state LIKE '%transaction%' AND pid <> pg_backend_pid()",
      ),
    )
    if (open[0]?.n === 0) return
    await sleep(50)
  }
}

const takingDeals = (now: contract.Import) => now.progress?.step === 'Taking deals' && now.progress.done < now.progress.of

describe('work that is cancelled', () => {
  test('writes nothing, whether it was reading, previewing, importing or undoing, and can be begun again', {
    timeout: 240_000,
  }, async () => {
    const app = await testApp()
    const before = await recordsOf(app)
    const { id: importId } = await app.call(contract.createImport, {})
    await app.upload(contract.addFile, { importId, name: 'deals.csv' }, manyDeals())
    expect((await until(app, importId, (now) => now.progress !== null)).task).toBe('read')
    const unread = await app.call(contract.cancelImport, { importId })
    expect(unread).toMatchObject({ state: 'draft', task: null, progress: null, guess: null })
    await expect(app.call(contract.previewImport, { importId })).rejects.toThrow('409 The files have not been read to the end')

    await app.call(contract.correctImport, { importId })
    expect((await settled(app, importId)).guess?.files[0]?.counts).toMatchObject({ rows, staged: rows })
    await app.call(contract.previewImport, { importId })
    expect(takingDeals(await until(app, importId, takingDeals))).toBe(true)
    expect(await app.call(contract.cancelImport, { importId })).toMatchObject({ state: 'draft', task: null, preview: null })
    await stopped(app)
    expect(await recordsOf(app)).toEqual(before)

    await app.call(contract.previewImport, { importId })
    expect((await settled(app, importId)).preview?.kinds).toMatchObject([{ kind: 'deal', create: rows }])
    await app.call(contract.runImport, { importId })
    expect(takingDeals(await until(app, importId, takingDeals))).toBe(true)
    expect(await app.call(contract.cancelImport, { importId })).toMatchObject({ state: 'previewed', task: null, result: null })
    await stopped(app)
    expect(await app.call(contract.readImport, { importId })).toMatchObject({ state: 'previewed', task: null, failure: null })
    expect(await recordsOf(app)).toEqual(before)

    await app.call(contract.runImport, { importId })
    const done = await settled(app, importId)
    expect(done).toMatchObject({ state: 'done', failure: null })
    expect(done.result?.kinds).toMatchObject([{ kind: 'deal', rows, create: rows, update: 0, skip: 0, reject: 0 }])

    expect(await app.call(contract.undoImport, { importId })).toMatchObject({ state: 'done', task: 'undo', undo: null })
    const undoing = await until(app, importId, (now) => now.progress !== null)
    expect(undoing).toMatchObject({ task: 'undo', progress: { step: 'Putting rows back' } })
    expect(undoing.progress?.done).toBeLessThan(undoing.progress?.of ?? 0)
    expect(await app.call(contract.cancelImport, { importId })).toMatchObject({ state: 'done', task: null, undo: null })
    await stopped(app)
    expect(await app.call(contract.readImport, { importId })).toMatchObject({ ...done, progress: null })
    expect((await app.call(askMetric, { name: 'deal_count' })).answers[0]?.value).toBe(rows)
  })

  test('must be under way: an import at rest or done has nothing to stop, and says so', async () => {
    const app = await testApp()
    const { id: importId } = await drafted(app, [{ name: 'deals.csv', text: 'Deal ID,Deal Name,Stage\nD1,Pumps,Won\n' }])
    await expect(app.call(contract.cancelImport, { importId })).rejects.toThrow('409 "deals.csv" is not being worked on')
    await app.call(contract.previewImport, { importId })
    await settled(app, importId)
    await app.call(contract.runImport, { importId })
    await settled(app, importId)
    await expect(app.call(contract.cancelImport, { importId })).rejects.toThrow('Undo it instead')
  })
})
