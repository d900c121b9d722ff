import { execFile } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { projectDir } from '#platform/config'
import { bin, interlock, killAll } from '#test/kit/interlock'

const folder = mkdtempSync(join(process.env.TMPDIR ?? '/tmp', 'interlock-export-cli-'))
chmodSync(folder, 0o711)
const dataDir = join(folder, 'data')
afterAll(() => {
  killAll()
  rmSync(folder, { recursive: true, force: true })
})

/** What a command line answers, and its JSON when it gives some. */
function run(...words: string[]): Promise<{ code: number; out: string; said: string; json: Record<string, unknown> }> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [bin, ...words, '--data', dataDir], { cwd: projectDir }, (_, out, said) =>
      resolve({ code: child.exitCode ?? -1, out, said, json: out.startsWith('{') ? JSON.parse(out) : {} }),
    )
  })
}

/** The same, of a command that has to work. */
async function done(...words: string[]): Promise<Awaited<ReturnType<typeof run>>> {
  const result = await run(...words)
  expect(result, words.join(' ')).toMatchObject({ code: 0 })
  return result
}

/** The row files of an export in a folder. */
function rowsIn(path: string): Record<string, string> {
  const names = readdirSync(path).filter((name) => name !== 'manifest.json')
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(path, name), 'utf8')]))
}

test('a company leaves by one command and comes back by one, as folder and as zip', { timeout: 120_000 }, async () => {
  const server = await interlock({ dataDir })
  const csv = join(folder, 'deals.csv')
  writeFileSync(csv, 'Deal ID,Deal Name,Company,Stage,Amount\n1,"=cmd, ""x""",Ünï GmbH,Closed Won,1200.50\n2,Second,Other,Open,\n')
  await done('import', csv)
  const [first, zip] = [join(folder, 'first'), join(folder, 'all.zip')]
  const written = await done('export', '--out', first, '--json')
  expect(written.json).toMatchObject({ folder: first, rows: { deal: 2, account: 2 } })
  expect(readFileSync(join(first, 'deal.csv'), 'utf8')).toContain(`"'=cmd, ""x"""`)
  await done('export', '--out', zip)
  expect(existsSync(`${zip}.unfinished`)).toBe(false)

  for (const [name, source] of [
    ['From folder', first],
    ['From zip', zip],
  ] as const) {
    await done('workspace', 'create', name)
    const restored = await done('import', source, '--workspace', name)
    expect(restored.out).toMatch(/Imported "(first|all\.zip)"[\s\S]*deal +2 rows: 2 created/)
    const again = join(folder, name)
    await done('export', '--workspace', name, '--out', again)
    expect(rowsIn(again)).toEqual(rowsIn(first))
    expect(await run('import', source, '--workspace', name)).toMatchObject({
      code: 5,
      said: expect.stringContaining('no records; this one has'),
    })
    await done('undo', '--workspace', name)
    await done('import', source, '--workspace', name)
  }
  process.kill(server.pid, 'SIGTERM')
  await server.ended
})

test('what is no export, or is not alone, is refused before anything is sent', async () => {
  const [empty, broken, zip] = [join(folder, 'empty'), join(folder, 'broken'), join(folder, 'all.zip')]
  for (const path of [empty, broken]) mkdirSync(path)
  writeFileSync(join(broken, 'manifest.json'), '{"format": "interlock-export", "version": 99}')
  expect(await run('import', empty)).toMatchObject({ code: 2, said: expect.stringContaining('folder without a manifest.json') })
  expect(await run('import', broken)).toMatchObject({ code: 2, said: expect.stringContaining('newer Interlock') })
  expect(await run('import', zip, join(folder, 'deals.csv'))).toMatchObject({ code: 2, said: expect.stringContaining('by itself') })
  expect(await run('import', zip, '--preview')).toMatchObject({ code: 2, said: expect.stringContaining('no preview') })
  expect(await run('import', join(folder, 'nowhere.zip'))).toMatchObject({ code: 3 })
})
