import type { Confidence } from '#web/kit/confidence.tsx'
import type { DateOrder, Delimiter, Encoding, FileKind, StageKind, Vendor } from '../shapes.ts'

/** How the closed lists of capture are said on screens. */
export const vendorWords: Record<Vendor, string> = {
  salesforce: 'Salesforce',
  hubspot: 'HubSpot',
  pipedrive: 'Pipedrive',
  zoho: 'Zoho CRM',
  marketo: 'Marketo',
  pardot: 'Pardot',
  unknown: 'Unknown system',
}

export const kindWords: Record<FileKind, string> = {
  deal: 'Deals',
  account: 'Accounts (companies)',
  person: 'People (contacts)',
  lead: 'Leads',
  user: 'Users (sales team)',
  product: 'Products',
  stage_history: 'Stage history',
  stage: 'Stages',
  campaign: 'Campaigns',
  campaign_member: 'Campaign members',
  campaign_cost: 'Campaign costs',
  activity: 'Activities (calls, meetings, e-mails, tasks)',
  quote: 'Quotes',
  case: 'Support cases',
  line_item: 'Line items',
  link: 'Links between records',
  other: 'Something else (left out)',
}

export const encodingWords: Record<Encoding, string> = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16 (little endian)',
  'utf-16be': 'UTF-16 (big endian)',
  'windows-1252': 'Windows-1252 (Western)',
}

export const delimiterWords: Record<Delimiter, string> = { ',': 'Comma', ';': 'Semicolon', '\t': 'Tab', '|': 'Vertical bar' }

export const dateOrderWords: Record<DateOrder, string> = {
  dmy: 'Day first (31.12.2025)',
  mdy: 'Month first (12/31/2025)',
  ymd: 'Year first (2025-12-31)',
}

export const decimalWords = { '.': 'Point (1,234.50)', ',': 'Comma (1.234,50)' } as const

export const stageKindWords: Record<StageKind, string> = { open: 'Open', won: 'Won', lost: 'Lost' }

/** All currencies as options, with what stands where none is known. */
export function currencyOptions(unknown: string): { value: string; label: string }[] {
  return [{ value: '', label: unknown }, ...Intl.supportedValuesOf('currency').map((value) => ({ value, label: value }))]
}

/** A list of words as options of a select. */
export function optionsOf<K extends string>(words: Record<K, string>): { value: K; label: string }[] {
  return (Object.keys(words) as K[]).map((value) => ({ value, label: words[value] }))
}

/** How a confidence between 0 and 1 is shown. */
export function confidenceOf(value: number): Confidence {
  if (value >= 0.85) return 'sure'
  return value >= 0.6 ? 'likely' : 'check'
}

/** A stored kind or field key as words: "stage_history" as "stage history". */
export function plainKey(key: string): string {
  return key.replaceAll('_', ' ')
}
