import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { projectDir } from '#platform/config'
import { commands } from './commands.ts'
import { exitCodes } from './exit.ts'

/** What a command line answers. */
function run(...words: string[]): Promise<{ code: number; out: string; said: string }> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [join(projectDir, 'bin/interlock.mjs'), ...words], { cwd: '/' }, (_, out, said) =>
      resolve({ code: child.exitCode ?? -1, out, said }),
    )
  })
}

test('the help lists every command and exit code, without colours where no terminal shows them', async () => {
  const { code, out } = await run('--help')
  expect(code).toBe(0)
  for (const name of Object.keys(commands)) expect(out).toMatch(new RegExp(`^ +${name} {4}\\w`, 'm'))
  for (const [number, meaning] of Object.entries(exitCodes)) expect(out).toContain(`${number}  ${meaning}`)
  expect(out).not.toContain('\u001b[')
})

test.each(Object.entries(commands))('%s explains itself and each of its options, and takes --json', async (name, load) => {
  const { meta, args } = await load()
  expect(meta).toMatchObject({ name, description: expect.stringMatching(/^[A-Z].{20,}/) })
  expect(args).toHaveProperty('json')
  for (const [option, described] of Object.entries(args ?? {}))
    expect(described, option).toMatchObject({ description: expect.stringMatching(/\w/) })
})

test('an unknown command and an unknown option end with code 2 and say where to look', async () => {
  const [command, option, extra] = await Promise.all([run('strat'), run('start', '--prot', '1', '--json'), run('start', 'now')])
  expect(command).toMatchObject({ code: 2, out: '' })
  expect(command.said).toMatch(/no command "strat".*start.*interlock --help/)
  expect(option.code).toBe(2)
  expect(JSON.parse(option.said)).toMatchObject({
    type: 'urn:interlock:problem:invalid-input',
    detail: expect.stringContaining('no option --prot'),
  })
  expect(extra).toMatchObject({ code: 2, out: '' })
  expect(extra.said).toContain('"now"')
})

test('the version is one line', async () => {
  expect(await run('--version')).toMatchObject({ code: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) })
})
