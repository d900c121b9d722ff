import { z } from 'zod'
import { editors, everyMember } from '#kernel/access'
import { endpoint } from '#kernel/endpoint'
import { idOf } from '#kernel/id'
import { instantShape } from '#kernel/time'
import { sides } from './versions.ts'

const text = (most: number) => z.string().trim().max(most, 'This is longer than a definition should be.')
const perhaps = text(1000).nullable()

/** What a word says: one meaning for both sides, and how each would put it. */
const wordingShape = z.object({
  name: z.string().trim().min(1, 'Give it a name.').max(80, 'A word has at most 80 characters.'),
  meaning: text(1000).min(3, 'Say what it means.'),
  marketing: perhaps.describe('How marketing puts it, where that helps'),
  sales: perhaps.describe('How sales puts it, where that helps'),
  example: perhaps,
  isNot: perhaps.describe('What it is not, though somebody may take it for it'),
})
export type Wording = z.output<typeof wordingShape>

const sideShape = z.enum(sides)
const givenShape = z.object({ name: z.string(), at: instantShape }).nullable()

/** Where a word comes from: with the product, from the company, or with the product and defined otherwise by the company. */
export const wordOrigins = ['ours', 'own', 'otherwise'] as const

const wordShape = wordingShape.extend({
  key: z.string(),
  origin: z.enum(wordOrigins),
  ours: wordingShape.nullable().describe('What the product says, where the company says otherwise'),
  version: z.int().describe('How often the company wrote it; 0 for a word that came with the product'),
  reason: z.string().nullable(),
  by: z.string().nullable(),
  at: instantShape.nullable(),
  seal: z.string().describe('Fingerprint of the wording; it is confirmed by this'),
  confirmed: z.object({ marketing: givenShape, sales: givenShape }).describe('Who confirmed this wording for which side'),
})
export type GlossaryWord = z.output<typeof wordShape>

const reading = { method: 'GET', access: everyMember, records: 'none', limits: { rate: 'read' } } as const
const writing = { method: 'POST', access: editors, records: 'none', limits: { rate: 'write' } } as const
const one = z.object({ key: z.string().min(1).max(80) })
const doneShape = z.object({ keys: z.array(z.string()), eventId: idOf('event').describe('Undo it by this') })
const reasonShape = z.string().trim().min(3, 'Say why, in a few words.').max(2000, 'A reason has at most 2,000 characters.')
const basedOnShape = z.int().min(0).describe('The version of the word that you changed; 0 for one that nobody wrote yet')

export const readWords = endpoint({
  ...reading,
  id: 'agreement.readWords',
  path: '/api/v1/words',
  summary: 'The words that both sides use, each with one meaning, an example, what it is not, and who confirmed it',
  answer: z.object({
    words: z.array(wordShape).describe('By name'),
    mine: z.object({ writes: z.boolean(), confirms: z.array(sideShape).describe('Sides for which you may confirm') }),
  }),
})

export const readWord = endpoint({
  ...reading,
  id: 'agreement.readWord',
  path: '/api/v1/words/{key}/versions',
  summary: 'What a word meant before: its versions, newest first, each with why',
  params: one,
  answer: z.object({
    versions: z.array(
      wordingShape.extend({
        number: z.int(),
        gone: z.boolean().describe('It was taken out, or given back to what the product says'),
        reason: z.string(),
        by: z.string(),
        at: instantShape,
      }),
    ),
  }),
})

export const defineWord = endpoint({
  ...writing,
  id: 'agreement.defineWord',
  path: '/api/v1/words',
  summary: 'Define a word of the company, or define one otherwise that is there, with why; both sides are asked to confirm it',
  body: wordingShape.extend({
    key: one.shape.key.optional().describe('The word that is changed; left out for a new one'),
    reason: reasonShape,
    basedOn: basedOnShape,
  }),
  answer: doneShape,
})

export const removeWord = endpoint({
  ...writing,
  id: 'agreement.removeWord',
  path: '/api/v1/words/{key}/remove',
  summary: 'Take a word of the company out, or give one back to what the product says, with why',
  params: one,
  body: z.object({ reason: reasonShape, basedOn: basedOnShape }),
  answer: doneShape,
})

export const confirmWords = endpoint({
  ...writing,
  id: 'agreement.confirmWords',
  path: '/api/v1/words/confirm',
  summary: 'Confirm for a side, in your own name, that words mean what is written',
  body: z.object({
    side: sideShape,
    words: z
      .array(z.object({ key: z.string().min(1).max(80), seal: z.string().describe('Of the wording as you read it') }))
      .min(1)
      .max(500),
  }),
  answer: doneShape,
})

export const undoWords = endpoint({
  ...writing,
  id: 'agreement.undoWords',
  path: '/api/v1/words/undo',
  summary: 'Take a change or a confirmation of words back',
  body: z.object({ eventId: idOf('event') }),
  answer: z.object({}),
})
