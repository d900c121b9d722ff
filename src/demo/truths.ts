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
} as const

/** Which truths are planted; a test switches each off by itself. */
export interface Planted {
  readonly constraint: boolean
  readonly slowSegment: boolean
  readonly reenteredLeads: boolean
  readonly idleCampaign: boolean
  /** Some reps bring more deals on, and faster, than others. */
  readonly repsDiffer: boolean
}

export const allPlanted: Planted = { constraint: true, slowSegment: true, reenteredLeads: true, idleCampaign: true, repsDiffer: true }
export const nothingPlanted: Planted = {
  constraint: false,
  slowSegment: false,
  reenteredLeads: false,
  idleCampaign: false,
  repsDiffer: false,
}
