import { randomUUID } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Id } from '#kernel/id'
import { zipOf } from '#platform/archive/zip-writer'
import { exportParts } from '#platform/store/export'
import { infoOf } from '#platform/store/kept'
import { listWorkspaces } from '#platform/store/workspaces'
import { anotherWorkspace, testApp } from '#test/kit/app'
import { comparable, filled, restore } from '#test/kit/export-trips'
import { exported, filesOf, manifestOf, zipped } from '#test/kit/exported'
import { type Bounds, fillRecords, hardValue } from '#test/kit/fill-records'
import { takenBack } from '#test/kit/importing'
import { runs } from '#test/kit/runs'
import * as contract from '../contract.ts'

describe('an export', () => {
  test('that is brought into an empty company and exported again has the same files, byte for byte', { timeout: 60_000 }, async () => {
    const app = await testApp()
    await filled(app, 40)
    const first = await exported(app.url)
    const tables = [...app.served.app.services.keptTables.values()]
      .filter((kept) => kept.nature === 'record')
      .map((kept) => infoOf(kept).name)
    expect(
      manifestOf(first)
        .tables.map((one) => [one.table, one.rows])
        .sort(),
    ).toEqual(tables.map((name) => [name, 40]).sort())
    const copy = await anotherWorkspace(app, 'Copy')
    const done = await restore(app, copy, await zipped(first))
    expect(done).toMatchObject({ state: 'done', name: 'everything.zip', files: [], failure: null })
    expect(done.result?.kinds.map((kind) => kind.create)).toEqual(tables.map(() => 40))
    expect(comparable(await exported(app.url, copy))).toEqual(comparable(first))
  })

  test('of any rows is the same after the way there and back', { timeout: 240_000 }, async () => {
    const app = await testApp()
    const text = fc.string({ unit: 'binary', maxLength: 20 }).map((value) => value.toWellFormed().replaceAll('\0', ''))
    const values = fc.record({
      text,
      json: fc.dictionary(text, fc.oneof(text, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null)), {
        maxKeys: 4,
      }),
      cents: fc.bigInt({ min: -(10n ** 17n), max: 10n ** 17n }),
      double: fc.double(),
      micros: fc.nat(999_999),
      none: fc.boolean(),
      pick: fc.nat(100),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(values, { minLength: 30, maxLength: 30 }), async (drawn) => {
        const { database, keptTables } = app.served.app.services
        const [from, to] = [await anotherWorkspace(app, randomUUID()), await anotherWorkspace(app, randomUUID())]
        const workspace = (await database.inPublic(listWorkspaces)).find((one) => one.id === from)
        if (!workspace) throw new Error('no workspace')
        const make = (bounds: Bounds) => {
          const { column, number, unique, oneOf, positive, together } = bounds
          if (positive || together || column.sqlType === 'numeric(18, 8)') return hardValue(bounds)
          const one = drawn[(number + column.name.length) % drawn.length]
          if (!one || (!column.notNull && one.none)) return null
          if (oneOf.length > 0) return oneOf[one.pick % oneOf.length] ?? null
          if (column.sqlType === 'text') return unique ? `${one.text} ${number}` : one.text
          if (column.sqlType === 'jsonb') return JSON.stringify(one.json)
          if (column.sqlType.startsWith('numeric'))
            return `${one.cents / 10_000n}.${String(one.cents % 10_000n)
              .replace('-', '')
              .padStart(4, '0')}`
          if (column.sqlType === 'double precision') return String(one.double)
          if (column.sqlType.startsWith('timestamp')) return `2026-03-02 08:00:00.${String(one.micros).padStart(6, '0')}+00`
          return hardValue(bounds)
        }
        await database.inWorkspace(workspace, (tx) => fillRecords(tx, keptTables.values(), 4, make))
        const first = await exported(app.url, from)
        await restore(app, to, await zipped(first))
        expect(comparable(await exported(app.url, to))).toEqual(comparable(first))
      }),
      { numRuns: runs(4, 32), endOnFailure: true },
    )
  })

  test('says in its manifest what each file holds, and leaves out who wrote a row last', async () => {
    const app = await testApp()
    await filled(app, 3)
    const files = await exported(app.url)
    const manifest = manifestOf(files)
    expect(manifest).toMatchObject({ format: 'interlock-export', version: 2, workspace: 'My company', ledgerPosition: 0 })
    expect(manifest.about).toContain('.jsonl')
    const person = manifest.tables.find((one) => one.table === 'person')
    expect(person?.columns).toContainEqual({ name: 'email', type: 'text', tag: 'personal' })
    expect([...files.values()].join('')).not.toContain('touched_by')
    expect([...files.keys()].length).toBe(manifest.tables.length * 2 + 1)
    const rows = files.get('person.jsonl')?.toString('utf8').trimEnd().split('\n') ?? []
    expect(rows.map((row) => Object.keys(JSON.parse(row)))).toEqual(rows.map(() => person?.columns.map((column) => column.name)))
  })

  test('has the same files when a table is too large to be packed while its JSON lines are sent', async () => {
    const app = await testApp()
    await filled(app, 20)
    const { database, keptTables, clock } = app.served.app.services
    const [workspace] = await database.inPublic(listWorkspaces)
    if (!workspace) throw new Error('The app has no workspace.')
    const about = { workspace: workspace.name, at: clock.now() }
    const twice = await database.inWorkspace(workspace, (tx) => buffer(zipOf(exportParts(tx, keptTables.values(), about, 0), new Date())), {
      readOnly: true,
    })
    expect(comparable(await filesOf(twice))).toEqual(comparable(await exported(app.url)))
  })

  test('is for owners and admins, as is the way back', async () => {
    for (const one of [contract.exportAll, contract.restoreExport])
      expect(one.access).toEqual({ who: 'members', roles: ['owner', 'admin'] })
  })
})

describe('an export that was brought in', () => {
  test('can be undone like any import, and brought in again', async () => {
    const app = await testApp()
    await filled(app, 10)
    const first = await exported(app.url)
    const copy = await anotherWorkspace(app, 'Copy')
    const empty = comparable(await exported(app.url, copy))
    const { id } = await restore(app, copy, await zipped(first))
    const { imports } = await app.call(contract.listImports, {}, { workspace: copy })
    expect(imports).toMatchObject([{ id, state: 'done', name: 'everything.zip' }])
    const undone = await takenBack(app, id as Id<'import'>, { as: { workspace: copy } })
    expect(undone).toMatchObject({ undone: true, conflictCount: 0 })
    expect(comparable(await exported(app.url, copy))).toEqual(empty)
    await restore(app, copy, await zipped(first))
    expect(comparable(await exported(app.url, copy))).toEqual(comparable(first))
  })

  test('is one event', async () => {
    const app = await testApp()
    await filled(app, 2)
    const first = await exported(app.url)
    const copy = await anotherWorkspace(app, 'Copy')
    await restore(app, copy, await zipped(first))
    expect(manifestOf(await exported(app.url, copy)).ledgerPosition).toBe(1)
  })
})
