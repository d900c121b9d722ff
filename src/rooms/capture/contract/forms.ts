import { z } from 'zod'
import { everyMember, members } from '#kernel/access'
import { door } from '#kernel/door'
import { endpoint } from '#kernel/endpoint'
import { idOf } from '#kernel/id'
import { instantShape } from '#kernel/time'

/** What an answer is about: what is known of every person or company, a custom field of the person, or a question of the form's own. */
export const fieldTargets = [
  'email',
  'firstName',
  'lastName',
  'fullName',
  'phone',
  'title',
  'company',
  'domain',
  'country',
  'message',
  'custom',
  'question',
] as const
export type FieldTarget = (typeof fieldTargets)[number]

/** How it is asked. `several` is a checklist, for symptoms and interests. */
export const fieldTypes = ['text', 'long', 'choice', 'several', 'yesno'] as const

const line = (most: number) => z.string().max(most)

export const formFieldShape = z.object({
  key: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,39}$/)
    .describe('Names the field in what is sent; a snippet that was pasted somewhere goes on working while it stays'),
  about: z.enum(fieldTargets),
  custom: line(200)
    .default('')
    .describe('Of a custom field: its name. Answers stand there on the person, so that the lead contract can score them'),
  type: z.enum(fieldTypes).default('text').describe('Of custom fields and questions; the others are asked as what they are'),
  label: line(300),
  hint: line(500).default(''),
  required: z.boolean().default(false),
  options: z.array(line(200)).max(60).default([]),
})
export type FormField = z.output<typeof formFieldShape>

export const consentTextShape = z.object({
  key: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/),
  purpose: line(200).describe('What they agree to, such as "newsletter": kept with the person'),
  text: line(2_000).describe('What stands beside the box, word for word'),
  version: line(60).describe('Changes with the text; kept with each answer'),
  required: z.boolean().default(false),
})
export type ConsentText = z.output<typeof consentTextShape>

export const formDocumentShape = z.object({
  title: line(200),
  intro: line(2_000).default(''),
  language: z
    .string()
    .regex(/^[a-z]{2,3}$/)
    .meta({ description: 'The language in which the texts of the form are written', examples: ['en'] })
    .default('en'),
  fields: z.array(formFieldShape).max(40),
  consents: z.array(consentTextShape).max(6).default([]),
  button: line(60).default(''),
  campaign: line(200).default(''),
  channel: line(80).default(''),
  source: line(120).default(''),
  thanks: z.object({
    how: z.enum(['text', 'redirect']),
    text: line(2_000).default(''),
    address: line(500).default('').describe('By https, at one of the origins'),
  }),
  origins: z
    .array(line(200))
    .max(20)
    .default([])
    .describe('Sites that may show the form in a frame, send to it, and to which it may lead afterwards, such as https://company.example'),
  closed: line(1_000).default('').describe('What stands there while it is closed'),
})
export type FormDocument = z.output<typeof formDocumentShape>

const verdictShape = z.union([z.object({ ok: z.literal(true) }), z.object({ ok: z.literal(false), why: z.string() })])

const lineShape = z.object({
  id: idOf('form'),
  key: z.string().describe('Its address is /f/ and this'),
  name: z.string(),
  open: z.boolean(),
  published: z.int().nullable().describe('The version that visitors see; null before the first'),
  changed: z.boolean().describe('The draft differs from what visitors see'),
  views: z.int().describe('Of the last 30 days, counted here without cookies'),
  responses: z.int().describe('Of the last 30 days'),
  caught: z.int().describe('Of the last 30 days: put aside, mostly because a machine sent it'),
  conversion: z.number().nullable().describe('Responses by views; null where nobody looked'),
})
export type FormLine = z.output<typeof lineShape>

const versionShape = z.object({ number: z.int(), at: instantShape, by: z.string() })

export const formShape = lineShape.extend({
  version: z.string().describe('Sent back with a change, so that two people do not overwrite each other'),
  draft: formDocumentShape,
  versions: z.array(versionShape).describe('The newest first'),
  publishable: verdictShape.describe('Whether the draft can be published, and why not'),
  may: verdictShape.describe('Whether whoever asks may change it'),
})
export type Form = z.output<typeof formShape>

const writers = members('owner', 'admin', 'marketing')
const params = z.object({ id: idOf('form') })
const doneShape = z.object({ id: idOf('form'), eventId: idOf('event').describe('Undo the change by this') })
const nameShape = z.string().trim().min(1, 'Give the form a name.').max(120, 'A name has at most 120 characters.')
const reading = { access: everyMember, records: 'none', limits: { rate: 'read' } } as const
const writing = { access: writers, records: 'none', limits: { rate: 'write' } } as const

export const listForms = endpoint({
  id: 'forms.list',
  method: 'GET',
  path: '/api/v1/forms',
  summary: 'All forms by name, with views, responses and conversion of the last 30 days',
  ...reading,
  answer: z.object({ forms: z.array(lineShape), may: verdictShape.describe('Whether whoever asks may make and change forms') }),
})

export const readForm = endpoint({
  id: 'forms.read',
  method: 'GET',
  path: '/api/v1/forms/{id}',
  summary: 'A form: its draft, what was published, and how it does',
  ...reading,
  params,
  answer: formShape,
})

export const readFormVersion = endpoint({
  id: 'forms.readVersion',
  method: 'GET',
  path: '/api/v1/forms/{id}/versions/{number}',
  summary: 'What was published as a version of a form',
  ...reading,
  params: params.extend({ number: z.coerce.number().int().min(1) }),
  answer: versionShape.extend({ document: formDocumentShape }),
})

export const makeForm = endpoint({
  id: 'forms.make',
  method: 'POST',
  path: '/api/v1/forms',
  summary: 'Make a form; it begins as a draft that asks for a name and an e-mail address',
  ...writing,
  body: z.object({ name: nameShape, draft: formDocumentShape.optional() }),
  answer: doneShape,
})

export const changeForm = endpoint({
  id: 'forms.change',
  method: 'PATCH',
  path: '/api/v1/forms/{id}',
  summary: 'Change the name or draft of a form, open it or close it; visitors see a changed draft once it is published',
  ...writing,
  limits: { rate: 'write', bodyBytes: 256 * 1024 },
  params,
  body: z.object({
    name: nameShape.optional(),
    draft: formDocumentShape.optional(),
    open: z.boolean().optional(),
    version: z.string().max(100).optional(),
  }),
  answer: doneShape.extend({ version: z.string() }),
})

export const publishForm = endpoint({
  id: 'forms.publish',
  method: 'POST',
  path: '/api/v1/forms/{id}/publish',
  summary: 'Publish the draft as the next version; visitors see it from now on, and what was published before is kept',
  ...writing,
  params,
  body: z.object({ version: z.string().max(100).optional() }),
  answer: doneShape.extend({ number: z.int() }),
})

export const removeForm = endpoint({
  id: 'forms.remove',
  method: 'DELETE',
  path: '/api/v1/forms/{id}',
  summary: 'Remove a form that was never published; one that was is closed instead, since responses name it',
  ...writing,
  params,
  answer: doneShape,
})

export const undoForm = endpoint({
  id: 'forms.undo',
  method: 'POST',
  path: '/api/v1/forms/undo',
  summary: 'Take back one change of a form; its publishing as long as nobody has sent it since',
  ...writing,
  body: z.object({ eventId: idOf('event') }),
  answer: z.object({}),
})

const site = '/f/{key}'

export const showForm = door({
  id: 'forms.show',
  method: 'GET',
  path: site,
  summary: 'The page of a form, for visitors',
  limits: { rate: 'read' },
})

export const sendForm = door({
  id: 'forms.send',
  method: 'POST',
  path: site,
  summary: 'Sends a form: from its page, from a form on another site, or as JSON from a site that it names',
  limits: { rate: 'form', bodyBytes: 64 * 1024 },
  takes: ['form', 'json'],
})

export const askForm = door({
  id: 'forms.ask',
  method: 'OPTIONS',
  path: site,
  summary: 'Tells a browser whether the page that it shows may send JSON to this form',
  limits: { rate: 'read' },
})
