import { z } from 'zod'
import { editors, everyMember, members, roles } from '#kernel/access'
import { endpoint } from '#kernel/endpoint'
import { idOf } from '#kernel/id'
import { instantShape } from '#kernel/time'
import { clockShape } from './document.ts'
import { sides } from './versions.ts'

/** The clocks of the lead contract that a step may run against; their times stand in the contract and nowhere else. */
export const stepClocks = ['place', 'accept', 'firstContact', 'failed', 'cold'] as const
export type StepClock = (typeof stepClocks)[number]

/** What somebody is in a step: answers for it, does it, is asked before, is told after. */
export const duties = ['accountable', 'responsible', 'consulted', 'informed'] as const
export type Duty = (typeof duties)[number]

/** Who does something: everybody of a role or team, one owner of records, or one who signs in. */
export const partyShape = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('role'), role: z.enum(roles) }),
  z.object({ kind: z.literal('team'), team: z.string().trim().min(1).max(200) }),
  z.object({ kind: z.literal('member'), id: idOf('member') }),
  z.object({ kind: z.literal('user'), id: z.string().min(1).max(100) }),
])
export type Party = z.output<typeof partyShape>

/** A party in one word, to tell two apart. */
export function partyKey(party: Party): string {
  if (party.kind === 'role') return `role ${party.role}`
  return party.kind === 'team' ? `team ${party.team}` : `${party.kind} ${party.id}`
}

const keyShape = z
  .string()
  .regex(/^[a-z0-9-]{1,40}$/, 'A key is made of small letters, digits and hyphens.')
  .meta({ examples: ['first-contact'] })
const partiesShape = z
  .array(partyShape)
  .max(20)
  .refine((all) => new Set(all.map(partyKey)).size === all.length, { message: 'Somebody is named twice.' })
const sentenceShape = z.string().trim().max(400, 'Say it in at most 400 characters.')

const stepShape = z.object({
  key: keyShape.describe('Stays the same from version to version'),
  name: z.string().trim().min(1, 'Give it a name.').max(120, 'A name has at most 120 characters.'),
  begins: sentenceShape.describe('What starts it'),
  ends: sentenceShape.describe('What ends it'),
  clocks: z.array(z.enum(stepClocks)).max(stepClocks.length).describe('Clocks of the lead contract that run in it'),
  back: keyShape.nullable().describe('The earlier step to which somebody may come back from here'),
  accountable: partiesShape.describe('Who answers for it: exactly one'),
  responsible: partiesShape.describe('Who does it'),
  consulted: partiesShape.describe('Who is asked before'),
  informed: partiesShape.describe('Who is told after'),
})
export type Step = z.output<typeof stepShape>

export const stepsShape = z
  .array(stepShape)
  .max(60, 'A process has at most 60 steps.')
  .refine((all) => new Set(all.map(({ key }) => key)).size === all.length, { message: 'Two steps have the same key.' })

/** What is kept of a version. */
export const processShape = z.object({ steps: stepsShape })

/** What is not clear about who does a step. */
export const flagKinds = ['none-accountable', 'several-accountable', 'accountable-empty', 'none-responsible'] as const

const toldPartyShape = z.object({
  party: partyShape,
  name: z.string(),
  people: z.int().nullable().describe('How many it stands for, where that is known'),
  here: z.boolean().describe('Whether there is still somebody behind it'),
})
const toldStepShape = stepShape.extend({
  clocks: z.array(
    z.object({ clock: z.enum(stepClocks), time: clockShape.nullable().describe('As the contract in force has it; null while none is') }),
  ),
  accountable: z.array(toldPartyShape),
  responsible: z.array(toldPartyShape),
  consulted: z.array(toldPartyShape),
  informed: z.array(toldPartyShape),
  flags: z.array(z.object({ kind: z.enum(flagKinds), why: z.string() })).describe('What is not clear about who does it, in words'),
})
export type ToldStep = z.output<typeof toldStepShape>
export type ToldParty = z.output<typeof toldPartyShape>

const writtenShape = z.object({
  id: idOf('process_version'),
  number: z.int().describe('From 1 on'),
  reason: z.string().describe('Why it was changed'),
  by: z.string(),
  at: instantShape,
})
const doneShape = z.object({ id: idOf('process_version'), eventId: idOf('event').describe('Undo it by this') })

export const readProcess = endpoint({
  id: 'agreement.readProcess',
  method: 'GET',
  path: '/api/v1/process',
  summary: 'Who does what between the first response and the customer: steps with clocks, duties and what is unclear, and all versions',
  access: everyMember,
  records: 'none',
  limits: { rate: 'read' },
  answer: z.object({
    version: writtenShape.nullable().describe('The version that holds; null while the steps are a suggestion'),
    steps: z.array(toldStepShape),
    flagged: z.int().describe('How many steps have no or several accountable, or are unclear otherwise'),
    contract: z.int().nullable().describe('The version of the lead contract that the clocks are from'),
    parties: z.array(toldPartyShape).describe('Whom a step may name'),
    versions: z.array(writtenShape.extend({ changes: z.array(z.string()) })).describe('Newest first, each with what it changed'),
    readers: z
      .array(z.object({ name: z.string(), team: z.enum(sides), readAt: instantShape.nullable() }))
      .describe('Members of both teams, and when they confirmed that they read the newest version'),
    mine: z.object({ writes: z.boolean(), read: z.boolean().describe('Whether you confirmed the newest version') }),
  }),
})

const writing = { access: editors, records: 'none', limits: { rate: 'write' } } as const

export const saveProcess = endpoint({
  ...writing,
  id: 'agreement.saveProcess',
  method: 'POST',
  path: '/api/v1/process/versions',
  summary: 'Change the steps and who does them, with why; it holds at once, and both teams are asked to read it',
  body: z.object({
    steps: stepsShape,
    reason: z.string().trim().min(3, 'Say why, in a few words.').max(2000, 'A reason has at most 2,000 characters.'),
    basedOn: z.int().min(0).describe('The number of the version that you changed; 0 for the first'),
  }),
  answer: doneShape,
})

export const confirmProcess = endpoint({
  id: 'agreement.confirmProcess',
  method: 'POST',
  path: '/api/v1/process/versions/{id}/confirm',
  summary: 'Confirm that you read the newest version of the process',
  access: members('owner', 'admin', 'sales', 'marketing', 'viewer'),
  records: 'none',
  limits: { rate: 'write' },
  params: z.object({ id: idOf('process_version') }),
  answer: doneShape,
})

export const undoProcess = endpoint({
  ...writing,
  id: 'agreement.undoProcess',
  method: 'POST',
  path: '/api/v1/process/undo',
  summary: 'Take a change of the process back, unless somebody went on from it or confirmed that they read it',
  body: z.object({ eventId: idOf('event') }),
  answer: z.object({}),
})
