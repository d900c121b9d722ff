import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { Problem } from '#kernel/problem'
import { configurationPage, projectDir, readConfig, signingSecret, variables } from './config.ts'

const scratch = mkdtempSync(join(tmpdir(), 'interlock-config-'))
afterAll(() => rmSync(scratch, { recursive: true }))

function problemOf(environment: Record<string, string>): Problem {
  try {
    readConfig({}, environment)
  } catch (error) {
    if (error instanceof Problem) return error
  }
  throw new Error('the configuration was accepted')
}

test('with an empty environment everything has a default', () => {
  expect(readConfig({}, {})).toMatchObject({
    dataDir: join(projectDir, 'data'),
    host: '127.0.0.1',
    port: 4310,
    portChosen: false,
    databaseUrl: undefined,
    log: 'warn',
    trustProxy: 0,
    followParent: false,
  })
})

test('a variable that is set but empty counts as not set', () => {
  expect(readConfig({}, { INTERLOCK_PORT: '', DATABASE_URL: '  ' })).toEqual(readConfig({}, {}))
})

test('what the command line says wins over the environment', () => {
  expect(readConfig({ INTERLOCK_PORT: '0' }, { INTERLOCK_PORT: '8080' })).toMatchObject({ port: 0, portChosen: true })
})

test('under npm Interlock follows its parent unless told not to', () => {
  expect(readConfig({}, { npm_lifecycle_event: 'start' }).followParent).toBe(true)
  expect(readConfig({}, { npm_lifecycle_event: 'start', INTERLOCK_FOLLOW_PARENT: 'no' }).followParent).toBe(false)
})

test('a public address is cut down to its origin', () => {
  expect(readConfig({}, { INTERLOCK_PUBLIC_URL: 'https://revenue.example.com/app/' }).publicUrl?.href).toBe('https://revenue.example.com/')
})

test.each([
  ['INTERLOCK_PORT', 'eighty'],
  ['INTERLOCK_PORT', '70000'],
  ['INTERLOCK_PUBLIC_URL', 'javascript:alert(1)'],
  ['DATABASE_URL', 'mysql://db'],
  ['INTERLOCK_POOL_SIZE', '1'],
  ['INTERLOCK_SECRET', 'short'],
  ['INTERLOCK_LOG', 'loud'],
  ['INTERLOCK_HOST', 'a b'],
  ['INTERLOCK_FOLLOW_PARENT', 'maybe'],
  ['INTERLOCK_TRUST_PROXY', 'true'],
] as const)('%s=%s is refused with the name of the variable and an example', (name, value) => {
  const problem = problemOf({ [name]: value })
  expect(problem.kind).toBe('invalid-input')
  expect(problem.issues.map((issue) => issue.path)).toEqual([name])
  expect(problem.message).toContain(`Example: ${name}=${variables[name].example}`)
})

test('a wrong secret or database address is not repeated in the error', () => {
  const problem = problemOf({ INTERLOCK_SECRET: 'hunter2', DATABASE_URL: 'mysql://root:swordfish@db' })
  expect(problem.message).not.toMatch(/hunter2|swordfish/)
})

test('all wrong variables are named at once', () => {
  const problem = problemOf({ INTERLOCK_PORT: 'x', INTERLOCK_LOG: 'y' })
  expect(problem.issues.map((issue) => issue.path).sort()).toEqual(['INTERLOCK_LOG', 'INTERLOCK_PORT'])
})

test('every example in the table is accepted', () => {
  for (const [name, { example }] of Object.entries(variables)) expect(() => readConfig({}, { [name]: example })).not.toThrow()
})

test('the page in docs lists what is read', async () => {
  await expect(configurationPage()).toMatchFileSnapshot('../../docs/configuration.md')
})

test('the environment is read nowhere else', async () => {
  const { globSync } = await import('node:fs')
  const readers = globSync('{src,bin}/**/*.{ts,tsx,mjs}', { cwd: projectDir })
    .filter((path) => !path.endsWith('.test.ts') && readFileSync(join(projectDir, path), 'utf8').includes('process.env'))
    .sort()
  // bin/interlock.mjs hands its own environment on to the Node of the project and reads nothing from it.
  expect(readers.filter((path) => path !== 'bin/interlock.mjs')).toEqual(['src/platform/config.ts'])
})

test('a signing secret is made once, kept for its owner only, and given way to a configured one', () => {
  const config = readConfig({ INTERLOCK_DATA: scratch }, {})
  const made = signingSecret(config)
  expect(made.length).toBeGreaterThanOrEqual(43)
  expect(signingSecret(config)).toBe(made)
  expect(statSync(join(scratch, 'secret')).mode & 0o777).toBe(0o600)
  expect(signingSecret({ ...config, secret: 'x'.repeat(40) })).toBe('x'.repeat(40))
})
