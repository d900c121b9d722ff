import { defineCommand, renderUsage, runCommand } from 'citty'
import { Problem } from '#kernel/problem'
import { write } from './command.ts'
import { commands } from './commands.ts'
import { exitCodeOf, exitCodes } from './exit.ts'
import { version } from './version.ts'

const interlock = defineCommand({
  meta: { name: 'interlock', version, description: 'The revenue engine that makes sales and marketing one team' },
  subCommands: commands,
})

/** Runs the command line and gives the exit code. */
export async function main(words: string[]): Promise<number> {
  const json = words.includes('--json')
  try {
    if (words.length === 1 && (words[0] === '--version' || words[0] === '-v')) write(process.stdout, version)
    else if (words.length === 0 || words.includes('--help') || words.includes('-h') || words[0] === 'help')
      await help(words.filter((word) => word !== 'help'))
    else await runCommand(interlock, { rawArgs: words })
    return Number(process.exitCode ?? 0)
  } catch (thrown) {
    const error = asProblem(thrown, words)
    write(
      process.stderr,
      json
        ? JSON.stringify(error instanceof Problem ? error : { title: 'Something broke on our side', detail: String(error) })
        : said(error),
    )
    return exitCodeOf(error)
  }
}

async function help(words: readonly string[]): Promise<void> {
  const name = words.find((word) => !word.startsWith('-'))
  const load = name === undefined ? undefined : commands[name]
  if (name !== undefined && !load) throw unknownCommand(name)
  const codes = Object.entries(exitCodes).map(([code, meaning]) => `  ${code.padStart(3)}  ${meaning}`)
  write(
    process.stdout,
    load ? await renderUsage(await load(), interlock) : [await renderUsage(interlock), '', 'EXIT CODES', '', ...codes, ''].join('\n'),
  )
}

function asProblem(thrown: unknown, words: readonly string[]): unknown {
  const wrongUse = thrown instanceof Error && thrown.name === 'CLIError'
  if (!wrongUse) return thrown
  const name = words.find((word) => !word.startsWith('-'))
  if (name === undefined || !(name in commands)) return unknownCommand(name ?? words.join(' '))
  return new Problem('invalid-input', `${thrown.message} See: interlock ${name} --help`)
}

function unknownCommand(name: string): Problem {
  return new Problem(
    'invalid-input',
    `There is no command "${name}". There are: ${Object.keys(commands).join(', ')}. See: interlock --help`,
  )
}

function said(error: unknown): string {
  if (error instanceof Problem) return `interlock: ${error.message}`
  return `interlock: something broke on our side: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`
}

process.exitCode = await main(process.argv.slice(2))
// What is still open by now, such as a connection that somebody keeps alive, must not keep the process.
setTimeout(() => process.exit(), 3000).unref()
