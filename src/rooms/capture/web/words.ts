import type { Confidence } from '#web/kit/confidence.tsx'
import { t } from '#web/kit/text'
import type { DateOrder, Delimiter, Encoding, FileKind, StageKind, Vendor } from '../shapes.ts'

/** How the closed lists of capture are said on screens. */
export const vendorWords: Record<Vendor, string> = {
  salesforce: 'Salesforce',
  hubspot: 'HubSpot',
  pipedrive: 'Pipedrive',
  zoho: 'Zoho CRM',
  marketo: 'Marketo',
  pardot: 'Pardot',
  unknown: t('Unknown system'),
}

export const kindWords: Record<FileKind, string> = {
  deal: t('Deals'),
  account: t('Accounts (companies)'),
  person: t('People (contacts)'),
  lead: t('Leads'),
  user: t('Users (sales team)'),
  product: t('Products'),
  stage_history: t('Stage history'),
  stage: t('Stages'),
  campaign: t('Campaigns'),
  campaign_member: t('Campaign members'),
  campaign_cost: t('Campaign costs'),
  activity: t('Activities (calls, meetings, e-mails, tasks)'),
  quote: t('Quotes'),
  case: t('Support cases'),
  line_item: t('Line items'),
  link: t('Links between records'),
  other: t('Something else (left out)'),
}

export const encodingWords: Record<Encoding, string> = {
  'utf-8': 'UTF-8',
  'utf-16le': t('UTF-16 (little endian)'),
  'utf-16be': t('UTF-16 (big endian)'),
  'windows-1252': t('Windows-1252 (Western)'),
}

export const delimiterWords: Record<Delimiter, string> = { ',': t('Comma'), ';': t('Semicolon'), '\t': t('Tab'), '|': t('Vertical bar') }

export const dateOrderWords: Record<DateOrder, string> = {
  dmy: t('Day first (31.12.2025)'),
  mdy: t('Month first (12/31/2025)'),
  ymd: t('Year first (2025-12-31)'),
}

/** The same inside of "Read as UTF-8, comma, day first (31.12.2025)". */
export const readWords: { delimiter: Record<Delimiter, string>; dateOrder: Record<DateOrder, string> } = {
  delimiter: { ',': t('comma'), ';': t('semicolon'), '\t': t('tab'), '|': t('vertical bar') },
  dateOrder: { dmy: t('day first (31.12.2025)'), mdy: t('month first (12/31/2025)'), ymd: t('year first (2025-12-31)') },
}

export const decimalWords = { '.': t('Point (1,234.50)'), ',': t('Comma (1.234,50)') } as const

export const stageKindWords: Record<StageKind, string> = { open: t('Open'), won: t('Won'), lost: t('Lost') }

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
