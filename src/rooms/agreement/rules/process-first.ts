import type { Role } from '#kernel/access'
import { t } from '#kernel/text'
import { type Duty, duties, type Party, type Step, type StepClock } from '../contract/process.ts'

interface First {
  readonly key: string
  readonly name: string
  readonly begins: string
  readonly ends: string
  readonly clocks?: readonly StepClock[]
  readonly back?: string
  readonly who: Partial<Record<Duty, readonly Role[]>>
}

const byRole = (all: readonly Role[] = []): Party[] => all.map((role) => ({ kind: 'role', role }))

/** Steps to begin with, as most companies that hand people over would have them: from the first response to the customer, and back. */
export function firstSteps(): Step[] {
  return texts().map(({ key, name, begins, ends, clocks = [], back = null, who }) => ({
    ...{ key, name, begins, ends, clocks: [...clocks], back },
    ...(Object.fromEntries(duties.map((duty) => [duty, byRole(who[duty])])) as Record<Duty, Party[]>),
  }))
}

const texts = (): First[] => [
  {
    key: 'response',
    name: t('Take in the response'),
    begins: t('Somebody fills in a form, replies, checks in at an event'),
    ends: t('The person is recognised and judged by the lead contract'),
    who: { accountable: ['marketing'], responsible: ['marketing'] },
  },
  {
    key: 'nurture',
    name: t('Keep in touch until they are ready'),
    begins: t('The person is a contact: the lead contract is not met yet, or sales gave them back'),
    ends: t('The lead contract is met, and the agreed rest is over'),
    who: { accountable: ['marketing'], responsible: ['marketing'], consulted: ['sales'] },
  },
  {
    key: 'hand-over',
    name: t('Hand over to the right channel'),
    begins: t('The lead contract is met'),
    ends: t('The lead has an owner, or stands in a queue, with all that is known'),
    clocks: ['place'],
    who: { accountable: ['marketing'], responsible: ['marketing'], consulted: ['admin'], informed: ['sales'] },
  },
  {
    key: 'accept',
    name: t('Accept or reject'),
    begins: t('The lead is offered to its owner'),
    ends: t('It is accepted, or rejected with an agreed reason'),
    clocks: ['accept'],
    back: 'nurture',
    who: { accountable: ['sales'], responsible: ['sales'], informed: ['marketing'] },
  },
  {
    key: 'first-contact',
    name: t('First contact'),
    begins: t('The lead is accepted'),
    ends: t('A call, mail or meeting with the person happened'),
    clocks: ['firstContact', 'failed'],
    who: { accountable: ['sales'], responsible: ['sales'], informed: ['marketing'] },
  },
  {
    key: 'qualify',
    name: t('Find out whether there is a deal'),
    begins: t('The person was reached, or tried for the first time'),
    ends: t('There is a deal, or the person goes back after the agreed tries'),
    clocks: ['cold'],
    back: 'nurture',
    who: { accountable: ['sales'], responsible: ['sales'], consulted: ['marketing'] },
  },
  {
    key: 'deal',
    name: t('Open the deal'),
    begins: t('Need, budget and a person who decides are known'),
    ends: t('The deal stands in the pipeline with its amount and the lead that it came from'),
    who: { accountable: ['sales'], responsible: ['sales'], informed: ['marketing'] },
  },
  {
    key: 'win',
    name: t('Win the customer'),
    begins: t('The deal is open'),
    ends: t('It is won, or lost with its reason'),
    back: 'nurture',
    who: { accountable: ['sales'], responsible: ['sales'], consulted: ['marketing'], informed: ['admin'] },
  },
  {
    key: 'learn',
    name: t('Learn from it, and agree again'),
    begins: t('A month is over'),
    ends: t('Both teams know what became of every lead; the contract stays or a change is proposed'),
    who: { accountable: ['owner'], responsible: ['marketing', 'sales'], informed: ['admin'] },
  },
]
