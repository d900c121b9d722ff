import type { Id } from '#kernel/id'
import type { ContractDocument } from '#rooms/agreement/contract'
import type { FormDocument } from '#rooms/capture/contract/forms'
import { everyonesQueue, type RoutingDocument, type RoutingRule } from '#rooms/leads/contract/routing'
import type { Goal } from '#rooms/programs/contract/campaign-goals'

/** For so many days the made-up company hands people over: as many as the screens look back on. */
export const handOverDays = 91

const all = { combinator: 'and', rules: [] } as const
const line = (field: string, operator: '>=' | '>' | 'in' | 'contains', value: string | readonly string[]) =>
  ({ combinator: 'and', rules: [{ field, operator, value }] }) as const

/** What both sides of the made-up company signed. */
export const sampleContract: ContractDocument = {
  criteria: [
    { key: 'size', name: 'At least 100 employees', kind: 'fit', rule: line('employees', '>=', '100'), points: 25, fade: null },
    {
      ...{ key: 'role', name: 'Decides on plants or money', kind: 'fit', points: 20, fade: null },
      rule: {
        combinator: 'or',
        rules: ['Head', 'Director', 'Manager', 'CFO'].map((value) => ({ field: 'title', operator: 'contains', value }) as const),
      },
    },
    { key: 'new', name: 'Responded now', kind: 'behaviour', rule: line('responses30', '>=', '1'), points: 20, fade: null },
    {
      ...{ key: 'way', name: 'Came to a webinar or a fair', kind: 'behaviour', points: 15, fade: null },
      rule: line('source', 'in', ['Webinar', 'Trade show', 'Referral', 'Partner']),
    },
    { key: 'again', name: 'Responded more than once', kind: 'behaviour', rule: line('responses', '>=', '2'), points: 15, fade: null },
  ],
  required: ['company'],
  exclusions: [{ key: 'free', name: 'Writes from a private address', rule: line('emailDomain', 'in', ['mail.example', 'post.example']) }],
  threshold: 55,
  marketing: { leadsAMonth: 80, acceptedShare: 0.8, pipelineShare: 0.35 },
  sales: { accept: { hours: 4, of: 'working' }, firstContact: { hours: 8, of: 'working' }, tries: 5 },
  rejections: [
    { key: 'no-fit', name: 'Not our kind of company', returns: false, restDays: null },
    { key: 'student', name: 'A student or a job seeker', returns: false, restDays: null },
    { key: 'wrong-person', name: 'The wrong person at the right company', returns: true, restDays: 14 },
    { key: 'no-budget', name: 'No budget this year', returns: true, restDays: 60 },
    { key: 'later', name: 'Interested, and not now', returns: true, restDays: 30 },
  ],
  nurture: { afterTries: true, restDays: 30 },
  clocks: { place: { hours: 12, of: 'working' }, failed: { hours: 72, of: 'all' }, cold: { hours: 336, of: 'all' } },
  team: null,
}

const rule = (one: Pick<RoutingRule, 'key' | 'name' | 'rule' | 'to'>): RoutingRule => ({
  ...one,
  atWork: false,
  speaks: false,
  atMost: null,
})

/** Who gets whom: customers go to whoever knows them, large ones wait for the key account team, all others go to each in turn. */
export function sampleRouting(reps: readonly Id<'member'>[], newcomer: Id<'member'> | null): RoutingDocument {
  const turns = (members: readonly Id<'member'>[]) => members.map((member) => ({ member, weight: 1 }))
  return {
    rules: [
      ...(newcomer === null
        ? []
        : [
            rule({
              ...{ key: 'inbound', name: 'Website and webinars', rule: line('source', 'in', ['Website', 'Webinar']) },
              to: { kind: 'members', members: [{ member: newcomer, weight: 4 }, ...turns(reps.slice(0, 2))], by: 'weight' },
            }),
          ]),
      rule({ key: 'customers', name: 'Customers', rule: line('wonDeals', '>', '0'), to: { kind: 'account-owner' } }),
      rule({
        ...{ key: 'large', name: 'Large companies', rule: line('employees', '>=', '900') },
        to: { kind: 'queue', queue: 'Key accounts' },
      }),
      rule({ key: 'turns', name: 'All others in turn', rule: all, to: { kind: 'members', members: turns(reps), by: 'turn' } }),
    ],
    fallback: everyonesQueue,
  }
}

const question = (key: 'fullName' | 'email' | 'company' | 'message', label: string, required: boolean) => ({
  ...{ key: key.toLowerCase(), about: key, custom: '', type: 'text' as const, label, hint: '', required, options: [] },
})

/** The form on the made-up company's site. */
export const sampleForm: { readonly name: string; readonly document: FormDocument } = {
  name: 'Ask for advice',
  document: {
    ...{ title: 'Ask for advice', intro: 'Tell us what slows your line down. We call back within a working day.', language: 'en' },
    fields: [
      question('fullName', 'Name', true),
      question('email', 'Work e-mail', true),
      question('company', 'Company', true),
      question('message', 'What can we do for you?', false),
    ],
    consents: [],
    ...{ button: 'Send', campaign: '', channel: 'Online', source: 'Website' },
    thanks: { how: 'text', text: 'Thank you. We will be in touch soon.', address: '' },
    ...{ origins: [], closed: '' },
  },
}

/** A campaign of the weeks of the hand-over; days count back from today. */
export interface SampleCampaign {
  readonly id: string
  readonly name: string
  readonly type: string
  readonly source: string
  readonly channel: string
  readonly begins: number
  readonly ends: number
  readonly cost: number
  readonly what: string
  readonly goal: Goal | null
}

export const sampleCampaigns: readonly SampleCampaign[] = [
  {
    ...{
      id: 'K801',
      name: 'Maintenance checklist',
      type: 'Content',
      source: 'Website',
      channel: 'Online',
      begins: 88,
      ends: -20,
      cost: 7_400,
    },
    ...{ what: 'Downloaded the checklist', goal: { conversion: { is: 'accepted' }, of: 'responded', target: 0.5 } },
  },
  {
    ...{
      id: 'K802',
      name: 'Line efficiency webinar',
      type: 'Webinar',
      source: 'Webinar',
      channel: 'Online',
      begins: 80,
      ends: 10,
      cost: 9_600,
    },
    ...{ what: 'Attended the webinar', goal: { conversion: { is: 'accepted' }, of: 'responded', target: 0.6 } },
  },
  {
    ...{
      id: 'K803',
      name: 'Regional trade fair',
      type: 'Event',
      source: 'Trade show',
      channel: 'Event',
      begins: 60,
      ends: 30,
      cost: 38_000,
    },
    ...{ what: 'Talked to us at the stand', goal: { conversion: { is: 'lead' }, of: 'responded', target: 0.7 } },
  },
  {
    ...{
      id: 'K804',
      name: 'Savings calculator',
      type: 'Content',
      source: 'Website',
      channel: 'Online',
      begins: 45,
      ends: -40,
      cost: 11_900,
    },
    ...{ what: 'Used the calculator', goal: null },
  },
]
