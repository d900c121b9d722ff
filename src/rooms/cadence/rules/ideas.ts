import type { Id } from '#kernel/id'
import type { Answer } from '#rooms/measure/contract'

/** What is told of a campaign that used an idea; with first touch, so that sums over campaigns count no deal twice. */
const shown = {
  responses: 'response_count',
  leads: 'response_lead_count',
  deals: 'campaign_deals_first',
  won: 'campaign_won_first',
} as const
const names: readonly string[] = Object.values(shown)

/** Those of a campaign's numbers that an idea is credited with. */
export const shownAnswers = (answers: readonly Answer[]) => answers.filter(({ name }) => names.includes(name))

/** The sum over the campaigns of an idea; null where nothing used it. */
export function creditOf(campaigns: readonly (readonly Answer[])[]) {
  if (campaigns.length === 0) return null
  const all = campaigns.flat()
  const sum = (name: string) => all.reduce((total, one) => total + (one.name === name ? (one.value ?? 0) : 0), 0)
  return {
    responses: sum(shown.responses),
    leads: sum(shown.leads),
    deals: sum(shown.deals),
    won: sum(shown.won),
    currency: all.find(({ name, currency }) => name === shown.won && currency !== null)?.currency ?? null,
  }
}

interface Person {
  readonly id: Id<'member'>
  readonly name: string
}

/** What each author's ideas brought. A campaign that used two ideas of one author counts once for them. */
export function authorsOf(
  ideas: readonly { readonly author: Person; readonly campaigns: readonly string[] }[],
  won: ((campaign: string) => number) | null,
) {
  const each = [...Map.groupBy(ideas, ({ author }) => author.id)].map(([id, own]) => ({
    ...{ id, name: own[0]?.author.name ?? '', ideas: own.length },
    used: own.filter(({ campaigns }) => campaigns.length > 0).length,
    won: won === null ? null : [...new Set(own.flatMap(({ campaigns }) => campaigns))].reduce((sum, one) => sum + won(one), 0),
  }))
  return each.toSorted((a, b) => (b.won ?? 0) - (a.won ?? 0) || b.used - a.used || b.ideas - a.ideas || a.name.localeCompare(b.name))
}
