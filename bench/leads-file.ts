import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { seeded } from './deals-file.ts'

const firstNames = [
  'Ada',
  'Bert',
  'Chidi',
  'Dana',
  'Emre',
  'Fatou',
  'Grete',
  'Hugo',
  'Ines',
  'Jun',
  'Kaja',
  'Luis',
  'Mara',
  'Nils',
  'Olga',
  'Pia',
]
const lastNames = [
  'Abe',
  'Berg',
  'Costa',
  'Diaz',
  'Eder',
  'Fuchs',
  'Gomez',
  'Haas',
  'Ito',
  'Jansen',
  'Kim',
  'Lopez',
  'Maier',
  'Novak',
  'Ortiz',
  'Peter',
]
const sources = ['Website', 'Event', 'Partner', 'Outbound', 'Referral', 'Webinar']
const statuses = ['New', 'Working', 'Nurture', 'Qualified', 'Disqualified']
const day = 86_400_000
const begin = Date.UTC(2024, 0, 1)

/** What is planted in a file of leads; rows = people + repeats + bad. */
export interface LeadsFile {
  readonly rows: number
  /** Rows that are a person for the first time. */
  readonly people: number
  /** Rows of someone who stood in the file before, the address in other letters. */
  readonly repeats: number
  /** Rows with a cell too many, an unreadable date, or nothing to know them by. */
  readonly bad: number
}

/** Writes leads as a CRM exports them, 97 bytes a row: one in a hundred cannot be used, one in five repeats an earlier person. */
export async function writeLeadsFile(path: string, rows: number, seed: number): Promise<LeadsFile> {
  const chance = seeded(seed)
  const pick = <T>(from: readonly T[]): T => from[Math.floor(chance() * from.length)] as T
  const out = createWriteStream(path)
  out.write('First Name,Last Name,Email,Phone,Company,Lead Source,Lead Status,Created Date\n')
  const line = (number: number) => {
    const of = seeded(number * 7919 + seed)
    const choose = <T>(from: readonly T[]): T => from[Math.floor(of() * from.length)] as T
    const [first, last] = [choose(firstNames), choose(lastNames)]
    const made = new Date(begin + Math.floor(of() * 600) * day).toISOString().slice(0, 10)
    const phone = `+1 212 555 ${String(number % 10_000).padStart(4, '0')}`
    const email = `${first}.${last}.${number}@company${number % Math.ceil(rows / 40)}.example`.toLowerCase()
    return {
      first,
      last,
      email,
      phone,
      company: `Company ${number % Math.ceil(rows / 40)} Inc`,
      source: choose(sources),
      status: choose(statuses),
      made,
    }
  }
  const counts = { rows, people: 0, repeats: 0, bad: 0 }
  for (let row = 0; row < rows; row += 1) {
    const kind = chance()
    const repeats = kind < 0.2 && counts.people > 0
    const one = line(repeats ? Math.floor(chance() * counts.people) : counts.people)
    let text = `${one.first},${one.last},${repeats ? one.email.toUpperCase() : one.email},${one.phone},${one.company},${one.source},${one.status},${one.made}`
    if (kind >= 0.99) {
      counts.bad += 1
      text = pick([`${text},too many`, text.replace(one.made, '2024-13-45'), `,,,,${one.company},${one.source},${one.status},${one.made}`])
    } else if (repeats) counts.repeats += 1
    else counts.people += 1
    if (!out.write(`${text}\n`)) await once(out, 'drain')
  }
  out.end()
  await once(out, 'finish')
  return counts
}
