import type { Tally } from '#rooms/capture/contract'

const deals = 2_000
const leads = 3_000
/** Records that are there before and that the import changes. */
export const known = 200

/** Each twentieth deal comes again, each hundredth has no number as its amount. */
export function dealFile(tag: string, rows = deals): string {
  const lines = ['Deal ID,Deal Name,Account Name,Deal Owner,Deal Stage,Amount,Create Date,Close Date,Note']
  for (let n = 0; n < rows; n++) {
    const amount = n % 100 === 99 ? 'a lot' : `${n}.50`
    const line = `D${n},Deal ${n},Firm ${Math.floor(n / 10)},Owner ${n % 7},${n % 3 === 0 ? 'Closed Won' : 'Proposal'},${amount},2025-01-${10 + (n % 20)},2025-06-${10 + (n % 20)},${tag}`
    lines.push(...(n % 20 === 19 ? [line, line] : [line]))
  }
  return `${lines.join('\n')}\n`
}

/** Each fifth lead comes again, each hundredth has no date as the date of its making. */
export function leadFile(tag: string, rows = leads): string {
  const lines = ['Lead ID,First Name,Last Name,Company,Email,Lead Owner,Lead Status,Lead Source,Created Date,Note']
  for (let n = 0; n < rows; n++) {
    const made = n % 100 === 98 ? 'some day' : `2025-02-${10 + (n % 18)}`
    const line = `L${n},First${n},Last${n},Firm ${n % 300},first${n}@firm${n % 300}.example,Owner ${n % 7},Open,Web,${made},${tag}`
    lines.push(...(n % 5 === 4 ? [line, line] : [line]))
  }
  return `${lines.join('\n')}\n`
}

const tallyOf = (kind: string, rows: number, again: number, bad: number, update: number): Tally => ({
  kind,
  rows: rows + again,
  create: rows - bad - update,
  update,
  skip: 0,
  reject: bad,
  duplicate: again,
  deleted: 0,
  leftOut: 0,
})

/** What becomes of the rows, by the way the files are made. A bad row that comes again is returned both times. */
export const expectedTallies = [
  tallyOf('lead', leads, leads / 5, leads / 100, known - known / 100),
  // The row that is bad is also one of those that come again.
  { ...tallyOf('deal', deals, deals / 20, deals / 100, known - known / 100), reject: deals / 50, duplicate: deals / 20 - deals / 100 },
]
