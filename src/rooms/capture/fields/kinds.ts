import type { FileKind, StagedKind } from '../shapes.ts'
import { activityFields, activitySigns } from './activity.ts'
import { accountFields, accountSigns, productFields, productSigns, userFields, userSigns } from './company.ts'
import { dealFields, dealSigns } from './deal.ts'
import type { Field, KindSigns } from './field.ts'
import { historyFields, historySigns, otherSigns, stageFields } from './other.ts'
import { leadFields, leadSigns, personFields, personSigns } from './people.ts'
import { campaignFields, campaignSigns, costFields, costSigns, memberFields, memberSigns } from './programs.ts'

/** The fields of each kind; their keys are the columns of `staged.<kind>`. */
export const fieldsOf: Readonly<Record<StagedKind | 'stage', readonly Field[]>> = {
  deal: dealFields,
  account: accountFields,
  person: personFields,
  lead: leadFields,
  user: userFields,
  product: productFields,
  stage_history: historyFields,
  campaign: campaignFields,
  campaign_member: memberFields,
  campaign_cost: costFields,
  activity: activityFields,
  stage: stageFields,
}

export const signsOf: Readonly<Partial<Record<FileKind, KindSigns>>> = {
  deal: dealSigns,
  account: accountSigns,
  person: personSigns,
  lead: leadSigns,
  user: userSigns,
  product: productSigns,
  stage_history: historySigns,
  campaign: campaignSigns,
  campaign_member: memberSigns,
  campaign_cost: costSigns,
  activity: activitySigns,
  ...otherSigns,
}

/** Words that a vendor puts before a field of its own kind: "Deal - Title", "Lead Owner". They may be left off to find the field. */
export const ownPrefixes: Readonly<Record<StagedKind | 'stage', readonly string[]>> = {
  deal: ['deal', 'opportunity', 'potential', 'property'],
  account: ['account', 'company', 'organization', 'seller', 'property', 'billing'],
  person: ['contact', 'person', 'property', 'mailing'],
  lead: ['lead', 'property'],
  user: ['user', 'owner'],
  product: ['product'],
  stage_history: ['opportunity', 'deal'],
  campaign: ['campaign', 'program', 'property'],
  campaign_member: ['campaignmember', 'member', 'lead', 'contact', 'property'],
  campaign_cost: [],
  activity: ['activity', 'task', 'event', 'call', 'meeting', 'engagement', 'propertyhs', 'property'],
  stage: ['stage'],
}

/** What a row has to have so that it can be told from others: at least one of these. */
export const knownBy: Readonly<Record<StagedKind, readonly string[]>> = {
  deal: ['external_id', 'name', 'stage', 'status', 'amount', 'account_name', 'account_external_id', 'lead_external_id'],
  account: ['external_id', 'name', 'domain', 'website'],
  person: ['external_id', 'email', 'full_name', 'last_name', 'first_name', 'phone'],
  lead: ['external_id', 'email', 'full_name', 'last_name', 'first_name', 'phone', 'company'],
  user: ['external_id', 'email', 'full_name', 'last_name', 'first_name'],
  product: ['external_id', 'name'],
  stage_history: ['deal_external_id', 'deal_name'],
  campaign: ['external_id', 'name'],
  campaign_member: ['contact_external_id', 'lead_external_id', 'who_external_id', 'email', 'full_name', 'last_name', 'first_name'],
  campaign_cost: ['external_id', 'campaign_name', 'campaign_external_id'],
  activity: ['external_id', 'subject', 'type', 'note', 'at', 'called_at', 'starts_at', 'due_at', 'done_at', 'created_at'],
}

/** What makes a row without an id the same row in the next export: things that do not change as the record lives on. */
export const identity: Readonly<Record<StagedKind, readonly string[]>> = {
  deal: ['name', 'account_name', 'account_external_id', 'lead_external_id', 'person_name', 'opened_at'],
  account: ['name', 'domain', 'website'],
  person: ['email', 'first_name', 'last_name', 'full_name', 'account_name'],
  lead: ['email', 'first_name', 'last_name', 'full_name', 'company', 'created_at'],
  user: ['email', 'first_name', 'last_name', 'full_name'],
  product: ['name'],
  stage_history: ['deal_external_id', 'deal_name', 'stage', 'entered_at'],
  campaign: ['name'],
  campaign_member: [
    'campaign_external_id',
    'campaign_name',
    'contact_external_id',
    'lead_external_id',
    'who_external_id',
    'email',
    'first_name',
    'last_name',
    'full_name',
    'company',
  ],
  campaign_cost: ['campaign_external_id', 'campaign_name', 'spent_on', 'what'],
  // A task is put off and passed on: when it is due, whose it is and how it stands say nothing about which one it is.
  activity: [
    'type',
    'subject',
    'created_at',
    'called_at',
    'starts_at',
    'at',
    'person_name',
    'email',
    'contact_external_id',
    'lead_external_id',
    'who_external_id',
    'deal_external_id',
    'deal_name',
  ],
}
