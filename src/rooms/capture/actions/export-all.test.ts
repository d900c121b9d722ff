import { createReadStream, createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { type Role, roles } from '#kernel/access'
import { isFileAnswer } from '#platform/action/action'
import { perform } from '#platform/action/perform'
import { openZip } from '#platform/archive/zip-file'
import { createWorkspace, listWorkspaces } from '#platform/store/workspaces'
import { testApp } from '#test/kit/app'
import { eventually } from '#test/kit/interlock'
import { houseMigrations, owner, testWorkspace } from '#test/kit/workspace'
import type { Import } from '../contract.ts'
import { exportAll } from './export-all.ts'
import { restoreExport } from './restore-export.ts'

type World = Pick<Awaited<ReturnType<typeof testWorkspace>>, 'services' | 'workspace'>

const caller = ({ workspace }: World, role: Role = 'owner') => ({
  actor: { ...owner, role },
  workspace,
  address: null,
  requestId: 'test',
  signal: new AbortController().signal,
})

const rows = process.env.INTERLOCK_LONG ? 200_000 : 40_000

/** Companies enough that keeping them all would show: about 500 bytes each as JSON. */
function manyAccounts({ services, workspace }: World): Promise<unknown> {
  return services.database.inWorkspace(
    workspace,
    (tx) =>
      tx.query(
        `INSERT INTO account (id, external_id, name, name_key, domain, website, industry, country, city, custom, touched_by)
         SELECT (lpad(to_hex(1700000000000 + i), 12, '0') || '70008000' || lpad(to_hex(i), 12, '0'))::uuid, 'A-' || i, 'Company ' || i, 'company ' || i,
           'company' || i || '.example', 'https://company' || i || '.example', 'Software', 'Germany', 'Berlin',
           jsonb_build_object('Notes', md5(i::text), 'More', md5((i + 1)::text)), '018c0000-0000-7000-8000-00000000ffff'::uuid FROM generate_series(1, ${rows}) i`,
      ),
    { statementMs: 0 },
  )
}

/** The most that was in use while something ran, in MB above what was in use before, garbage not counted. */
async function mostInUse(work: () => Promise<void>): Promise<number> {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const inUse = () => {
    collect()
    collect() // What the first let go of is swept beside us, and counted as in use until that is done; the second waits for it.
    const { heapUsed, arrayBuffers } = process.memoryUsage()
    return (heapUsed + arrayBuffers) / 1024 ** 2
  }
  const before = inUse()
  let most = before
  const watch = setInterval(() => {
    most = Math.max(most, inUse())
  }, 400)
  try {
    await work()
  } finally {
    clearInterval(watch)
  }
  return Math.max(most, inUse()) - before
}

async function unpackedBytes(path: string): Promise<number> {
  const zip = await openZip(path, 1_000)
  zip.close()
  return [...zip.files.values()].reduce((sum, file) => sum + file.bytes, 0)
}

describe('an export and its way back', () => {
  test(`take no more memory for ${rows.toLocaleString('en')} rows than a few batches need`, { timeout: 240_000 }, async () => {
    const world = await testWorkspace()
    await manyAccounts(world)
    const zip = join(world.services.dataDir, 'all.zip')
    const out = await mostInUse(async () => {
      const answer = await perform(world.services, caller(world), exportAll, {})
      if (!isFileAnswer(answer)) throw new Error('An export answers a file.')
      await pipeline(answer.body, createWriteStream(zip))
    })
    expect(await unpackedBytes(zip)).toBeGreaterThan(rows * 600)
    expect(out).toBeLessThan(24)

    const workspace = await createWorkspace(world.services.database, 'Copy', houseMigrations, world.services.clock)
    const back = await mostInUse(async () => {
      const upload = createReadStream(zip).pipe(new PassThrough())
      const done = (await perform(
        world.services,
        caller({ ...world, workspace }),
        restoreExport,
        { name: 'all.zip' },
        { upload },
      )) as Import
      expect(done.result?.kinds).toMatchObject([{ kind: 'account', create: rows }])
    })
    expect(back).toBeLessThan(64)
  })

  test('are for owners and admins', async () => {
    const world = await testWorkspace()
    for (const role of roles.filter((one) => one !== 'owner' && one !== 'admin')) {
      await expect(perform(world.services, caller(world, role), exportAll, {}), role).rejects.toThrow(`Your role here is ${role}`)
      const sent = perform(world.services, caller(world, role), restoreExport, { name: 'a.zip' }, { upload: new PassThrough() })
      await expect(sent, role).rejects.toThrow(`Your role here is ${role}`)
    }
  })
})

test('an export whose reader goes away in the middle gives its connection back', { timeout: 60_000 }, async () => {
  const app = await testApp()
  const { services } = app.served.app
  const { pool } = services.database
  const [workspace] = await services.database.inPublic(listWorkspaces)
  if (!workspace) throw new Error('The app has no workspace.')
  await manyAccounts({ services, workspace })
  const leaving = new AbortController()
  const response = await app.raw('/api/v1/export', { signal: leaving.signal })
  await response.body?.getReader().read()
  expect(pool.totalCount - pool.idleCount).toBeGreaterThan(0)
  leaving.abort()
  await eventually('no connection is in use', () => pool.totalCount === pool.idleCount)
})
