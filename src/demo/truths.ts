/** A stage of the made-up sales process: the share that goes on, of those that do not turn back, and the median days of a stay. */
export interface MadeStage {
  readonly stage: string
  readonly on: number
  readonly days: number
}

/** The process when nothing is planted: the stages differ by no more than two years of this company can tell. */
export const usualProcess: readonly MadeStage[] = [
  { stage: 'Qualification', on: 0.75, days: 9 },
  { stage: 'Discovery', on: 0.77, days: 16 },
  { stage: 'Proposal', on: 0.77, days: 24 },
  { stage: 'Negotiation', on: 0.78, days: 12 },
]

/** Share of the stays in a stage that end with a step back; the first stage has nothing behind it. */
export const turnsBack = 0.03

/** What the made-up company is known to suffer from, with the known answers, for tests and for the page that introduces it. */
export const plantedTruths = {
  /** Far more deals are lost from here than from any other stage. */
  constraintStage: 'Proposal',
  constraintOn: 0.46,
  /** Deals of this industry take this many times as long in every stage. */
  slowIndustry: 'Public sector',
  slowFactor: 1.7,
  /** Leads of marketing that a rep typed in again some days later, under this source. */
  reenteredSource: 'Field-generated',
  reenteredShare: 0.12,
  /** It costs most, and its members become deals exactly as often as leads without any campaign. */
  idleCampaign: 'Airport posters',
  /** What is added to the log-odds with which a lead becomes a deal; deals are won alike whoever they came from. */
  fit: {
    titles: { 'Head of Operations': 1.9, 'Plant Manager': 1.7, CFO: 0.4, 'IT Director': 0, 'Project Lead': -1.9, Buyer: -2.2 },
    /** Companies under so many employees, and from so many on. */
    employees: { small: { under: 200, odds: -2.6 }, large: { from: 500, odds: 1.3 } },
  },
} as const

/** Which truths are planted; a test switches each off by itself. */
export interface Planted {
  readonly constraint: boolean
  readonly slowSegment: boolean
  readonly reenteredLeads: boolean
  readonly idleCampaign: boolean
  /** Some reps bring more deals on, and faster, than others. */
  readonly repsDiffer: boolean
  /** Who decides on plants, and larger companies, become deals more often: what a learned scorecard should find. */
  readonly fit: boolean
}

export const allPlanted: Planted = {
  constraint: true,
  slowSegment: true,
  reenteredLeads: true,
  idleCampaign: true,
  repsDiffer: true,
  fit: true,
}
export const nothingPlanted: Planted = {
  constraint: false,
  slowSegment: false,
  reenteredLeads: false,
  idleCampaign: false,
  repsDiffer: false,
  fit: false,
}

/** A chance whose log-odds are shifted. */
export function shifted(share: number, by: number): number {
  return 1 / (1 + ((1 - share) / share) * Math.exp(-by))
}
