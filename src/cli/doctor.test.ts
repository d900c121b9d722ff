import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { configOf, machineOf } from '#test/kit/installation'
import { webPart } from './doctor.ts'
import { ensureWebPart } from './web-part.ts'

test('a web part that is not built, or built from other sources, is a warning; a fresh one is well', async () => {
  const project = mkdtempSync(join(tmpdir(), 'interlock-doctor-web-'))
  onTestFinished(() => rmSync(project, { recursive: true }))
  const machine = machineOf(configOf({ INTERLOCK_DATA: project }))
  const look = async () => (await webPart(project).look(machine)).map(({ level, what }) => `${level}: ${what}`)
  expect(await look()).toEqual(['warning: The web part is not built'])
  await ensureWebPart(
    () => undefined,
    project,
    async (into) => {
      mkdirSync(into)
      writeFileSync(join(into, 'index.html'), 'built')
    },
  )
  expect(await look()).toEqual([])
  mkdirSync(join(project, 'src/web'), { recursive: true })
  writeFileSync(join(project, 'src/web/page.tsx'), 'new')
  expect(await look()).toEqual(['warning: The web part was built from other sources'])
})
