import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { house } from '#main'
import { getSession } from '#platform/access/contract'
import { find } from '#platform/finding/contract'
import { holdingsOf } from '#platform/privacy/holdings'
import { infoOf } from '#platform/store/kept'
import { readDiagnosis } from '#rooms/plan/contract'
import { anotherWorkspace, callersOf, type TestApp, testApp } from '#test/kit/app'
import { type Bounds, fillRecords, hardValue } from '#test/kit/fill-records'
import { lines, recordsOf } from '#test/kit/import-files'
import { imported, takenBack } from '#test/kit/importing'
import { noteConsent, personPrivacy, undoConsent } from '../contract/consents.ts'
import * as contract from '../contract/privacy.ts'
import { personEndpoints, personMaking, personRecord } from '../contract.ts'

const canary = 'ann.canary@person.example'

let app: TestApp
beforeAll(async () => {
  app = await testApp()
  return () => (app as TestApp & { close(): Promise<void> }).close()
})

const schemaOf = (id: string) => `w_${id.replaceAll('-', '')}`

/** All that stands in the tables of a workspace with this text in it, as `<table>`. */
async function tablesWith(schema: string, text: string): Promise<string[]> {
  const { database } = app.served.app.services
  return await database.inWorkspace({ schema }, async (tx) => {
    const tables = await tx.query<{ name: string }>(
      'SELECT tablename::text AS name FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1',
    )
    const found: string[] = []
    for (const { name } of tables)
      if ((await tx.query(`SELECT 1 FROM "${name}" t WHERE position($1 in t::text) > 0 LIMIT 1`, [text])).length > 0) found.push(name)
    return found
  })
}

/** The derived files in whose bytes this text stands. */
function filesWith(text: string): string[] {
  const dir = join(app.dataDir, 'analytics')
  const files = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return files.map((entry) => join(entry.parentPath, entry.name)).filter((path) => readFileSync(path).includes(text))
}

test('every kept table with personal columns has its part in export and erasure, also one that comes later', () => {
  const personal = house.tables.filter((kept) => Object.values(kept.tags).includes('personal')).map((kept) => infoOf(kept).name)
  const holdings = holdingsOf(house.tables, 'person')
  expect(holdings.map(({ table }) => table).toSorted()).toEqual(personal.toSorted())
  const bonds = (bond: string) => holdings.filter((one) => one.bond === bond).map(({ table }) => table)
  expect(bonds('belongs')).toEqual(['person', 'merged_person', 'consent', 'lead', 'known_visitor', 'response', 'lead_step', 'touch'])
  expect(bonds('tells')).toEqual(expect.arrayContaining(['activity', 'note']))
  expect(bonds('names')).toEqual(['deal'])
})

describe('somebody who is erased', () => {
  test('is not brought back by the same file, which says so, nor by taking an older import back', { timeout: 120_000 }, async () => {
    const people = {
      name: 'contacts.csv',
      text: lines('Contact ID,First Name,Last Name,Email', 'CRM-0001,Ann,Lee,ann@a.example', '2,Bo,Ray,bo@b.example'),
    }
    const renamed = { ...people, text: people.text.replace('Ann', 'Anna') }
    const first = await imported(app, [people])
    const second = await imported(app, [renamed])
    const ann = (await recordsOf(app)).person?.find((row) => row.full_name === 'Anna Lee')
    const id = String(ann?.id)
    const told = await app.call(contract.previewErasure, { id })
    expect(told.imports.map((one) => one.id)).toEqual([first.id, second.id])
    expect((await app.call(personPrivacy, { id })).erasedAt).toBeNull()
    await app.call(contract.erasePerson, { id, confirm: 'erase' })
    // Nor by hand, and whoever else is typed in comes in as before.
    const typed = (email: string) => ({ values: { name: 'Ann', email } })
    await expect(app.call(personMaking.match, typed('ANN@a.example'))).rejects.toThrow('was erased here')
    await expect(app.call(personMaking.make, typed('ANN@a.example'))).rejects.toThrow('was erased here')
    expect(await app.call(personMaking.match, typed('cleo@c.example'))).toEqual({ existing: null, likely: [] })
    expect((await app.call(personPrivacy, { id })).erasedAt).not.toBeNull()
    await expect(app.call(noteConsent, { id, purpose: 'newsletter', basis: 'consent', status: 'given' })).rejects.toThrow('was erased')
    const schema = schemaOf((await app.call(getSession, {})).workspaces[0]?.id ?? '')
    expect(await tablesWith(schema, 'ann@a.example')).toEqual([])
    // The example values of the import show ids, as its kept file does; the ledger knows them no more.
    expect(await tablesWith(schema, 'CRM-0001')).toEqual(['import'])
    const names = async () => (await recordsOf(app)).person?.map((row) => row.full_name).toSorted()
    expect(await names()).toEqual(['Bo Ray', 'Erased'])

    const again = await imported(app, [{ ...people, text: `${people.text}3,Cy,Fox,ANN@a.example\r\n` }])
    expect(again.result?.kinds).toMatchObject([{ kind: 'person', rows: 3, create: 0, suppressed: 2 }])
    expect(await names()).toEqual(['Bo Ray', 'Erased'])
    for (const { id: importId } of [second, first]) await takenBack(app, importId, { keepChanged: true })
    expect(await names()).toEqual(['Erased'])
  })

  test('stands in no table any more but those that are named for somebody to look at', { timeout: 60_000 }, async () => {
    const { database, keptTables } = app.served.app.services
    const workspace = await anotherWorkspace(app, 'Canary')
    const schema = schemaOf(workspace)
    const marked = (bounds: Bounds) => {
      const { table, column, oneOf } = bounds
      const tag = keptTables.get(table)?.tags[column.key]
      if (tag === 'personal' && column.sqlType !== 'date')
        return column.sqlType === 'jsonb' ? JSON.stringify({ who: `It is ${canary}`, other: 'kept' }) : canary
      if (column.sqlType === 'text' && oneOf.length === 0) return `plain ${bounds.number}`
      if (column.sqlType.startsWith('timestamp') || column.sqlType === 'date') return '2026-03-02'
      return hardValue({ ...bounds, number: bounds.number * 4 + 1 })
    }
    await database.inWorkspace({ schema }, (tx) => fillRecords(tx, keptTables.values(), 1, marked))
    const as = { workspace }
    const id = (await app.call(personEndpoints.rows, {}, as)).rows[0]?.id ?? ''
    const read = await app.call(personRecord.read, { id }, as)
    await app.call(personRecord.change, { id, version: read.version, changes: { title: `Friend of ${canary}` } }, as)
    const before = await tablesWith(schema, canary)
    expect(before).toEqual(expect.arrayContaining(['activity', 'change', 'deal', 'event', 'lead', 'note', 'person', 'touch']))

    const file = await app.raw(contract.downloadHeld.path.replace('{id}', id), { headers: { 'interlock-workspace': workspace } })
    expect(file.status).toBe(200)
    expect(Buffer.from(await file.arrayBuffer()).toString('latin1')).toContain('held.json')

    await app.call(find, { search: canary }, as)
    await app.call(readDiagnosis, {}, as)
    expect(filesWith(canary)).not.toEqual([])
    const preview = await app.call(contract.previewErasure, { id }, as)
    expect(await tablesWith(schema, canary)).toEqual(before)
    const erased = await app.call(contract.erasePerson, { id, confirm: 'erase' }, as)
    expect(erased.tables).toEqual(preview.tables)
    expect(erased.kept).toBeGreaterThan(0)
    const named = [...new Set(erased.mentions.map(({ table }) => table))].toSorted()
    expect(await tablesWith(schema, canary)).toEqual(named)
    expect(named).not.toContain('deal')
    // Nor in the bytes of what is derived from the tables; it is made anew.
    expect(filesWith(canary)).toEqual([])
    expect((await app.call(readDiagnosis, {}, as)).diagnosis).not.toBeNull()
    const { rows } = await app.call(personEndpoints.rows, {}, as)
    expect(rows[0]?.cells.name).toBe('Erased')
  })
})

test('what a person agreed to is kept entry by entry: the last word on a purpose is in force, and an entry noted by mistake is taken back', async () => {
  const { database, keptTables } = app.served.app.services
  const workspace = await anotherWorkspace(app, 'Consents')
  const needed = [...keptTables.values()].filter((kept) => ['member', 'account', 'person'].includes(infoOf(kept).name))
  await database.inWorkspace({ schema: schemaOf(workspace) }, (tx) => fillRecords(tx, needed, 1, hardValue))
  const as = { workspace }
  const id = (await app.call(personEndpoints.rows, {}, as)).rows[0]?.id ?? ''
  const note = (more: { status: 'given' | 'withdrawn' | 'objected'; at?: string; purpose?: string }) =>
    app.call(noteConsent, { id, purpose: 'Newsletter', basis: 'consent', source: 'Form on the site', version: '3', ...more }, as)
  await note({ status: 'given', at: '2020-02-01T00:00:00.000Z' })
  const { consentId } = await note({ status: 'withdrawn', at: '2021-02-01T00:00:00.000Z', purpose: 'newsletter' })
  await note({ status: 'objected', at: '2020-06-01T00:00:00.000Z' })
  const told = async () => (await app.call(personPrivacy, { id }, as)).consents.map(({ status, inForce }) => `${status} ${inForce}`)
  expect(await told()).toEqual(['withdrawn true', 'objected false', 'given false'])
  await app.call(undoConsent, { id, consentId }, as)
  expect(await told()).toEqual(['objected true', 'given false'])
  await expect(note({ status: 'given', at: '9999-01-01T00:00:00.000Z' })).rejects.toThrow('dated in the future')
  await expect(app.call(undoConsent, { id, consentId }, as)).rejects.toThrow('This entry of the person')
  const { may, consents } = await app.call(personPrivacy, { id }, as)
  expect(may).toEqual({ takeAway: { ok: true }, erase: { ok: true }, note: { ok: true }, hold: { ok: true } })
  expect(consents[0]).toMatchObject({ purpose: 'Newsletter', version: '3', source: 'Form on the site', at: '2020-06-01T00:00:00.000Z' })
})

test('columns of consent become dated entries with their file as source, once, and go with the import; a no takes back only what a file said', {
  timeout: 120_000,
}, async () => {
  const there: TestApp = { ...app, ...callersOf(app.url, { workspace: await anotherWorkspace(app, 'Columns') }) }
  const file = (name: string, ...rows: string[]) => ({
    name,
    text: lines('Contact ID,First Name,Last Name,Email,Email Opt Out,Do Not Call,GDPR legal basis', ...rows),
  })
  const first = file(
    'crm.csv',
    '71,Dee,Ost,dee@d.example,TRUE,false,Legitimate interest',
    '72,Eve,Pan,eve@d.example,FALSE,,',
    '73,Flo,Qui,flo@d.example,,TRUE,',
  )
  const told = async (name: string) => {
    const { rows } = await there.call(personEndpoints.rows, { search: name })
    const { consents } = await there.call(personPrivacy, { id: rows[0]?.id ?? '' })
    return consents.map(({ purpose, status, basis, source, inForce }) => `${purpose} ${status} ${basis} ${source} ${inForce}`)
  }
  const leads = {
    name: 'leads.csv',
    text: lines('Lead ID,First Name,Last Name,Company,Email,Lead Status,HasOptedOutOfEmail', '81,Gus,Rey,Rey Ltd,gus@g.example,New,1'),
  }
  const once = await imported(there, [first, leads])
  expect(once.result?.alsoMade).toContainEqual({ what: 'entries of consent', count: 3 })
  expect(await told('Gus Rey')).toEqual(['e-mail objected consent Import of the file leads.csv true'])
  const objected = 'e-mail objected legitimate interests Import of the file crm.csv'
  expect(await told('Dee Ost')).toEqual([`${objected} true`])
  expect([await told('Eve Pan'), (await told('Flo Qui')).length]).toEqual([[], 1])
  await imported(there, [file('silent.csv', '71,Dee,Ost,dee@d.example,,,')])
  expect(await told('Dee Ost')).toEqual([`${objected} true`])
  const later = await imported(there, [file('later.csv', '71,Dee,Ost,dee@d.example,FALSE,,')])
  expect(await told('Dee Ost')).toEqual(['e-mail given consent Import of the file later.csv true', `${objected} false`])
  await takenBack(there, later.id)
  expect(await told('Dee Ost')).toEqual([`${objected} true`])

  const eve = (await there.call(personEndpoints.rows, { search: 'Eve Pan' })).rows[0]?.id ?? ''
  await there.call(noteConsent, { id: eve, purpose: 'E-mail', basis: 'consent', status: 'objected' })
  const again = await imported(there, [first])
  expect(again.result?.alsoMade).toEqual([])
  expect(await told('Dee Ost')).toEqual([`${objected} true`])
  expect(await told('Eve Pan')).toEqual(['E-mail objected consent null true'])
})
