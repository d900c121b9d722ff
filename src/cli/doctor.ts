import { existsSync } from 'node:fs'
import { migrationsOf } from '#platform/app/open'
import { systemClock } from '#platform/clock'
import { readConfig } from '#platform/config'
import { type Check, type Finding, type Machine, warning } from '#platform/doctor/check'
import { type Examined, examine } from '#platform/doctor/examine'
import { openLog } from '#platform/log'
import { isClaimed, whoRuns } from '#platform/running'
import { command } from './command.ts'
import { webPartState } from './web-part.ts'

/** The numbers with which `interlock doctor` ends, as monitoring programs expect them. */
const ends = { well: 0, warnings: 1, errors: 2 } as const

/** `interlock doctor`: what is wrong, and what to do. */
export const doctor = command({
  name: 'doctor',
  description: 'Look at everything and explain what is wrong; ends with 0 when all is well, 1 with warnings, 2 with errors',
  args: {
    data: { type: 'string', description: 'Folder for everything that is kept (INTERLOCK_DATA)', valueHint: 'folder' },
  },
  run: async ({ data }, out) => {
    const config = readConfig({ INTERLOCK_DATA: data })
    const { house } = await import('#main')
    const machine: Machine = {
      config,
      clock: systemClock,
      node: process.versions.node,
      migrations: migrationsOf(house),
      tables: house.tables,
      jobs: house.jobs,
      dueKinds: new Set(house.handlers.keys()),
      claimed: existsSync(config.dataDir) && isClaimed(config.dataDir),
      running: whoRuns(config.dataDir),
    }
    // Warnings of the log would be said twice.
    const examined = await examine(machine, openLog({ log: 'silent' }), [webPart()])
    const errors = examined.findings.filter(({ level }) => level === 'error').length
    const warnings = examined.findings.length - errors
    out.result(told(config.dataDir, examined, errors, warnings), { dataDir: config.dataDir, errors, warnings, ...examined })
    process.exitCode = errors > 0 ? ends.errors : warnings > 0 ? ends.warnings : ends.well
  },
})

/** The screens, as the browser gets them. */
export const webPart = (project?: string): Check<Machine> => ({
  name: 'web-part',
  look: async () => {
    const { state, place } = webPartState(project)
    if (state === 'fresh') return []
    const what = state === 'missing' ? 'The web part is not built' : 'The web part was built from other sources'
    return [
      warning(
        what,
        place,
        'The next start builds it, which takes some seconds and needs room on the disk.',
        'Start Interlock, or build it now: npm run build:web',
      ),
    ]
  },
})

function told(dataDir: string, { findings, checks, workspaces, database }: Examined, errors: number, warnings: number): string {
  const of = database ? `${dataDir} and ${workspaces} workspace${workspaces === 1 ? '' : 's'}` : `${dataDir}, without a database`
  const head = `Made ${checks.length} checks of ${of}: ${errors === 0 && warnings === 0 ? 'all is well.' : `${count(errors, 'error')}, ${count(warnings, 'warning')}.`}`
  return [head, ...findings.toSorted((a, b) => a.level.localeCompare(b.level)).map(paragraph)].join('\n\n')
}

const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`

const paragraph = ({ level, what, where, why, next, check }: Finding): string =>
  [`${level.toUpperCase()}  ${what}`, `  where  ${where}`, `  why    ${why}`, `  next   ${next}`, `  check  ${check}`].join('\n')
