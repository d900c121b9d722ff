import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { findAll } from './house.ts'

const project = fileURLToPath(new URL('../..', import.meta.url))

test('this checkout keeps every house rule', () => {
  expect(findAll(project)).toEqual([])
}, 60_000)

test('Biome is red for reading the time outside of platform/clock, and for any and non-null assertions', () => {
  const root = mkdtempSync(join(tmpdir(), 'interlock-lint-'))
  try {
    mkdirSync(join(root, 'test/gates'), { recursive: true })
    mkdirSync(join(root, 'src/platform'), { recursive: true })
    for (const path of ['biome.json', '.gitignore', 'test/gates/clock.grit']) cpSync(join(project, path), join(root, path))
    writeFileSync(join(root, 'src/platform/clock.ts'), 'export const now = () => new Date()\n')
    writeFileSync(join(root, 'src/platform/due.ts'), 'export const a = new Date()\nexport const b = Date.now()\n')
    writeFileSync(join(root, 'src/platform/loose.ts'), 'export const c = (x: any) => x\nexport const d = (x: { y?: string }) => x.y!\n')
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [join(project, 'node_modules/@biomejs/biome/bin/biome'), 'lint', '--reporter=github', '.'],
      {
        cwd: root,
        encoding: 'utf8',
      },
    )
    const found = (stdout + stderr).split('\n').filter((line) => line.startsWith('::error'))
    expect(found.filter((line) => line.includes('src/platform/due.ts')).map((line) => line.includes('reads the time'))).toEqual([
      true,
      true,
    ])
    expect(found.some((line) => line.includes('noExplicitAny'))).toBe(true)
    expect(found.some((line) => line.includes('noNonNullAssertion'))).toBe(true)
    expect(found.some((line) => line.includes('clock.ts,line='))).toBe(false)
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
})
