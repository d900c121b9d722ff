/**
 * Starts the product as a person would (`npm start`), on a free port and in a new data folder, twice: asks for the page and whether the
 * server is ready, sends SIGTERM, and looks whether every process is gone. Plain JavaScript for the Node that npm runs on.
 */
import { spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const startLimit = 60_000
const stopLimit = 20_000
const data = mkdtempSync(join(tmpdir(), 'interlock-smoke-'))
// Open to pass through: where npm runs as root, the database is another user.
chmodSync(data, 0o711)

try {
  await startAndStop('first start')
  await startAndStop('second start')
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
} finally {
  rmSync(data, { recursive: true, force: true })
}

async function startAndStop(name) {
  const begun = Date.now()
  const npm = spawn('npm', ['start'], {
    env: { ...process.env, INTERLOCK_DATA: join(data, 'data'), INTERLOCK_PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  })
  try {
    const address = await addressFrom(npm)
    const page = await fetch(address)
    if (page.status !== 200 || !/text\/html/.test(page.headers.get('content-type') ?? ''))
      throw new Error(`${address} answered ${page.status}`)
    const ready = Date.now() - begun
    if (!(await page.text()).includes('<script')) throw new Error('The page has no script: was the web part built?')
    const readiness = await fetch(new URL('/readyz', address))
    if (readiness.status !== 200) throw new Error(`/readyz answered ${readiness.status}: ${await readiness.text()}`)
    const stopped = Date.now()
    npm.kill('SIGTERM')
    await until(
      () => leftOver(npm.pid).length === 0,
      stopLimit,
      () => `Still running after SIGTERM:\n${leftOver(npm.pid).join('\n')}`,
    )
    console.log(`${name}: page after ${ready} ms, gone ${Date.now() - stopped} ms after SIGTERM`)
  } catch (error) {
    try {
      process.kill(-npm.pid, 'SIGKILL')
    } catch {
      // the group is gone already
    }
    throw new Error(`${name}: ${error.message}`, { cause: error })
  }
}

/** The address in what `npm start` prints. */
function addressFrom(npm) {
  return new Promise((resolve, reject) => {
    let said = ''
    const timer = setTimeout(() => reject(new Error(`No address after ${startLimit} ms. It said:\n${said}`)), startLimit)
    npm.stdout.on('data', (chunk) => {
      said += chunk
      const address = said.match(/https?:\/\/[\w.[\]:-]+:\d+/)?.[0]
      if (address === undefined) return
      clearTimeout(timer)
      resolve(address)
    })
    npm.on('exit', (code) => {
      clearTimeout(timer)
      reject(new Error(`npm start ended with ${code}. It said:\n${said}`))
    })
  })
}

/** Processes of the session that npm was started in, or with our data folder on their command line. Linux only; elsewhere none. */
function leftOver(session) {
  return numbersIn('/proc').flatMap((pid) => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
      const [state, , , sid] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
      const ours = Number(sid) === session || (command.includes(data) && Number(pid) !== process.pid)
      return ours && state !== 'Z' ? [`${pid} ${command}`] : []
    } catch {
      return []
    }
  })
}

function numbersIn(folder) {
  try {
    return readdirSync(folder).filter((name) => /^\d+$/.test(name))
  } catch {
    return []
  }
}

async function until(holds, limit, sorry) {
  const end = Date.now() + limit
  while (!holds()) {
    if (Date.now() > end) throw new Error(sorry())
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
