#!/usr/bin/env node
// Starts Interlock's command line with a Node that can run it. Written so that any Node since 16 can read it and say what is wrong.
import { spawn } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import module from 'node:module'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import v8 from 'node:v8'
import './quick-imports.mjs'

const project = dirname(dirname(fileURLToPath(import.meta.url)))
const main = join(project, 'src', 'cli', 'main.ts')
const major = Number(process.versions.node.split('.')[0])

if (major < 20) {
  refuse(
    `Interlock needs Node 20 or later to start; this is ${process.version} (${process.execPath}). Install a newer one, for example from https://nodejs.org, then: npm ci && npm start`,
  )
} else if (!existsSync(join(project, 'node_modules', 'citty'))) {
  refuse(`The packages of Interlock are not installed yet. In ${project}: npm ci`)
} else if (major >= 24) {
  beginSmall()
  // Keeps the stripped and compiled source, which halves the time to start. Not under /tmp, where others could put theirs.
  module.enableCompileCache?.(join(project, 'node_modules', '.cache', 'interlock'))
  // The space for new objects stays small instead of doubling while modules load: 110 MB less, and no slower to measure.
  v8.setFlagsFromString('--semi-space-growth-factor=1')
  // In a server DuckDB's allocator gives back at once what is free, not a second and more later. A diagnosis would take a sixth more of the processor by it.
  if (process.argv[2] === 'start') process.env.DUCKDB_JE_MALLOC_CONF ??= 'dirty_decay_ms:0,muzzy_decay_ms:0'
  import(pathToFileURL(main).href).catch(broken)
} else {
  const node = projectNode()
  if (node) handOver(node)
  else {
    refuse(
      `Interlock runs on Node 24, which npm ci brings along unless install scripts are switched off (npm config get ignore-scripts), and this is ${process.version}.\n` +
        `In ${project}: npm rebuild node --ignore-scripts=false\nOr start it with a Node 24 of yours.`,
    )
  }
}

/**
 * A server begins once more as itself, with what can only be said before a process begins: that Node collects its garbage before there is much of it, and that
 * the C library gives back what it no longer needs. A large import needs 200 MB less then. While one runs, Node keeps still less (src/platform/memory.ts).
 */
function beginSmall() {
  if (process.platform !== 'linux' || process.argv[2] !== 'start' || !process.execve) return
  const few = { MALLOC_ARENA_MAX: '2', MALLOC_MMAP_THRESHOLD_: '131072', MALLOC_TRIM_THRESHOLD_: '131072' }
  const early = ['--initial-old-space-size=48', '--heap-growing-percent=60', '--min-semi-space-size=8']
  if (!process.execArgv.includes(early[0])) {
    const words = [process.execPath, ...early, ...process.execArgv, ...process.argv.slice(1)]
    process.execve(process.execPath, words, { ...few, ...process.env })
  }
  // Not for the database, which we start.
  for (const name of Object.keys(few)) delete process.env[name]
}

/** The Node 24 binary that the npm package `node` brought; undefined when its install script did not run. */
function projectNode() {
  const system = process.platform === 'win32' ? 'win' : process.platform
  const prefix = process.platform === 'darwin' && process.arch === 'arm64' ? 'node-bin' : 'node'
  const program = process.platform === 'win32' ? 'node.exe' : 'node'
  const home = join(project, 'node_modules', 'node')
  const brought = `${prefix}-${system}-${process.arch}`
  const places = [
    join(home, 'bin', program),
    join(home, 'node_modules', brought, 'bin', program),
    join(project, 'node_modules', brought, 'bin', program),
  ]
  // Where the script did not run, npm may leave a placeholder of a few bytes.
  return places.find((place) => existsSync(place) && statSync(place).size > 1_000_000)
}

/** Runs the command line in another Node: its signals are ours, its end is ours, and if we are killed it notices. */
function handOver(node) {
  const environment = { INTERLOCK_FOLLOW_PARENT: 'yes', ...process.env }
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit', env: environment })
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  for (const signal of signals) process.on(signal, () => child.kill(signal))
  child.on('error', broken)
  child.on('exit', (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : code))
}

function broken(error) {
  refuse(`something broke on our side: ${error?.stack || error}`, 1)
}

function refuse(message, code) {
  console.error(`interlock: ${message}`)
  process.exitCode = code || 6
}
