import { z } from 'zod'
import { managers } from '#kernel/access'
import { endpoint } from '#kernel/endpoint'
import { idOf } from '#kernel/id'
import { instantShape } from '#kernel/time'

export const mailShape = z.object({
  id: idOf('mail'),
  kind: z.string(),
  to: z.string(),
  subject: z.string(),
  text: z.string().describe('What it says; a one-time link is left out'),
  state: z
    .enum(['waiting', 'sent', 'held', 'dead'])
    .describe('Held: there was no mail server when it was made. Dead: the last try failed, or no further try can help'),
  tries: z.int(),
  why: z.string().nullable().describe('What the mail server said at the last try that failed'),
  doubts: z
    .int()
    .describe(
      'Tries after which it may have arrived although the mail server did not say so: all of it was handed over, then the connection or Interlock broke. It goes again under the same Message-ID.',
    ),
  nextTryAt: instantShape.nullable(),
  createdAt: instantShape,
  sentAt: instantShape.nullable(),
  again: z.boolean().describe('Whether it can be sent again'),
})
export type Mail = z.output<typeof mailShape>

export const listMails = endpoint({
  id: 'mail.list',
  method: 'GET',
  path: '/api/v1/mail',
  summary: 'Mails of the last 30 days that were sent to people of this company, or would have been, the newest first',
  access: managers,
  limits: { rate: 'read' },
  query: z.object({ cursor: z.uuid().optional(), limit: z.coerce.number<string | number>().int().min(1).max(200).default(50) }),
  answer: z.object({
    sends: z.boolean().describe('Whether a mail server is set'),
    from: z.string().nullable().describe('Who mails come from'),
    mails: z.array(mailShape),
    cursor: z.string().nullable().describe('For those before; null at the first'),
  }),
})

export const sendMailAgain = endpoint({
  id: 'mail.again',
  method: 'POST',
  path: '/api/v1/mail/{id}/again',
  summary: 'Try again to send a mail that was laid aside or held',
  access: managers,
  limits: { rate: 'write' },
  params: z.object({ id: idOf('mail') }),
  answer: z.object({ ok: z.literal(true) }),
})

export const sendTestMail = endpoint({
  id: 'mail.test',
  method: 'POST',
  path: '/api/v1/mail/test',
  summary: 'Send a mail to my own address, to see that mails arrive',
  access: managers,
  limits: { rate: 'heavy' },
  answer: z.object({ to: z.string() }),
})
