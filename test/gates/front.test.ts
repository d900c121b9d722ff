import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { line } from '#line'
import { ownWords, words } from './names.ts'

const project = fileURLToPath(new URL('../..', import.meta.url))
const read = (path: string) => readFileSync(join(project, path), 'utf8')
const scripts = Object.keys(z.object({ scripts: z.record(z.string(), z.string()) }).parse(JSON.parse(read('package.json'))).scripts)
const pages = [
  'README.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(project, 'docs'), { recursive: true, encoding: 'utf8' }),
]
  .map((path) => (existsSync(join(project, path)) ? path : join('docs', path)))
  .filter((path) => path.endsWith('.md'))

test('every npm command of the README and of CONTRIBUTING is in package.json', () => {
  const said = [...`${read('README.md')}${read('CONTRIBUTING.md')}`.matchAll(/\bnpm (?:run )?([a-z][a-z:]*)/g)].map(([, name = '']) => name)
  const own = new Set(said.filter((name) => !['ci', 'install'].includes(name)))
  expect(own.size).toBeGreaterThan(3)
  expect([...own].filter((name) => !scripts.includes(name))).toEqual([])
})

test('every interlock command of the README is a command of the CLI', () => {
  const said = [...read('README.md').matchAll(/npx interlock ([a-z]+)/g)].map(([, name = '']) => name)
  expect(said).toContain('diagnose')
  expect(said.filter((name) => !existsSync(join(project, `src/cli/${name}.ts`)))).toEqual([])
})

test('ARCHITECTURE shows the line as it is in src/line.ts', () => {
  const drawn = read('ARCHITECTURE.md')
    .split('\n')
    .find((text) => text.startsWith('    workspace · '))
  expect(drawn?.trim().split(' · ')).toEqual([...line])
  expect(firstCells('| room | owns |')).toEqual([...line])
})

test('ARCHITECTURE lists the words of a room as the check knows them', () => {
  expect(firstCells('| word | says | may import |').toSorted()).toEqual([...words].toSorted())
  for (const word of Object.values(ownWords).flat()) expect(read('ARCHITECTURE.md')).toContain(`\`${word}\``)
})

test.each(pages)('the links of %s lead somewhere', (page) => {
  const targets = [...read(page).matchAll(/\]\(([^)#\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target))
  expect(targets.filter((target) => !existsSync(join(project, dirname(page), target)))).toEqual([])
})

/** The words in backticks that begin the rows of a table of ARCHITECTURE. */
function firstCells(heading: string): string[] {
  const rows = read('ARCHITECTURE.md').split(`${heading}\n`)[1]?.split('\n\n')[0]?.split('\n').slice(1) ?? []
  return rows.map((row) => row.match(/^\| `([a-z]+)` /)?.[1] ?? row)
}
