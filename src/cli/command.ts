import { stripVTControlCharacters } from 'node:util'
import { type ArgDef, type ArgsDef, type CommandDef, defineCommand, type ParsedArgs } from 'citty'
import { Problem } from '#kernel/problem'
import { type Progress, progress } from './progress.ts'

/** Where a command puts what it has to say. */
export interface Out {
  readonly json: boolean
  /** The result: `text` for people, or with --json `data` as one JSON object, on standard output. */
  result(text: string, data: unknown): void
  /** A remark for people, on standard error; silent with --json. */
  remark(text: string): void
  /** A progress bar on standard error. */
  progress(label: string): Progress
}

const common = {
  json: { type: 'boolean', description: 'Write the result as one JSON object; errors go to standard error as JSON' },
} as const satisfies ArgsDef

/** A command as data and one function. */
export interface Described<A extends ArgsDef> {
  readonly name: string
  readonly description: string
  readonly args: A
  /** Whether words beyond the named ones are taken, such as a list of files; found in `args._`. */
  readonly rest?: boolean
  readonly run: (args: ParsedArgs<A & typeof common>, out: Out) => Promise<void>
}

/** Declares a command. Each gets --json, and options that nobody declared are refused instead of passed over. */
export function command<const A extends ArgsDef>(described: Described<A>): CommandDef<A & typeof common> {
  const args = { ...described.args, ...common }
  return defineCommand({
    meta: { name: described.name, description: described.description },
    args,
    run: async ({ args: parsed }) => {
      refuseUnknown(described.name, args, parsed, described.rest ?? false)
      await described.run(parsed as ParsedArgs<A & typeof common>, outOf(Boolean(parsed.json)))
    },
  }) as CommandDef<A & typeof common>
}

/** Writes results and remarks where they belong. */
export function outOf(json: boolean): Out {
  return {
    json,
    result: (text, data) => write(process.stdout, json ? JSON.stringify(data) : text),
    remark: (text) => {
      if (!json) write(process.stderr, text)
    },
    progress: (label) => progress(label, { json }),
  }
}

/** One line or several to a stream; colours only where a terminal shows them. */
export function write(stream: NodeJS.WriteStream, text: string): void {
  stream.write(`${stream.isTTY ? text : stripVTControlCharacters(text)}\n`)
}

function refuseUnknown(name: string, args: ArgsDef, parsed: { _: string[] } & Record<string, unknown>, rest: boolean): void {
  const known = new Set(['_', ...Object.entries(args).flatMap(([key, arg]) => [key, camel(key), ...aliasesOf(arg)])])
  const unknown = Object.keys(parsed).find((key) => !known.has(key))
  const see = `See: interlock ${name} --help`
  if (unknown !== undefined)
    throw new Problem('invalid-input', `${name} has no option ${unknown.length > 1 ? '--' : '-'}${unknown}. ${see}`)
  const places = Object.values(args).filter(({ type }) => type === 'positional').length
  const extra = parsed._[places]
  if (!rest && extra !== undefined) throw new Problem('invalid-input', `${name} does not know what to do with "${extra}". ${see}`)
}

function aliasesOf(arg: ArgDef): readonly string[] {
  const alias = 'alias' in arg ? arg.alias : undefined
  return typeof alias === 'string' ? [alias] : (alias ?? [])
}

function camel(key: string): string {
  return key.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
}
