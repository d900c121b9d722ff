import { once } from 'node:events'
import { createWriteStream } from 'node:fs'

const stages = ['Qualified', 'Discovery', 'Proposal', 'Negotiation'] as const
const industries = ['Software', 'Retail', 'Banking', 'Medical', 'Energy', 'Logistics', 'Media', 'Public sector']
const regions = ['North', 'South', 'East', 'West', 'Central']
const sources = ['Website', 'Event', 'Partner', 'Outbound', 'Referral']
const day = 86_400_000
const begin = Date.UTC(2023, 0, 1)
const end = Date.UTC(2025, 11, 31)

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/**
 * Writes a CRM export of deals as CSV: three years, about 30 % won, 45 % lost, the rest open; amounts are lognormal and sometimes empty,
 * retail closes worst, and a name in a hundred holds a comma and quotes.
 */
export async function writeDealsFile(path: string, count: number, seed: number): Promise<void> {
  const chance = seeded(seed)
  const pick = <T>(from: readonly T[]): T => from[Math.floor(chance() * from.length)] as T
  const out = createWriteStream(path)
  out.write('Deal ID,Deal Name,Company,Deal Owner,Deal Stage,Amount,Create Date,Close Date,Industry,Region,Lead Source\n')
  for (let number = 1; number <= count; number += 1) {
    const industry = pick(industries)
    const opened = begin + Math.floor((chance() * (end - begin)) / day) * day
    const closed = opened + Math.ceil(5 + 120 * chance() * chance()) * day
    const won = chance() < (industry === 'Retail' ? 0.22 : 0.42)
    const decided = closed <= end && chance() < 0.85
    const name = number % 100 === 0 ? `"Renewal, ""phase ${number % 7}"" ${number}"` : `Deal ${number}`
    const amount = chance() < 0.04 ? '' : Math.round(Math.exp(8 + 1.1 * normal(chance))).toFixed(2)
    const row = [
      `D-${number}`,
      name,
      `Company ${1 + Math.floor(chance() * (count / 8))}`,
      `Owner ${1 + Math.floor(chance() * 40)}`,
      decided ? (won ? 'Closed Won' : 'Closed Lost') : pick(stages),
      amount,
      isoDay(opened),
      isoDay(closed),
      industry,
      pick(regions),
      pick(sources),
    ].join(',')
    if (!out.write(`${row}\n`)) await once(out, 'drain')
  }
  out.end()
  await once(out, 'finish')
}

const isoDay = (at: number) => new Date(at).toISOString().slice(0, 10)

/** A value of the normal distribution, by Box and Muller. */
function normal(chance: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance())
}
