import { describe, expect, test } from 'vitest'
import type { Day } from '#kernel/time'
import { isWorkday } from './calendar.ts'
import { sampleCompany } from './company.ts'
import { madeCampaigns, madeLeads } from './marketing.ts'
import { Chance } from './random.ts'
import { madeDeals } from './selling.ts'
import { madeAccounts, madeReps } from './staff.ts'
import { allPlanted, nothingPlanted, type Planted, plantedTruths } from './truths.ts'

const today = '2026-06-30' as Day
const end = Date.parse(`${today}T00:00:00Z`)

/** The company before it is written down as files. */
function made(seed: number, planted: Planted = allPlanted) {
  const chance = new Chance(seed)
  const reps = madeReps(chance, planted)
  const accounts = madeAccounts(chance, reps)
  const campaigns = madeCampaigns(chance, end, planted)
  const leads = madeLeads(chance, end, accounts, reps, campaigns, planted)
  return { campaigns, leads, deals: madeDeals(chance, end, accounts, reps, leads, planted) }
}

const seeds = Array.from({ length: 20 }, (_, index) => index + 1)
const mean = (numbers: readonly number[]) => numbers.reduce((sum, each) => sum + each, 0) / numbers.length
const share = <T>(all: readonly T[], hit: (one: T) => boolean) => all.filter(hit).length / all.length

describe('the sample company', () => {
  test('is the same, byte by byte, for the same day, seed and truths, and another for another seed', () => {
    expect(sampleCompany(today, { seed: 3 })).toEqual(sampleCompany(today, { seed: 3 }))
    expect(sampleCompany(today, { seed: 4 })).not.toEqual(sampleCompany(today, { seed: 3 }))
    expect(sampleCompany(today, { seed: 3, planted: nothingPlanted })).not.toEqual(sampleCompany(today, { seed: 3 }))
  })

  test('moves deals on workdays only, never backwards in time and not after its last day', () => {
    for (const { entries } of made(1).deals) {
      for (const [index, { at }] of entries.entries()) {
        expect(isWorkday(at) && at <= end).toBe(true)
        const next = entries[index + 1]
        if (next) expect(next.at).toBeGreaterThanOrEqual(at)
      }
    }
  })

  test('has deals that skip a stage, go back, are taken up again and are forgotten, and little is begun in August', () => {
    const { deals } = made(2)
    const path = deals.map(({ entries }) => entries.map(({ stage }) => stage).join(' > '))
    expect(path.filter((each) => each.includes('Qualification > Proposal')).length).toBeGreaterThan(20)
    expect(path.filter((each) => each.includes('Proposal > Discovery')).length).toBeGreaterThan(5)
    expect(path.filter((each) => /Closed Lost > [QDPN]/.test(each)).length).toBeGreaterThan(5)
    expect(deals.filter(({ state, openedAt }) => state === 'open' && end - openedAt > 300 * 86_400_000).length).toBeGreaterThan(5)
    const begun = (month: number) => deals.filter(({ openedAt }) => new Date(openedAt).getUTCMonth() === month).length
    expect(begun(7)).toBeLessThan(begun(8) * 0.75)
  })

  test('types leads of marketing in again under another source, as many as are planted, each after the first', () => {
    const { leads } = made(5)
    const again = leads.filter((lead) => lead.again !== null)
    const first = new Map(leads.map((lead) => [lead.id, lead]))
    expect(again.length).toBeGreaterThan(40)
    for (const { again: id, email, source, createdAt } of again) {
      expect([first.get(id ?? '')?.email, source]).toEqual([email, plantedTruths.reenteredSource])
      expect(createdAt).toBeGreaterThan(first.get(id ?? '')?.createdAt ?? 0)
    }
    expect(made(5, { ...allPlanted, reenteredLeads: false }).leads.some(({ again: id }) => id !== null)).toBe(false)
  })

  test('has a campaign that costs most and does nothing, which the others do not', () => {
    const rates = seeds.map((seed) => {
      const { leads, campaigns } = made(seed)
      const [dearest] = campaigns.toSorted((a, b) => b.cost - a.cost)
      expect(dearest?.name.startsWith(plantedTruths.idleCampaign)).toBe(true)
      const website = leads.filter((lead) => lead.source === 'Website' && lead.createdAt < end - 40 * 86_400_000)
      const converted = (of: typeof leads) => share(of, ({ convertedAt }) => convertedAt !== null)
      const idle = website.filter(({ campaign }) => campaign?.name.startsWith(plantedTruths.idleCampaign))
      const busy = website.filter(({ campaign }) => campaign && !campaign.name.startsWith(plantedTruths.idleCampaign))
      return { idle: converted(idle), busy: converted(busy), none: converted(website.filter(({ campaign }) => !campaign)) }
    })
    const of = (key: 'idle' | 'busy' | 'none') => mean(rates.map((rate) => rate[key]))
    expect(Math.abs(of('idle') - of('none'))).toBeLessThan(0.03)
    expect(of('busy') - of('none')).toBeGreaterThan(0.15)
  })
})
