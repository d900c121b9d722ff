/** How many rows of `dealsExport` are won, lost, open, and cannot be used. */
export const exportHolds = { won: 120, lost: 120, open: 60, rejected: 1 } as const

const states = ['won', 'lost', 'won', 'lost', 'open'] as const
const owners = ['Ada Berg', 'Ben Cole', 'Cleo Dahl']
const sources = ['Web', 'Referral', 'Event']
const openStages = ['Qualification', 'Demo', 'Proposal']

/** A deals export as a European CRM writes it: semicolons, day-first dates, an unreadable amount and a blank row at the end. */
export function dealsExport(): string {
  const header = 'Deal ID;Deal Name;Company;Owner;Stage;Amount;Create Date;Close Date;Source'
  const rows = Array.from({ length: 300 }, (_, index) => dealRow(index))
  return [header, ...rows, 'D-900;Broken amount;Company 9;Ada Berg;Proposal;twelve thousand;31/01/2025;;Web', ';;;;;;;;'].join('\r\n')
}

function dealRow(index: number): string {
  const state = states[index % 5] ?? 'open'
  const stage = { won: 'Closed won', lost: 'Closed lost', open: openStages[index % 3] ?? 'Demo' }[state]
  const closed = state === 'open' ? '' : day(index + 20 + (index % 40))
  const amount = 1000 + (index % 50) * 250
  return [
    `D-${index + 1}`,
    `Deal ${index + 1}`,
    `Company ${index % 40}`,
    owners[index % 3],
    stage,
    amount,
    day(index),
    closed,
    sources[(index % 7) % 3],
  ].join(';')
}

/** Some day from 14 January 2025 on. */
function day(offset: number): string {
  const at = new Date(Date.UTC(2025, 0, 14 + offset))
  return `${String(at.getUTCDate()).padStart(2, '0')}/${String(at.getUTCMonth() + 1).padStart(2, '0')}/${at.getUTCFullYear()}`
}
