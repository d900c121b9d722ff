import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { Manifest } from '#platform/store/export-manifest'
import { listWorkspaces } from '#platform/store/workspaces'
import { anotherWorkspace, testApp } from '#test/kit/app'
import { comparable, filled, restore } from '#test/kit/export-trips'
import { exported, manifestOf, zipped } from '#test/kit/exported'
import { everything } from '#test/kit/workspace'
import * as contract from '../contract.ts'

describe('what cannot be brought in is refused, and nothing is written:', () => {
  /** An app with an export of two rows each, and an empty company beside; `refused` changes the export and says what came of it. */
  async function setUp() {
    const app = await testApp()
    await filled(app, 2)
    const files = await exported(app.url)
    const copy = await anotherWorkspace(app, 'Copy')
    const { services } = app.served.app
    const workspace = (await services.database.inPublic(listWorkspaces)).find((one) => one.id === copy)
    if (!workspace) throw new Error('The app lost a workspace.')
    const empty = await everything({ services, workspace })
    const refused = async (zip: Buffer): Promise<string> => {
      const why = await restore(app, copy, zip).then(
        () => 'was taken',
        (error: Error) => error.message,
      )
      expect(await everything({ services, workspace })).toEqual(empty)
      expect((await app.call(contract.listImports, {}, { workspace: copy })).imports).toEqual([])
      return why
    }
    return { app, files, copy, refused }
  }

  /** The same export with other rows of a table, sizes and hashes made right again. */
  function withRows(files: ReadonlyMap<string, Buffer>, table: string, change: (rows: string) => string): Map<string, Buffer> {
    const name = `${table}.jsonl`
    const bytes = Buffer.from(change(files.get(name)?.toString('utf8') ?? ''))
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    const manifest = manifestOf(files)
    const rows = bytes.toString('utf8').split('\n').length - 1
    const tables = manifest.tables.map((one) =>
      one.table === table ? { ...one, rows, jsonl: { name, bytes: bytes.length, sha256 } } : one,
    )
    return new Map([...files, [name, bytes], ['manifest.json', Buffer.from(JSON.stringify({ ...manifest, tables }))]])
  }

  const withManifest = (files: ReadonlyMap<string, Buffer>, change: (manifest: Manifest) => unknown) =>
    new Map([...files, ['manifest.json', Buffer.from(JSON.stringify(change(manifestOf(files))))]])

  const without = (files: ReadonlyMap<string, Buffer>, name: string) => new Map([...files].filter(([one]) => one !== name))

  test('into a company that has records, with what to do', async () => {
    const { app, files, copy } = await setUp()
    await restore(app, copy, await zipped(files))
    const before = comparable(await exported(app.url, copy))
    await expect(restore(app, copy, await zipped(files))).rejects.toThrow(/^409 .*this one has 2 in "member".*workspace create/)
    expect(comparable(await exported(app.url, copy))).toEqual(before)
  })

  test('two at once: one comes in, the other is told', async () => {
    const { app, files, copy } = await setUp()
    const zip = await zipped(files)
    const both = await Promise.allSettled([restore(app, copy, zip), restore(app, copy, zip)])
    expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(String(both.find((one) => one.status === 'rejected')?.reason)).toMatch(/409/)
    expect(manifestOf(await exported(app.url, copy)).ledgerPosition).toBe(1)
  })

  test('a file that is no zip, a damaged one, one without a manifest, another product’s, a newer and an older version', async () => {
    const { files, refused } = await setUp()
    const whole = await zipped(files)
    const damaged = Buffer.from(whole)
    damaged.fill(0, 60, 90)
    expect(await refused(Buffer.from('Deal ID,Deal Name\n1,First\n'))).toMatch(/^400 This zip cannot be read/)
    expect(await refused(damaged)).toMatch(/^400 This zip cannot be read: member.jsonl (cannot be unpacked|does not fit)/)
    expect(await refused(whole.subarray(0, whole.length - 500))).toMatch(/^400 This zip cannot be read/)
    expect(await refused(await zipped(without(files, 'manifest.json')))).toMatch(/^400 This zip is not an export of Interlock/)
    expect(await refused(await zipped(withManifest(files, () => ({ name: 'other' }))))).toMatch(/^400 This is not an export of Interlock/)
    expect(await refused(await zipped(withManifest(files, (said) => ({ ...said, version: 3 }))))).toMatch(
      /newer Interlock .*Update Interlock/,
    )
    expect(await refused(await zipped(withManifest(files, (said) => ({ ...said, version: 1 }))))).toMatch(/old format 1/)
    expect(await refused(await zipped(withManifest(files, (said) => ({ ...said, tables: 'all' }))))).toMatch(/changed or damaged: tables/)
  })

  test('a file that is missing, has another size or hash, or is not in the manifest', async () => {
    const { files, refused } = await setUp()
    const person = files.get('person.jsonl')?.toString('utf8') ?? ''
    const other = (text: string) => zipped(new Map([...files, ['person.jsonl', Buffer.from(text)]]))
    expect(await refused(await zipped(without(files, 'person.jsonl')))).toMatch(/person.jsonl is missing/)
    expect(await refused(await other(person.replace('"id"', '"iD"')))).toMatch(/person.jsonl, line 1 has no "id"|another hash/)
    expect(await refused(await other(person.replace('"id":"018c', '"id":"118c')))).toMatch(/person.jsonl has another hash/)
    expect(await refused(await other(`${person} `))).toMatch(/person.jsonl has \d+ bytes where the manifest says/)
    expect(await refused(await zipped(new Map([...files, ['secret.jsonl', Buffer.from('{}\n')]])))).toMatch(
      /secret.jsonl in this export is not in its manifest/,
    )
    expect(
      await refused(
        await zipped(withManifest(files, (said) => ({ ...said, tables: said.tables.map((one) => ({ ...one, rows: one.rows + 1 })) }))),
      ),
    ).toMatch(/member.jsonl has 2 rows where the manifest says 3/)
  })

  test('tables and columns that this version has not, or that the export has not', async () => {
    const { files, refused } = await setUp()
    const tables = (change: (all: Manifest['tables']) => unknown[]) =>
      zipped(withManifest(files, (said) => ({ ...said, tables: change(said.tables) })))
    const columns = (change: (all: Manifest['tables'][number]['columns']) => unknown[]) =>
      tables((all) => all.map((one) => (one.table === 'person' ? { ...one, columns: change(one.columns) } : one)))
    expect(await refused(await tables((all) => all.filter((one) => one.table !== 'person')))).toMatch(
      /person.jsonl in this export is not in its manifest/,
    )
    const rest = [...files].filter(([name]) => !name.startsWith('person.'))
    const none = withManifest(new Map([...rest, ['manifest.json', files.get('manifest.json') ?? Buffer.alloc(0)]]), (said) => ({
      ...said,
      tables: said.tables.filter((one) => one.table !== 'person'),
    }))
    expect(await refused(await zipped(none))).toMatch(/has no table "person", which this version keeps. Import it with the version/)
    const more = new Map([...files, ['robot.jsonl', Buffer.alloc(0)]])
    const robot = {
      table: 'robot',
      rows: 0,
      columns: [{ name: 'id', type: 'uuid', tag: 'plain' }],
      jsonl: { name: 'robot.jsonl', bytes: 0, sha256: '0'.repeat(64) },
      csv: { name: 'robot.csv', bytes: 0, sha256: '0'.repeat(64) },
    }
    expect(await refused(await zipped(withManifest(more, (said) => ({ ...said, tables: [...said.tables, robot] }))))).toMatch(
      /table "robot" that this version does not know/,
    )
    expect(await refused(await columns((all) => [...all, { name: 'mood', type: 'text', tag: 'plain' }]))).toMatch(
      /column "mood" that this version does not know/,
    )
    expect(await refused(await columns((all) => all.filter((one) => one.name !== 'email')))).toMatch(/has no column "email"/)
    expect(await refused(await columns((all) => all.map((one) => (one.name === 'email' ? { ...one, type: 'integer' } : one))))).toMatch(
      /"email" of "person" is integer in this export and text/,
    )
    expect(await refused(await tables((all) => [...all, all[0]]))).toMatch(/names a table twice/)
  })

  test('rows that break a reference, come twice, lack or add a column, or hold what does not fit', async () => {
    const { files, refused } = await setUp()
    const rows = async (change: (rows: string) => string, table = 'lead') => await refused(await zipped(withRows(files, table, change)))
    expect(await rows((all) => all.replace(/"person_id":"018c/, '"person_id":"118c'))).toMatch(
      /lead.jsonl has a row that refers to something that is not in the export: Key \(person_id\)/,
    )
    expect(await rows((all) => `${all + all.split('\n')[0]}\n`)).toMatch(/lead.jsonl has two rows that are the same record/)
    expect(await rows((all) => all.replace('"status":', '"mood":'))).toMatch(/lead.jsonl, line 1 has no "status"/)
    expect(await rows((all) => all.replace('{"id":', '{"touched_by":"x","id":'))).toMatch(
      /line 1 has "touched_by", which its manifest does not list/,
    )
    expect(await rows((all) => all.replace(/"external_id":"(?:[^"\\]|\\.)*"/, '"external_id":null'))).toMatch(/value that does not fit/)
    expect(await rows((all) => all.replace(/"external_id":"(?:[^"\\]|\\.)*"/, '"external_id":7'))).toMatch(
      /line 1 has a value in "external_id" that is no text/,
    )
    expect(await rows((all) => all.replace(/"external_id":"(?:[^"\\]|\\.)*"/, '"external_id":"a\\u0000b"'))).toMatch(/that is no text/)
    expect(await rows((all) => all.replace(/"external_id":"(?:[^"\\]|\\.)*"/, '"external_id":"a\\ud800b"'))).toMatch(/that is no text/)
    expect(await rows((all) => all.replace('"custom":{"', '"custom":{"a":"\\u0000","'))).toMatch(/value that does not fit/)
    expect(await rows((all) => all.replace(/"id":"018c/, '"id":"x18c'))).toMatch(/value that does not fit/)
    expect(await rows((all) => `${all}not json\n`)).toMatch(/line 3 is not JSON/)
    expect(await rows((all) => `${all}[1]\n`)).toMatch(/line 3 is not a row/)
    expect(await rows((all) => all.trimEnd())).toMatch(/ends in the middle of a line/)
    expect(await rows((all) => `${all}${'['.repeat(100_000)}\n`)).toMatch(/line 3 is not JSON/)
  })

  test('what would unpack to far more than an export does', async () => {
    const { files, refused } = await setUp()
    const huge = 4_000_000_000
    const bomb = await zipped(
      withManifest(files, (said) => ({
        ...said,
        tables: said.tables.map((one) => (one.table === 'lead' ? { ...one, jsonl: { ...one.jsonl, bytes: huge } } : one)),
      })),
    )
    const entry = bomb.lastIndexOf('lead.jsonl') - 46
    expect(bomb.readUInt32LE(entry)).toBe(0x02014b50)
    bomb.writeUInt32LE(huge, entry + 24)
    expect(await refused(bomb)).toMatch(/would unpack to \d+ bytes from \d+, which no export does/)
  })

  test('a name in the zip that would be a path outside', async () => {
    const { files, refused } = await setUp()
    expect(await refused(await zipped(new Map([...files, ['../../evil.jsonl', Buffer.from('{}\n')]])))).toMatch(
      /^400 This zip cannot be read/,
    )
  })
})
