import type { Finding, Source } from './tree.ts'

/** The words of a room, in the order in which a reader meets them. A word that outgrows a file becomes a folder of the same name. */
export const words = [
  'contract',
  'tables',
  'migrations',
  'store',
  'rules',
  'actions',
  'routes',
  'events',
  'reactions',
  'facts',
  'web',
] as const

/**
 * Words that only some rooms have. `fields`, `shapes` and `metrics` are data beside the contract and obey its import rule, as do `pictures`,
 * which turn answers into charts that somebody else draws; a `report` turns values into a page and obeys the rule of rules.
 */
export const ownWords: Readonly<Record<string, readonly string[]>> = {
  capture: ['fields', 'shapes'],
  measure: ['metrics', 'pictures'],
  plan: ['report', 'pictures'],
}

const top = ['main.ts', 'line.ts', 'kernel', 'platform', 'rooms', 'web', 'languages', 'cli', 'demo']
const shapeless = /(^|\/)(utils?|helpers?|common|misc|shared|lib)(\.[a-z.]+)?(\/|$)/

/** House rule: names are a closed set of words, so that a newcomer knows where a line lives before opening a file. */
export function findNames(sources: readonly Source[], line: readonly string[]): Finding[] {
  return sources
    .filter(({ path }) => path.startsWith('src/'))
    .flatMap(({ path }) => misnamed(path, line).map((found) => ({ ...found, path, line: 1 })))
}

function misnamed(path: string, line: readonly string[]): Pick<Finding, 'rule' | 'why'>[] {
  const findings: Pick<Finding, 'rule' | 'why'>[] = []
  const [, first = '', room = '', rest = ''] = path.split('/')
  if (/(^|\/)index\.tsx?$/.test(path))
    findings.push({ rule: 'no-barrels', why: 'No index.ts: import the word itself, so that doors can be counted.' })
  if (shapeless.test(path)) findings.push({ rule: 'no-helpers', why: 'Name what it does; utils and helpers say nothing.' })
  if (!top.includes(first)) findings.push({ rule: 'tree', why: `src/ holds ${top.join(', ')}; not ${first}.` })
  if (first !== 'rooms') return findings
  if (!line.includes(room)) findings.push({ rule: 'rooms-are-on-the-line', why: `src/rooms/${room} is not in src/line.ts.` })
  const allowed: readonly string[] = [...words, ...(ownWords[room] ?? [])]
  const word = rest.replace(/\.tsx?$/, '')
  if (!/\.test\.tsx?$/.test(rest) && !allowed.includes(word)) {
    findings.push({
      rule: 'closed-words',
      why: `A room is made of ${allowed.join(', ')} and tests beside them; "${rest}" is none of them.`,
    })
  }
  return findings
}
